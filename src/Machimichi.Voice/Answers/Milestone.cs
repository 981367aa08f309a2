using Machimichi.Platform;
using Machimichi.Platform.Data;

namespace Machimichi.Voice.Answers;

public enum MilestoneState { Planned, Late, Done, Dropped }

/// <summary>A step that the town promised with its answer, and the day for it. The first day stays readable when it is moved, and so does a step that is given up.</summary>
internal sealed class Milestone : ITownOwned
{
    private Milestone() { }

    public Milestone(Guid proposal, string title, DateOnly due, DateTime at) => (Id, ProposalId, Title, FirstDue, Due, AddedAt) = (Guid.CreateVersion7(), proposal, title, due, due, at);

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public Guid ProposalId { get; private init; }
    public string Title { get; private init; } = "";

    /// <summary>The day that was promised first.</summary>
    public DateOnly FirstDue { get; private init; }
    public DateOnly Due { get; private set; }
    public DateTime AddedAt { get; private init; }

    /// <summary>Why it was moved or given up, in the town's words; empty while it was neither.</summary>
    public string Reason { get; private set; } = "";
    public DateTime? MovedAt { get; private set; }
    public DateTime? DoneAt { get; private set; }
    public DateTime? DroppedAt { get; private set; }

    public void Move(DateOnly due, string reason, DateTime at)
    {
        AskIfOpen();
        (Due, Reason, MovedAt) = (due, reason, at);
    }

    public void Finish(DateTime at)
    {
        AskIfOpen();
        DoneAt = at;
    }

    public void Drop(string reason, DateTime at)
    {
        AskIfOpen();
        (Reason, DroppedAt) = (reason, at);
    }

    public MilestoneState StateOn(DateOnly today) =>
        DoneAt is not null ? MilestoneState.Done : DroppedAt is not null ? MilestoneState.Dropped : Due < today ? MilestoneState.Late : MilestoneState.Planned;

    private void AskIfOpen()
    {
        if (DoneAt is not null || DroppedAt is not null) throw Refusal.Conflict("milestone.over");
    }
}
