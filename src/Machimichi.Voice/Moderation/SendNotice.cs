using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Comments;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Moderation;

/// <summary>Somebody tells the town that a public thing should be looked at. No account is needed; told again by the same person, it is one notice.</summary>
public sealed class SendNotice(MachimichiDb db, Actor actor)
{
    public sealed record Request(string? Kind, int Number, string? Reason, string? Words);

    /// <param name="Path">Page of the thing.</param>
    public sealed record About(Guid Id, string Kind, int Number, string Title, string Path);

    public static IReadOnlyList<Refusal> Problems(Request request)
    {
        var words = PlainText.Lines(request.Words);
        Refusal?[] found =
        [
            Moderate.Reasons.Any(r => r == request.Reason) ? null : new Refusal("notice.reason-missing", "reason"),
            PlainText.TooLong(words, Moderate.WordsLimit, "words"),
        ];
        return [.. found.OfType<Refusal>()];
    }

    /// <summary>What it would be about, if everyone may read it.</summary>
    public async Task<About> Find(string? kind, int number, CancellationToken ct)
    {
        var about = kind switch
        {
            Proposal.Kind => await db.Proposals.Where(p => p.Number == number).Select(p => new About(p.Id, Proposal.Kind, number, p.Title, $"proposals/{number}")).SingleOrDefaultAsync(ct),
            Report.Kind => await db.Reports.Where(r => r.Number == number && !r.Private).Select(r => new About(r.Id, Report.Kind, number, r.Title, $"reports/{number}")).SingleOrDefaultAsync(ct),
            Comment.Kind => await (from c in db.Comments
                                   join p in db.Proposals on c.ProposalId equals p.Id
                                   where c.Number == number && c.WithdrawnAt == null
                                   select new About(c.Id, Comment.Kind, number, c.Text, $"proposals/{p.Number}#comment-{number}")).SingleOrDefaultAsync(ct),
            _ => null,
        };
        if (about is null) throw Refusal.NotFound("notice.unknown");
        return about with { Title = PlainText.TitleOf(about.Title) };
    }

    public async Task<About> Handle(Request request, CancellationToken ct)
    {
        if (Problems(request) is [var first, ..]) throw first;
        var about = await Find(request.Kind, request.Number, ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // The number is nobody's to read; taking it makes two of one person wait for each other.
        await db.NextNumber("notice", ct);
        if (await db.Notices.AnyAsync(n => n.SubjectId == about.Id && n.PersonId == actor.PersonId, ct)) return about;
        db.Notices.Add(new Notice(about.Kind, about.Id, request.Reason!, PlainText.Lines(request.Words), actor.PersonId, db.Now));
        db.Note(actor.Name, $"{about.Kind}.noticed", about.Kind, about.Id, new { about.Number, request.Reason });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return about;
    }
}
