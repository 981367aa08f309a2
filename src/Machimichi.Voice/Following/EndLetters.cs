using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Moderation;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Following;

/// <summary>
/// An address wants no more letters about one thing, whether it came to them as its author's, a supporter's or a follower's. Whoever
/// holds the letter may say so; what was proposed, supported and followed stays as it is.
/// </summary>
public sealed class EndLetters(MachimichiDb db, Actor actor, LetterLinks links)
{
    /// <summary>Is it the link of a letter of this town?</summary>
    public bool Knows(string? token) => links.ReadEnd(token) is not null;

    public async Task Handle(string? token, CancellationToken ct)
    {
        var (kind, subject, mail) = links.ReadEnd(token) ?? throw Refusal.Forbidden("letters.link-broken");
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var ended = await End(subject, mail.ToLowerInvariant(), ct);
        if (ended > 0) db.Note(actor.Name, "letters.ended", kind, subject);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

#pragma warning disable CA1304, CA1311, CA1862, MA0011 // translated: the database lowers, and only ASCII matters in an address
    private async Task<int> End(Guid subject, string mail, CancellationToken ct) =>
        await db.Follows.Where(f => f.SubjectId == subject && f.Mail.ToLower() == mail)
            .ExecuteUpdateAsync(s => s.SetProperty(f => f.Mail, "").SetProperty(f => f.AskedAt, (DateTime?)null).SetProperty(f => f.ConfirmedAt, (DateTime?)null), ct)
        + await db.Supports.Where(s => s.ProposalId == subject && s.Mail.ToLower() == mail).ExecuteUpdateAsync(s => s.SetProperty(x => x.Mail, ""), ct)
        + await db.AllProposals.Where(p => p.Id == subject && p.Mail.ToLower() == mail).ExecuteUpdateAsync(s => s.SetProperty(p => p.Mail, ""), ct)
        + await db.AllReports.Where(r => r.Id == subject && r.Mail.ToLower() == mail).ExecuteUpdateAsync(s => s.SetProperty(r => r.Mail, ""), ct);
#pragma warning restore CA1304, CA1311, CA1862, MA0011
}
