using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Works.Cases;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works.Joins;

/// <summary>A member of staff has looked at the two: one thing, or two. Either can be taken back.</summary>
public sealed class DecideProposal(MachimichiDb db, Actor actor, JoinCases joins)
{
    public async Task Confirm(Guid id, CancellationToken ct)
    {
        var proposal = await Find(id, ct);
        if (proposal.State != JoinState.Open) throw Refusal.Conflict("join.decided");
        var cases = await db.Cases.AsNoTracking().Where(c => c.Id == proposal.CaseId || c.Id == proposal.OtherId).Select(c => new { c.Id, c.Number, c.State }).ToListAsync(ct);
        var (one, other) = (cases.Single(c => c.Id == proposal.CaseId), cases.Single(c => c.Id == proposal.OtherId));
        // Work that is under way stays where it is; else the newer goes to the older.
        var turned = one.State is not (CaseState.New or CaseState.Confirmed);
        await (turned ? joins.Join(other.Number, one.Number, ct) : joins.Join(one.Number, other.Number, ct));
    }

    public async Task Refuse(Guid id, CancellationToken ct)
    {
        var proposal = await Find(id, ct);
        proposal.Refuse(db.Now);
        db.Note(actor.Name, "join.refused", "case", proposal.CaseId, new { other = proposal.OtherId });
        await db.SaveChangesAsync(ct);
    }

    /// <summary>The decision was a slip: the two are as they were, and the question stands again.</summary>
    public async Task Return(Guid id, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var proposal = await Find(id, ct);
        if (proposal.State == JoinState.Joined)
        {
            var merged = await db.Cases.Where(c => (c.Id == proposal.CaseId && c.MergedInto == proposal.OtherId) || (c.Id == proposal.OtherId && c.MergedInto == proposal.CaseId))
                .Select(c => (int?)c.Number).SingleOrDefaultAsync(ct) ?? throw Refusal.Conflict("join.decided");
            await joins.Undo(merged, ct);
        }
        proposal.Return();
        db.Note(actor.Name, "join.returned", "case", proposal.CaseId, new { other = proposal.OtherId });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private async Task<JoinProposal> Find(Guid id, CancellationToken ct) => await db.JoinProposals.SingleOrDefaultAsync(p => p.Id == id, ct) ?? throw Refusal.NotFound("join.unknown");
}
