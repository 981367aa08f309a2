using Machimichi.Platform.Data;
using Machimichi.Voice.Moderation;
using Machimichi.Voice.Proposals;
using Machimichi.Works;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice;

/// <summary>What waits for the staff.</summary>
public sealed class VoiceCounts(MachimichiDb db, ListModeration moderation)
{
    public sealed record View(int NewReports, int UnansweredProposals, int ToModerate);

    public async Task<View> Handle(CancellationToken ct) => new(
        await db.Reports.CountAsync(r => r.State == CaseState.New, ct),
        await db.Proposals.CountAsync(p => p.State == ProposalState.Open, ct),
        await moderation.Count(ct));
}
