using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Calls;
using Machimichi.Voice.Comments;
using Machimichi.Voice.Following;
using Machimichi.Voice.Moderation;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Mine;

/// <summary>
/// What somebody sent before they signed in becomes their account's, when they ask for it and can prove that it is theirs: it came from
/// this very browser, it names the address that they confirmed, or they hold its secret link. What an account has is nobody else's to take.
/// </summary>
public sealed class ClaimMine(MachimichiDb db, Actor actor)
{
    public sealed record Offer(int Reports, int Proposals, int Supports, int Votes, int Follows, int Comments = 0)
    {
        public int All => Reports + Proposals + Supports + Votes + Follows + Comments;
    }

    /// <summary>What could be taken; nothing for somebody who is not signed in.</summary>
    public async Task<Offer> Look(CancellationToken ct)
    {
        if (await Claimant(ct) is not { } me) return new Offer(0, 0, 0, 0, 0);
        return new Offer(await Reports(me).CountAsync(ct), await Proposals(me).CountAsync(ct), await Supports(me).CountAsync(ct), await Votes(me).CountAsync(ct), await Follows(me).CountAsync(ct), await Comments(me).CountAsync(ct));
    }

    public async Task<Offer> Handle(CancellationToken ct)
    {
        var me = await Claimant(ct) ?? throw Refusal.Forbidden("claim.sign-in");
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var taken = new Offer(
            await Reports(me).ExecuteUpdateAsync(s => s.SetProperty(r => r.PersonId, me.Account), ct),
            await Proposals(me).ExecuteUpdateAsync(s => s.SetProperty(p => p.PersonId, me.Account), ct),
            await TakeSupports(me, ct), await TakeVotes(me, ct), await TakeFollows(me, ct), await Comments(me).ExecuteUpdateAsync(s => s.SetProperty(c => c.PersonId, me.Account), ct));
        if (taken.All > 0) db.Note(actor.Name, "person.claimed", "person", me.Account, taken);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return taken;
    }

    /// <summary>The report of a secret link.</summary>
    public async Task TakeReport(int number, string? secret, CancellationToken ct)
    {
        var account = actor.AccountId ?? throw Refusal.Forbidden("claim.sign-in");
        var hash = SubmissionKey.SecretHash(secret ?? "");
        var (keys, users) = (db.ReportKeys, db.Users);
        var report = await db.AllReports.Where(r => r.Number == number && keys.Any(k => k.ReportId == r.Id && k.Hash == hash)).Select(r => new { r.Id, r.PersonId }).SingleOrDefaultAsync(ct)
            ?? throw Refusal.Forbidden("report.not-own");
        if (report.PersonId == account) return;
        // The condition again in the statement: two who hold one link do not both get it.
        var taken = await db.AllReports.Where(r => r.Id == report.Id && !users.Any(u => u.Id == r.PersonId)).ExecuteUpdateAsync(s => s.SetProperty(r => r.PersonId, account), ct);
        if (taken == 0) throw Refusal.Conflict("claim.taken");
        db.Note(actor.Name, "report.claimed", Report.Kind, report.Id, new { number });
        await db.SaveChangesAsync(ct);
    }

    private sealed record Me(Guid Account, Guid Visitor, string Mail);

    private async Task<Me?> Claimant(CancellationToken ct)
    {
        if (actor.AccountId is not { } account) return null;
        var mail = await db.Users.Where(u => u.Id == account && u.EmailConfirmed).Select(u => u.Email).SingleOrDefaultAsync(ct);
        return new Me(account, actor.VisitorId, (mail ?? "").ToLowerInvariant());
    }

#pragma warning disable CA1304, CA1311, CA1862, MA0011 // translated: the database lowers, and only ASCII matters in an address
    // Guid.Empty is nobody's number: those who were spoken for, and those who were forgotten.
    private IQueryable<Report> Reports(Me me)
    {
        var users = db.Users;
        return db.AllReports.Where(r => ((r.PersonId == me.Visitor && me.Visitor != Guid.Empty) || (me.Mail != "" && r.Mail.ToLower() == me.Mail)) && !users.Any(u => u.Id == r.PersonId));
    }

    private IQueryable<Proposal> Proposals(Me me)
    {
        var users = db.Users;
        return db.AllProposals.Where(p => ((p.PersonId == me.Visitor && me.Visitor != Guid.Empty) || (me.Mail != "" && p.Mail.ToLower() == me.Mail)) && !users.Any(u => u.Id == p.PersonId));
    }

    private IQueryable<Support> Supports(Me me)
    {
        var users = db.Users;
        return db.Supports.Where(s => ((s.PersonId == me.Visitor && me.Visitor != Guid.Empty) || (me.Mail != "" && s.Mail.ToLower() == me.Mail)) && !users.Any(u => u.Id == s.PersonId));
    }

    private IQueryable<Follow> Follows(Me me)
    {
        var users = db.Users;
        return db.Follows.Where(f => ((f.PersonId == me.Visitor && me.Visitor != Guid.Empty) || (me.Mail != "" && f.ConfirmedAt != null && f.Mail.ToLower() == me.Mail)) && !users.Any(u => u.Id == f.PersonId));
    }
#pragma warning restore CA1304, CA1311, CA1862, MA0011

    private IQueryable<Comment> Comments(Me me) => db.AllComments.Where(c => c.PersonId == me.Visitor && me.Visitor != Guid.Empty);

    // A vote names no address, and one in a vote that is over is counted as it is.
    private IQueryable<CallVote> Votes(Me me)
    {
        var (calls, now) = (db.Calls, db.Now);
        return db.CallVotes.Where(v => v.PersonId == me.Visitor && me.Visitor != Guid.Empty && calls.Any(c => c.Id == v.CallId && c.VoteUntil > now));
    }

    // One person, one support: where the account supports already, the other one goes.
    private async Task<int> TakeSupports(Me me, CancellationToken ct)
    {
        var found = await Supports(me).ToListAsync(ct);
        foreach (var group in found.GroupBy(s => s.ProposalId))
        {
            await db.AllProposals.Where(p => p.Id == group.Key).ExecuteUpdateAsync(s => s.SetProperty(p => p.SupportCount, p => p.SupportCount), ct);
            var has = await db.Supports.AnyAsync(s => s.ProposalId == group.Key && s.PersonId == me.Account, ct);
            var keep = has ? Guid.Empty : group.First().Id;
            await db.Supports.Where(s => s.Id == keep).ExecuteUpdateAsync(s => s.SetProperty(x => x.PersonId, me.Account), ct);
            var rest = group.Where(s => s.Id != keep).Select(s => s.Id).ToList();
            await db.Supports.Where(s => rest.Contains(s.Id)).ExecuteDeleteAsync(ct);
            var count = await db.Supports.CountAsync(s => s.ProposalId == group.Key, ct);
            await db.AllProposals.Where(p => p.Id == group.Key).ExecuteUpdateAsync(s => s.SetProperty(p => p.SupportCount, count), ct);
        }
        db.ChangeTracker.Clear();
        return found.Count;
    }

    private async Task<int> TakeFollows(Me me, CancellationToken ct)
    {
        var found = await Follows(me).Select(f => new { f.Id, f.SubjectId }).ToListAsync(ct);
        foreach (var group in found.GroupBy(f => f.SubjectId))
        {
            var has = await db.Follows.AnyAsync(f => f.SubjectId == group.Key && f.PersonId == me.Account, ct);
            var keep = has ? Guid.Empty : group.First().Id;
            await db.Follows.Where(f => f.Id == keep).ExecuteUpdateAsync(s => s.SetProperty(f => f.PersonId, me.Account), ct);
            var rest = group.Where(f => f.Id != keep).Select(f => f.Id).ToList();
            await db.Follows.Where(f => rest.Contains(f.Id)).ExecuteDeleteAsync(ct);
        }
        return found.Count;
    }

    private async Task<int> TakeVotes(Me me, CancellationToken ct)
    {
        var found = await Votes(me).Select(v => new { v.Id, v.CallId }).ToListAsync(ct);
        foreach (var vote in found)
        {
            var one = db.CallVotes.Where(v => v.Id == vote.Id);
            if (await db.CallVotes.AnyAsync(v => v.CallId == vote.CallId && v.PersonId == me.Account, ct))
            {
                await db.CallChoices.Where(c => c.VoteId == vote.Id).ExecuteDeleteAsync(ct);
                await one.ExecuteDeleteAsync(ct);
            }
            else await one.ExecuteUpdateAsync(s => s.SetProperty(v => v.PersonId, me.Account), ct);
        }
        return found.Count;
    }
}
