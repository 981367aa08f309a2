using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Language;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Following;

/// <summary>
/// Somebody follows a proposal or a public report, and stops to. Nobody needs an account: this browser remembers it, and an address
/// is asked by a letter before it gets any other. One person follows a thing once.
/// </summary>
public sealed class FollowSubject(MachimichiDb db, Actor actor, Speech speech, VoiceMails mails, LetterLinks links)
{
    /// <summary>So many letters may wait for one address's yes within a week: nobody fills a stranger's mailbox.</summary>
    public const int MostUnanswered = 5;

    /// <summary>Does nobody get letters, does an address have yet to say yes, or does one get them?</summary>
    public enum Letters { None, Waiting, Coming }

    /// <param name="ByAccount">Do letters come to the account's own address without asking?</param>
    public sealed record View(bool Follows, Letters Letters, bool ByAccount);

    public sealed record Receipt(string Kind, int Number, Letters Letters);

    public async Task<View> Look(string kind, int number, CancellationToken ct)
    {
        var mine = actor.PersonId == Guid.Empty ? null
            : await db.Follows.AsNoTracking().SingleOrDefaultAsync(f => f.SubjectKind == kind && f.SubjectNumber == number && f.PersonId == actor.PersonId, ct);
        return new View(mine is not null, StateOf(mine), await AccountMail(ct) is { Length: > 0 });
    }

    /// <param name="mail">Empty for no letters, or for those of the account.</param>
    public async Task<Receipt> Handle(string kind, int number, string? mail, CancellationToken ct)
    {
        if (actor.PersonId == Guid.Empty) throw Refusal.Forbidden("follow.who");
        var contact = Contact.Of(null, mail);
        if (contact.Problems().FirstOrDefault() is { } problem) throw problem;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (subject, title) = await Lock(kind, number, ct);
        var follow = await db.Follows.SingleOrDefaultAsync(f => f.SubjectId == subject && f.PersonId == actor.PersonId, ct);
        if (follow is null)
        {
            db.Follows.Add(follow = new Follow(kind, subject, number, actor.PersonId, speech.Language, db.Now));
            db.Note(actor.Name, $"{kind}.followed", kind, subject, new { number });
        }
        await WriteTo(follow, contact.Mail.Length > 0 ? contact.Mail : await AccountMail(ct), title, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return new Receipt(kind, number, StateOf(follow));
    }

    public async Task Stop(string kind, int number, CancellationToken ct)
    {
        var follow = await db.Follows.SingleOrDefaultAsync(f => f.SubjectKind == kind && f.SubjectNumber == number && f.PersonId == actor.PersonId, ct);
        if (follow is null) return;
        db.Follows.Remove(follow);
        db.Note(actor.Name, $"{kind}.unfollowed", kind, follow.SubjectId, new { number });
        await db.SaveChangesAsync(ct);
    }

    /// <summary>The address says yes, by the link of the letter that asked it.</summary>
    /// <returns>Where its thing is read.</returns>
    public async Task<string> Confirm(string? token, CancellationToken ct)
    {
        var (id, mail) = links.ReadYes(token) ?? throw Refusal.Forbidden("follow.link-old");
        var follow = await db.Follows.SingleOrDefaultAsync(f => f.Id == id && f.Mail == mail, ct) ?? throw Refusal.Forbidden("follow.link-old");
        if (follow.ConfirmedAt is null) db.Note(actor.Name, $"{follow.SubjectKind}.follow-confirmed", follow.SubjectKind, follow.SubjectId, new { number = follow.SubjectNumber });
        follow.Confirm(db.Now);
        await db.SaveChangesAsync(ct);
        return $"/{db.Town.Slug}/{follow.SubjectKind}s/{follow.SubjectNumber}";
    }

    private async Task WriteTo(Follow follow, string mail, string title, CancellationToken ct)
    {
        if (mail.Length == 0 || follow.Mail == mail) return;
        if (await IsOwn(mail, ct))
        {
            follow.AskForLetters(mail, speech.Language, db.Now);
            follow.Confirm(db.Now);
            return;
        }
        var since = db.Now - LetterLinks.YesLives;
        if (await db.Follows.CountAsync(f => f.Mail == mail && f.ConfirmedAt == null && f.AskedAt > since, ct) >= MostUnanswered)
            throw new Refusal("follow.unanswered", "mail", values: ("limit", MostUnanswered));
        follow.AskForLetters(mail, speech.Language, db.Now);
        mails.AskFollower(follow, title);
    }

    // The account's, or one that said yes to this very person before.
    private async Task<bool> IsOwn(string mail, CancellationToken ct) =>
        string.Equals(mail, await AccountMail(ct), StringComparison.OrdinalIgnoreCase) || await db.Follows.AnyAsync(f => f.PersonId == actor.PersonId && f.Mail == mail && f.ConfirmedAt != null, ct);

    private async Task<string> AccountMail(CancellationToken ct) =>
        actor.AccountId is { } account ? await db.Users.Where(u => u.Id == account && u.EmailConfirmed).Select(u => u.Email).SingleOrDefaultAsync(ct) ?? "" : "";

    private static Letters StateOf(Follow? follow) => follow is null or { Mail: "" } ? Letters.None : follow.ConfirmedAt is null ? Letters.Waiting : Letters.Coming;

    // Writing the row first makes two taps of one person wait for each other instead of meeting at the unique index.
    private async Task<(Guid Id, string Title)> Lock(string kind, int number, CancellationToken ct)
    {
        if (kind == Proposal.Kind)
        {
            var one = db.Proposals.Where(p => p.Number == number);
            if (await one.ExecuteUpdateAsync(s => s.SetProperty(p => p.SupportCount, p => p.SupportCount), ct) == 0) throw Refusal.NotFound("proposal.unknown");
            var proposal = await one.Select(p => new { p.Id, p.Title }).SingleAsync(ct);
            return (proposal.Id, proposal.Title);
        }
        var open = db.Reports.Where(r => r.Number == number && !r.Private);
        if (await open.ExecuteUpdateAsync(s => s.SetProperty(r => r.ChangedAt, r => r.ChangedAt), ct) == 0)
            throw await db.Reports.AnyAsync(r => r.Number == number, ct) ? Refusal.Forbidden("report.private") : Refusal.NotFound("report.unknown");
        var report = await open.Select(r => new { r.Id, r.Title, r.Category }).SingleAsync(ct);
        return (report.Id, report.Title.Length > 0 ? report.Title : db.Town.FindCategory(report.Category, Report.Kind)?.Name.In(speech.Language) ?? report.Category);
    }
}
