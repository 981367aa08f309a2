using Machimichi.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Answers;

/// <param name="FirstDue">The day that was promised first; another than <paramref name="Due"/> once it was moved.</param>
/// <param name="Reason">Why it was moved or given up.</param>
/// <param name="Ended">When it was done or given up; null while it is open.</param>
public sealed record MilestoneView(Guid Id, string Title, DateOnly FirstDue, DateOnly Due, MilestoneState State, string Reason, DateTime? Ended)
{
    public bool IsOpen => State is MilestoneState.Planned or MilestoneState.Late;

    /// <summary>Of some proposals, in the order of their days.</summary>
    internal static async Task<ILookup<Guid, MilestoneView>> Of(MachimichiDb db, IReadOnlyList<Guid> proposals, CancellationToken ct)
    {
        var today = db.TodayInTown();
        var found = await db.Milestones.AsNoTracking().Where(m => proposals.Contains(m.ProposalId)).OrderBy(m => m.Due).ThenBy(m => m.Id).ToListAsync(ct);
        return found.ToLookup(m => m.ProposalId, m => new MilestoneView(m.Id, m.Title, m.FirstDue, m.Due, m.StateOn(today), m.Reason, m.DoneAt ?? m.DroppedAt));
    }
}

internal static class TownDay
{
    public static DateOnly TodayInTown(this MachimichiDb db) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(db.Now, db.Town.Zone));
}
