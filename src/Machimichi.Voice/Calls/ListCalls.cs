using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Photos;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Calls;

/// <summary>A town's calls, by where they stand now.</summary>
public sealed class ListCalls(MachimichiDb db, Actor actor)
{
    /// <summary>More calls than a town makes in thirty years.</summary>
    public const int Most = 300;

    /// <param name="Open">Under way, also between two phases; the one that ends first comes first.</param>
    /// <param name="Soon">Not begun, the next first.</param>
    /// <param name="Ended">The latest first.</param>
    /// <param name="Drafts">Only for staff.</param>
    public sealed record Result(IReadOnlyList<Row> Open, IReadOnlyList<Row> Soon, IReadOnlyList<Row> Ended, IReadOnlyList<Row> Drafts);

    public sealed record Row(string Slug, string Question, Schedule Schedule, VoteRules Rules, bool HasResult, int Ideas, Guid? Picture);

    public async Task<Result> Handle(CancellationToken ct)
    {
        var rows = await Rows(actor.IsStaff ? db.Calls : db.Calls.Where(c => c.PublishedAt != null), ct);
        var published = rows.Where(r => !r.Draft).Select(r => r.Row).ToList();
        var byState = published.ToLookup(r => r.Schedule.StateAt(db.Now));
        return new Result([.. byState[CallState.Open].Concat(byState[CallState.Between]).OrderBy(r => r.Schedule.Phases[^1].EndsAt)],
            [.. byState[CallState.Upcoming].OrderBy(r => r.Schedule.Phases[0].StartsAt)], [.. byState[CallState.Ended]], [.. rows.Where(r => r.Draft).Select(r => r.Row)]);
    }

    /// <summary>The call in which people can do something now and have the fewest days left for it; null when there is none.</summary>
    public async Task<Row?> ForHome(CancellationToken ct)
    {
        var now = db.Now;
        var open = db.Calls.Where(c => c.PublishedAt != null && c.ResultUntil > now && ((c.CollectingFrom <= now && c.CollectingUntil > now) || (c.VoteFrom <= now && c.VoteUntil > now)));
        return (await Rows(open, ct)).Select(r => r.Row).MinBy(r => r.Schedule.At(now)!.EndsAt);
    }

    private async Task<List<(Row Row, bool Draft)>> Rows(IQueryable<Call> calls, CancellationToken ct)
    {
        var proposals = db.Proposals;
        var found = await calls.AsNoTracking().OrderByDescending(c => c.ResultUntil).Take(Most).Select(c => new
        {
            Call = c,
            Ideas = proposals.Count(p => p.CallId == c.Id),
            Picture = db.Photos.Where(f => f.OwnerKind == Call.Kind && f.OwnerId == c.Id && f.Public && f.State == PhotoState.Ready).OrderByDescending(f => f.Id).Select(f => (Guid?)f.Id).FirstOrDefault(),
        }).ToListAsync(ct);
        return [.. found.Select(f => (new Row(f.Call.Slug, f.Call.Question, f.Call.Schedule, f.Call.Rules, f.Call.ResultAt is not null, f.Ideas, f.Picture), f.Call.PublishedAt is null))];
    }
}
