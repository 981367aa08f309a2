using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Photos;
using Machimichi.Voice.Comments;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Moderation;

/// <summary>What staff should look at: what was held, what people told of, and what is new and nobody looked at; and what was taken down.</summary>
public sealed class ListModeration(MachimichiDb db, Actor actor)
{
    public const int Most = 50;
    private static readonly TimeSpan New = TimeSpan.FromDays(14);

    public sealed record Told(string Reason, string Words, DateTime At);

    /// <param name="Path">Its public page, within the town.</param>
    /// <param name="Standing">Held or hidden; null for what everyone sees.</param>
    /// <param name="HasAuthor">Is there somebody who could be kept from sending?</param>
    public sealed record Row(string Kind, int Number, string Title, string Text, string Nickname, DateTime At, string Path, NotShown? Standing, IReadOnlyList<Told> Notices, IReadOnlyList<Guid> Photos, bool HasAuthor);

    public sealed record Done(Guid Id, string Kind, int Number, Verdict Verdict, string Reason, bool Undone);

    public async Task<IReadOnlyList<Row>> Waiting(CancellationToken ct)
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        var held = await Last(Verdict.Held).OrderBy(d => d.At).Take(Most).Select(d => d.SubjectId).ToListAsync(ct);
        var told = await db.Notices.AsNoTracking().Where(n => n.DecisionId == null).OrderBy(n => n.At).Take(Most * 4).Select(n => n.SubjectId).ToListAsync(ct);
        return await Rows([.. held.Concat(told).Concat(await Fresh(ct)).Distinct().Take(Most)], ct);
    }

    /// <summary>Taken down, the latest first.</summary>
    public async Task<IReadOnlyList<Row>> Hidden(CancellationToken ct)
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        return await Rows(await Last(Verdict.Hidden).OrderByDescending(d => d.At).Take(Most).Select(d => d.SubjectId).ToListAsync(ct), ct);
    }

    /// <summary>How many were held or told of; what is merely new is not counted.</summary>
    public async Task<int> Count(CancellationToken ct) =>
        await Last(Verdict.Held).CountAsync(ct) + await db.Notices.Where(n => n.DecisionId == null).Select(n => n.SubjectId).Distinct().CountAsync(ct);

    public Task<Done?> Of(Guid decision, CancellationToken ct) =>
        db.Decisions.AsNoTracking().Where(d => d.Id == decision).Select(d => new Done(d.Id, d.SubjectKind, d.SubjectNumber, d.Verdict, d.Reason, d.UndoneAt != null)).SingleOrDefaultAsync(ct);

    private IQueryable<Decision> Last(Verdict verdict)
    {
        var standing = db.Decisions.AsNoTracking().Where(d => d.UndoneAt == null && d.Verdict != Verdict.Kept);
        return standing.Where(d => d.Verdict == verdict && !standing.Any(l => l.SubjectId == d.SubjectId && l.At > d.At));
    }

    private async Task<List<Guid>> Fresh(CancellationToken ct)
    {
        var found = await db.Proposals.OrderByDescending(p => p.Number).Take(Most).Select(p => new { p.Id, At = p.SubmittedAt }).ToListAsync(ct);
        found.AddRange(await db.Reports.Where(r => !r.Private).OrderByDescending(r => r.Number).Take(Most).Select(r => new { r.Id, At = r.SubmittedAt }).ToListAsync(ct));
        found.AddRange(await db.Comments.Where(c => c.WithdrawnAt == null).OrderByDescending(c => c.Number).Take(Most).Select(c => new { c.Id, c.At }).ToListAsync(ct));
        var since = db.Now - New;
        var fresh = found.Where(f => f.At >= since).OrderByDescending(f => f.At).Select(f => f.Id).ToList();
        var looked = await db.Decisions.Where(d => fresh.Contains(d.SubjectId) && d.UndoneAt == null).Select(d => d.SubjectId).Distinct().ToListAsync(ct);
        return [.. fresh.Except(looked)];
    }

    private async Task<IReadOnlyList<Row>> Rows(List<Guid> ids, CancellationToken ct)
    {
        var notices = (await db.Notices.AsNoTracking().Where(n => ids.Contains(n.SubjectId) && n.DecisionId == null).OrderBy(n => n.At).ToListAsync(ct)).ToLookup(n => n.SubjectId, n => new Told(n.Reason, n.Words, n.At));
        var hides = (await db.Decisions.AsNoTracking().Where(d => ids.Contains(d.SubjectId) && d.UndoneAt == null && (d.Verdict == Verdict.Held || d.Verdict == Verdict.Hidden)).OrderBy(d => d.At).ToListAsync(ct))
            .GroupBy(d => d.SubjectId).ToDictionary(g => g.Key, g => g.Last());
        var photos = (await db.Photos.AsNoTracking().Where(p => ids.Contains(p.OwnerId) && p.State == PhotoState.Ready).OrderBy(p => p.Id).Select(p => new { p.OwnerId, p.Id }).ToListAsync(ct)).ToLookup(p => p.OwnerId, p => p.Id);
        Row Of(string kind, IModerated thing, string title, string text, string nickname, DateTime at, string path) => new(kind, thing.Number, title, text, nickname, at, path,
            thing.HiddenAt is not null && hides.TryGetValue(thing.Id, out var d) ? new NotShown(d.Verdict, d.Reason, d.Words, d.At) : null, [.. notices[thing.Id]], [.. photos[thing.Id]], thing.PersonId != Guid.Empty);
        var rows = new Dictionary<Guid, Row>();
        foreach (var p in await db.AllProposals.AsNoTracking().Where(p => ids.Contains(p.Id)).ToListAsync(ct))
            rows[p.Id] = Of(Proposal.Kind, p, p.Title, p.Body, p.Nickname, p.SubmittedAt, $"proposals/{p.Number}");
        foreach (var r in await db.AllReports.AsNoTracking().Where(r => ids.Contains(r.Id)).ToListAsync(ct))
            rows[r.Id] = Of(Report.Kind, r, r.Title, r.Text, r.Nickname, r.SubmittedAt, $"reports/{r.Number}");
        var comments = await (from c in db.AllComments join p in db.AllProposals on c.ProposalId equals p.Id where ids.Contains(c.Id) select new { Comment = c, p.Number, p.Title }).AsNoTracking().ToListAsync(ct);
        foreach (var c in comments)
            rows[c.Comment.Id] = Of(Comment.Kind, c.Comment, c.Title, c.Comment.Text, c.Comment.Nickname, c.Comment.At, $"proposals/{c.Number}#comment-{c.Comment.Number}");
        return [.. ids.Where(rows.ContainsKey).Select(id => rows[id])];
    }
}
