using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Language;
using Machimichi.Platform.Photos;
using Machimichi.Voice.Comments;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Moderation;

/// <summary>Staff take something down with a reason that its author is told, show it again, or find it fine; each decision can be undone.</summary>
public sealed class Moderate(MachimichiDb db, Actor actor, VoiceMails mails)
{
    public const int WordsLimit = 500;
    private const string Other = "other";
    public static readonly IReadOnlyList<string> Reasons = ["personal", "insult", "advert", "unrelated", Other];

    public sealed record Receipt(Guid Decision);

    /// <param name="words">To the author; needed where the reason is another one.</param>
    public async Task<Receipt> Hide(string kind, int number, string? reason, string? words, CancellationToken ct)
    {
        var said = PlainText.Lines(words);
        if (!Reasons.Any(r => r == reason)) throw new Refusal("moderation.reason-missing", "reason");
        if (PlainText.TooLong(said, WordsLimit, "words") is { } tooLong) throw tooLong;
        if (reason == Other && said.Length == 0) throw new Refusal("moderation.words-missing", "words");
        return await Decide(kind, number, Verdict.Hidden, reason!, said, ct);
    }

    /// <summary>It is fine. What was kept from view is shown from now on.</summary>
    public Task<Receipt> Keep(string kind, int number, CancellationToken ct) => Decide(kind, number, Verdict.Kept, "", "", ct);

    public async Task<Receipt> Undo(Guid id, CancellationToken ct)
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Decisions.Where(d => d.Id == id).ExecuteUpdateAsync(s => s.SetProperty(d => d.Reason, d => d.Reason), ct);
        var decision = await db.Decisions.SingleOrDefaultAsync(d => d.Id == id, ct) ?? throw Refusal.NotFound("moderation.unknown");
        if (decision.UndoneAt is not null) return new Receipt(id);
        var thing = await Find(decision.SubjectKind, decision.SubjectNumber, ct);
        decision.Undo(db.Now);
        await db.Notices.Where(n => n.DecisionId == id).ExecuteUpdateAsync(s => s.SetProperty(n => n.DecisionId, (Guid?)null), ct);
        var last = await Standing(thing.Id).Where(d => d.Id != id && d.Verdict != Verdict.Kept).OrderByDescending(d => d.At).FirstOrDefaultAsync(ct);
        await Apply(decision.SubjectKind, thing, last?.Hides == true, ct);
        if (decision.Verdict == Verdict.Hidden && thing.HiddenAt is null) await Tell(decision.SubjectKind, thing, null, ct);
        db.Note(actor.Name, $"{decision.SubjectKind}.decision-undone", decision.SubjectKind, thing.Id, new { thing.Number, verdict = decision.Verdict.Word() });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return new Receipt(id);
    }

    private async Task<Receipt> Decide(string kind, int number, Verdict verdict, string reason, string words, CancellationToken ct)
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var thing = await Find(kind, number, ct);
        if (verdict == Verdict.Kept && thing.HiddenAt is not null) verdict = Verdict.Shown;
        var waiting = db.Notices.Where(n => n.SubjectId == thing.Id && n.DecisionId == null);
        // A form sent twice is one decision, and the author hears of it once.
        var last = await Standing(thing.Id).OrderByDescending(d => d.At).FirstOrDefaultAsync(ct);
        if (last is not null && (last.Verdict, last.Reason, last.Words) == (verdict, reason, words) && !await waiting.AnyAsync(ct)) return new Receipt(last.Id);
        var decision = new Decision(kind, thing.Id, number, verdict, reason, words, actor.Name, db.Now);
        db.Decisions.Add(decision);
        await waiting.ExecuteUpdateAsync(s => s.SetProperty(n => n.DecisionId, decision.Id), ct);
        if (verdict != Verdict.Kept)
        {
            await Apply(kind, thing, decision.Hides, ct);
            await Tell(kind, thing, decision.Hides ? decision : null, ct);
        }
        db.Note(actor.Name, $"{kind}.{verdict.Word()}", kind, thing.Id, new { number, reason });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return new Receipt(decision.Id);
    }

    private IQueryable<Decision> Standing(Guid thing) => db.Decisions.Where(d => d.SubjectId == thing && d.UndoneAt == null);

    // Writing the row first makes two decisions on one thing wait for each other.
    private async Task<IModerated> Find(string kind, int number, CancellationToken ct)
    {
        switch (kind)
        {
            case Proposal.Kind:
                var proposal = db.AllProposals.Where(p => p.Number == number);
                await proposal.ExecuteUpdateAsync(s => s.SetProperty(p => p.HiddenAt, p => p.HiddenAt), ct);
                return await proposal.SingleOrDefaultAsync(ct) ?? throw Refusal.NotFound("proposal.unknown");
            case Report.Kind:
                var report = db.AllReports.Where(r => r.Number == number);
                await report.ExecuteUpdateAsync(s => s.SetProperty(r => r.HiddenAt, r => r.HiddenAt), ct);
                return await report.SingleOrDefaultAsync(ct) ?? throw Refusal.NotFound("report.unknown");
            case Comment.Kind:
                var comment = db.AllComments.Where(c => c.Number == number);
                await comment.ExecuteUpdateAsync(s => s.SetProperty(c => c.HiddenAt, c => c.HiddenAt), ct);
                return await comment.SingleOrDefaultAsync(ct) ?? throw Refusal.NotFound("comment.unknown");
            default:
                throw Refusal.NotFound();
        }
    }

    private async Task Apply(string kind, IModerated thing, bool hidden, CancellationToken ct)
    {
        if (hidden) thing.TakeDown(db.Now);
        else thing.PutBack();
        var everyone = !hidden && thing is not Report { Private: true };
        var additions = db.Additions.Where(a => a.ReportId == thing.Id).Select(a => a.Id);
        await db.Photos.Where(p => (p.OwnerKind == kind && p.OwnerId == thing.Id) || (p.OwnerKind == Addition.Kind && additions.Contains(p.OwnerId)))
            .ExecuteUpdateAsync(s => s.SetProperty(p => p.Public, everyone), ct);
    }

    // Whoever left no address with it may have one in their account.
    private async Task Tell(string kind, IModerated thing, Decision? hidden, CancellationToken ct)
    {
        var (mail, language) = thing switch { Proposal p => (p.Mail, p.Language), Report r => (r.Mail, r.Language), _ => ("", "") };
        if (mail.Length == 0 && thing.PersonId != Guid.Empty) mail = await db.Users.Where(u => u.Id == thing.PersonId).Select(u => u.Email).SingleOrDefaultAsync(ct) ?? "";
        if (mail.Length == 0) return;
        var about = thing is Comment comment ? await db.AllProposals.Where(p => p.Id == comment.ProposalId).Select(p => p.Number).SingleAsync(ct) : thing.Number;
        mails.Decided(kind, thing, about, mail, language.Length > 0 ? language : Texts.Japanese, hidden?.Reason, hidden?.Words ?? "");
    }
}

/// <summary>Why something is not shown, for its author and for staff.</summary>
/// <param name="Verdict">Held, or hidden.</param>
/// <param name="Words">What staff wrote to the author; for what is held, the words that were found, which only staff read.</param>
public sealed record NotShown(Verdict Verdict, string Reason, string Words, DateTime At)
{
    internal static Task<NotShown?> Of(MachimichiDb db, Guid subject, CancellationToken ct) =>
        db.Decisions.AsNoTracking().Where(d => d.SubjectId == subject && d.UndoneAt == null && (d.Verdict == Verdict.Held || d.Verdict == Verdict.Hidden)).OrderByDescending(d => d.At)
            .Select(d => new NotShown(d.Verdict, d.Reason, d.Words, d.At)).FirstOrDefaultAsync(ct);

    /// <summary>What everyone else is answered.</summary>
    internal static Refusal ToOthers() => new("moderation.not-shown", kind: RefusalKind.Gone);
}
