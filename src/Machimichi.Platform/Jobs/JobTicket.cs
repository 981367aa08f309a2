namespace Machimichi.Platform.Jobs;

public enum JobState { Waiting, Scheduled, Running, Done, Failed }

/// <summary>
/// A piece of work promised in the transaction of its cause. The row is what pages show (progress, error, retry);
/// the scheduler only decides when and where it runs. Safe to run again: the id is the same.
/// </summary>
public sealed class JobTicket
{
    public required Guid Id { get; init; }
    public required string TownId { get; init; }
    public required string Kind { get; init; }
    public required string Payload { get; init; }
    public required DateTime CreatedAt { get; init; }
    public JobState State { get; set; }
    public int Attempts { get; set; }
    public int Percent { get; set; }
    public string ProgressText { get; set; } = "";
    public string Error { get; set; } = "";
    public DateTime? StartedAt { get; set; }
    public DateTime? FinishedAt { get; set; }
}
