using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Answers;
using Machimichi.Voice.Moderation;
using Machimichi.Works;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Mine;

/// <summary>What this person (the account, else this browser) sent, supports and follows.</summary>
public sealed class ListMine(MachimichiDb db, Actor actor)
{
    private const int Most = 100;

    public sealed record MyProposal(int Number, string Title, DateTime SubmittedAt, int Supports, Outcome? Outcome, bool Withdrawn);

    public sealed record MyReport(int Number, string Title, string Category, DateTime SubmittedAt, CaseState State, bool Private);

    public sealed record Result(IReadOnlyList<MyProposal> Proposals, IReadOnlyList<MyReport> Reports, IReadOnlyList<MyProposal> Supported,
        IReadOnlyList<MyProposal> FollowedProposals, IReadOnlyList<MyReport> FollowedReports)
    {
        public int All => Proposals.Count + Reports.Count + Supported.Count + FollowedProposals.Count + FollowedReports.Count;
    }

    public async Task<Result> Handle(CancellationToken ct)
    {
        var me = actor.PersonId;
        if (me == Guid.Empty) return new Result([], [], [], [], []);
        var proposals = await db.AllProposals.AsNoTracking().Where(p => p.PersonId == me).OrderByDescending(p => p.SubmittedAt).Take(Most)
            .Select(p => new MyProposal(p.Number, p.Title, p.SubmittedAt, p.SupportCount, p.Outcome, p.WithdrawnAt != null)).ToListAsync(ct);
        var reports = await db.AllReports.AsNoTracking().Where(r => r.PersonId == me).OrderByDescending(r => r.SubmittedAt).Take(Most)
            .Select(r => new MyReport(r.Number, r.Title, r.Category, r.SubmittedAt, r.State, r.Private)).ToListAsync(ct);
        var supported = await (from s in db.Supports.AsNoTracking()
                               join p in db.Proposals.AsNoTracking() on s.ProposalId equals p.Id
                               where s.PersonId == me
                               orderby s.At descending
                               select new MyProposal(p.Number, p.Title, p.SubmittedAt, p.SupportCount, p.Outcome, p.WithdrawnAt != null)).Take(Most).ToListAsync(ct);
        var follows = db.Follows.AsNoTracking().Where(f => f.PersonId == me);
        var followed = await (from f in follows
                              join p in db.Proposals.AsNoTracking() on f.SubjectId equals p.Id
                              orderby f.At descending
                              select new MyProposal(p.Number, p.Title, p.SubmittedAt, p.SupportCount, p.Outcome, p.WithdrawnAt != null)).Take(Most).ToListAsync(ct);
        // One that was taken from public view since is nobody else's any more.
        var followedReports = await (from f in follows
                                     join r in db.Reports.AsNoTracking() on f.SubjectId equals r.Id
                                     where !r.Private
                                     orderby f.At descending
                                     select new MyReport(r.Number, r.Title, r.Category, r.SubmittedAt, r.State, r.Private)).Take(Most).ToListAsync(ct);
        return new Result(proposals, reports, supported, followed, followedReports);
    }
}
