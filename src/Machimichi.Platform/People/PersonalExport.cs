namespace Machimichi.Platform.People;

/// <summary>An export that was too big to be made while its person waited.</summary>
public sealed class PersonalExport
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }

    /// <summary>As in <see cref="Person"/>; kept so that the job exports the person who asked.</summary>
    public required string Mail { get; init; }
    public required string Language { get; init; }
    public required DateTime AskedAt { get; init; }
    public DateTime? ReadyAt { get; set; }
    public string FileKey { get; set; } = "";
}
