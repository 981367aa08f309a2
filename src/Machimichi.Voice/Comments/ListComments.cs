using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Moderation;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Comments;

/// <summary>What was said about a proposal, in the order in which it was said; each comment with the answers to it.</summary>
public sealed class ListComments(MachimichiDb db, Actor actor)
{
    public const int PageSize = 20;

    /// <param name="Text">Empty when withdrawn.</param>
    /// <param name="Mine">Did the reader write it, and may still withdraw it?</param>
    /// <param name="Editable">And still mend it?</param>
    public sealed record Row(int Number, int? To, Stance Stance, string Text, string Nickname, DateTime At, bool Edited, bool Withdrawn, bool Mine, bool Editable, bool Hidden = false);

    public sealed record Thread(Row Comment, IReadOnlyList<Row> Answers);

    /// <summary>Comments that stand, by stance; answers to them.</summary>
    public sealed record Numbers(int For, int Against, int Neutral, int Answers)
    {
        public int All => For + Against + Neutral + Answers;
    }

    /// <param name="Open">May one comment?</param>
    public sealed record View(IReadOnlyList<Thread> Threads, Numbers Count, bool Open, int Page, int Pages);

    public async Task<View> Handle(int proposal, int page, CancellationToken ct)
    {
        var about = await About(proposal, ct);
        var (all, me) = (db.Comments, actor.PersonId);
        // One that was withdrawn or taken down keeps its place only while somebody answered it. Its author sees what was taken down.
        var shown = db.AllComments.AsNoTracking().Where(c => c.ProposalId == about.Id && c.ToId == null)
            .Where(c => (c.WithdrawnAt == null && (c.HiddenAt == null || (me != Guid.Empty && c.PersonId == me))) || all.Any(a => a.ToId == c.Id && a.WithdrawnAt == null && a.HiddenAt == null));
        var pages = Math.Max(1, (await shown.CountAsync(ct) + PageSize - 1) / PageSize);
        page = Math.Clamp(page, 1, pages);
        var comments = await shown.OrderBy(c => c.Number).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(ct);
        var ids = comments.Select(c => (Guid?)c.Id).ToList();
        var answers = (await db.AllComments.AsNoTracking().Where(c => ids.Contains(c.ToId) && c.WithdrawnAt == null && (c.HiddenAt == null || (me != Guid.Empty && c.PersonId == me))).OrderBy(c => c.Number).ToListAsync(ct)).ToLookup(c => c.ToId);
        return new View([.. comments.Select(c => new Thread(RowOf(c, null), [.. answers[c.Id].Select(a => RowOf(a, c.Number))]))], await Count(about.Id, ct), !about.IsTakenBack && about.HiddenAt is null, page, pages);
    }

    /// <summary>What follows a comment, answers among them; withdrawn ones are left out.</summary>
    public async Task<IReadOnlyList<Row>> After(int proposal, int number, int limit, CancellationToken ct)
    {
        var about = await About(proposal, ct);
        var comments = await db.Comments.AsNoTracking().Where(c => c.ProposalId == about.Id && c.WithdrawnAt == null && c.Number > number).OrderBy(c => c.Number).Take(limit).ToListAsync(ct);
        var ids = comments.Select(c => c.ToId).OfType<Guid>().ToList();
        var numbers = await db.AllComments.Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Number, ct);
        return [.. comments.Select(c => RowOf(c, c.ToId is { } to ? numbers[to] : null))];
    }

    public async Task<Numbers> Count(int proposal, CancellationToken ct) => await Count((await About(proposal, ct)).Id, ct);

    private async Task<Numbers> Count(Guid proposal, CancellationToken ct)
    {
        var counts = await db.Comments.Where(c => c.ProposalId == proposal && c.WithdrawnAt == null)
            .GroupBy(c => new { c.Stance, IsAnswer = c.ToId != null }).Select(g => new { g.Key.Stance, g.Key.IsAnswer, Count = g.Count() }).ToListAsync(ct);
        int Of(Stance stance) => counts.Where(c => c.Stance == stance && !c.IsAnswer).Sum(c => c.Count);
        return new Numbers(Of(Stance.For), Of(Stance.Against), Of(Stance.Neutral), counts.Where(c => c.IsAnswer).Sum(c => c.Count));
    }

    private async Task<Proposals.Proposal> About(int number, CancellationToken ct)
    {
        var about = await db.AllProposals.AsNoTracking().SingleOrDefaultAsync(p => p.Number == number, ct) ?? throw Refusal.NotFound("proposal.unknown");
        return about.HiddenAt is null || actor.IsStaff || (actor.PersonId != Guid.Empty && about.PersonId == actor.PersonId) ? about : throw NotShown.ToOthers();
    }

    private Row RowOf(Comment c, int? to)
    {
        var (withdrawn, mine) = (c.WithdrawnAt is not null, actor.PersonId != Guid.Empty && c.PersonId == actor.PersonId && c.WithdrawnAt is null);
        var hidden = c.HiddenAt is not null;
        var (text, nickname) = withdrawn || (hidden && !mine) ? ("", "") : (c.Text, c.Nickname);
        return new Row(c.Number, to, c.Stance, text, nickname, c.At, c.EditedAt is not null, withdrawn, mine, mine && !hidden && db.Now < c.At + Comment.Editable, hidden);
    }
}
