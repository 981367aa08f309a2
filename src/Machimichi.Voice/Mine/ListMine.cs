using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Answers;
using Machimichi.Works;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Mine;

/// <summary>What this person (the account, else this browser) sent and supports.</summary>
public sealed class ListMine(MachimichiDb db, Actor actor)
{
    private const int Most = 100;

    public sealed record MyProposal(int Number, string Title, DateTime SubmittedAt, int Supports, Outcome? Outcome);

    public sealed record MyReport(int Number, string Title, string Category, DateTime SubmittedAt, CaseState State, bool Private);

    public sealed record Result(IReadOnlyList<MyProposal> Proposals, IReadOnlyList<MyReport> Reports, IReadOnlyList<MyProposal> Supported);

    public async Task<Result> Handle(CancellationToken ct)
    {
        var me = actor.PersonId;
        if (me == Guid.Empty) return new Result([], [], []);
        var proposals = await db.Proposals.AsNoTracking().Where(p => p.PersonId == me).OrderByDescending(p => p.SubmittedAt).Take(Most)
            .Select(p => new MyProposal(p.Number, p.Title, p.SubmittedAt, p.SupportCount, p.Outcome)).ToListAsync(ct);
        var reports = await db.Reports.AsNoTracking().Where(r => r.PersonId == me).OrderByDescending(r => r.SubmittedAt).Take(Most)
            .Select(r => new MyReport(r.Number, r.Title, r.Category, r.SubmittedAt, r.State, r.Private)).ToListAsync(ct);
        var supported = await (from s in db.Supports.AsNoTracking()
                               join p in db.Proposals.AsNoTracking() on s.ProposalId equals p.Id
                               where s.PersonId == me
                               orderby s.At descending
                               select new MyProposal(p.Number, p.Title, p.SubmittedAt, p.SupportCount, p.Outcome)).Take(Most).ToListAsync(ct);
        return new Result(proposals, reports, supported);
    }
}
