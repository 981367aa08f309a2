using Machimichi.Platform.Data;
using Machimichi.Voice.Answers;
using Machimichi.Voice.Moderation;
using Machimichi.Voice.Proposals;
using Machimichi.Works;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice;

/// <summary>What waits for the staff.</summary>
public sealed class VoiceCounts(MachimichiDb db, ListModeration moderation)
{
    public sealed record View(int NewReports, int UnansweredProposals, int ToModerate, int AnswerDrafts, int LateMilestones);

    public async Task<View> Handle(CancellationToken ct) => new(
        await db.Reports.CountAsync(r => r.State == CaseState.New, ct),
        await db.Proposals.CountAsync(p => p.State == ProposalState.Open, ct),
        await moderation.Count(ct),
        await db.AnswerDrafts.CountAsync(ct),
        await Late(ct));

    private Task<int> Late(CancellationToken ct)
    {
        var today = db.TodayInTown();
        return db.Milestones.CountAsync(m => m.DoneAt == null && m.DroppedAt == null && m.Due < today, ct);
    }
}
