using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Moderation;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Comments;

/// <summary>Somebody says what they think of a proposal, or answers a comment. No account is needed; sent twice, it is one comment.</summary>
public sealed class SubmitComment(MachimichiDb db, Actor actor)
{
    public const int TextLimit = 1000;

    /// <param name="Key">Made with the form: <see cref="SubmissionKey.New"/>.</param>
    /// <param name="Stance">Word of a <see cref="Comments.Stance"/>; an answer to a comment has none.</param>
    /// <param name="To">Number of the comment that it answers, if any.</param>
    public sealed record Request(int Proposal, string? Key, string? Text, string? Stance, int? To = null, string? Nickname = null);

    public sealed record Receipt(int Number, string Path);

    /// <summary>Everything that the person should mend, each at its field; empty when it can be sent.</summary>
    public static IReadOnlyList<Refusal> Problems(Request request) =>
        [.. new[] { SubmissionKey.Problem(request.Key) }.OfType<Refusal>(), .. Problems(request.Text, request.Stance, request.To is not null), .. Contact.Of(request.Nickname, null).Problems()];

    internal static IEnumerable<Refusal> Problems(string? text, string? stance, bool isAnswer)
    {
        var clean = PlainText.Lines(text);
        if (!isAnswer && Words.Parse<Stance>(stance) is null) yield return new Refusal("comment.stance-missing", "stance");
        if (clean.Length == 0) yield return new Refusal("comment.text-missing", "text");
        if (PlainText.TooLong(clean, TextLimit, "text") is { } tooLong) yield return tooLong;
    }

    public async Task<Receipt> Handle(Request request, CancellationToken ct)
    {
        if (SubmissionKey.Problem(request.Key) is { } keyless) throw keyless;
        if (Problems(request) is [var first, ..]) throw first;

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Taking the number waits for whoever takes one now; only then is it certain whether this form was sent before.
        var number = await db.NextNumber(Comment.Kind, ct);
        var proposal = await db.AllProposals.AsNoTracking().SingleOrDefaultAsync(p => p.Number == request.Proposal, ct) ?? throw Refusal.NotFound("proposal.unknown");
        if (await SentBefore(request, proposal.Id, ct) is { } before) return before;
        await db.RefuseBlocked(actor, ct);
        db.RefuseName(actor, request.Nickname);
        if (proposal.HiddenAt is not null) throw Refusal.Conflict("comment.proposal-hidden");
        if (proposal.IsTakenBack) throw Refusal.Conflict("comment.proposal-withdrawn");
        var to = request.To is { } asked
            ? await db.Comments.AsNoTracking().SingleOrDefaultAsync(c => c.Number == asked && c.ProposalId == proposal.Id, ct) ?? throw Refusal.NotFound("comment.unknown")
            : null;
        var comment = Comment.Submit(number, proposal.Id, to, Words.Parse<Stance>(request.Stance) ?? Stance.Neutral, PlainText.Lines(request.Text),
            PlainText.Line(request.Nickname), actor.PersonId, SubmissionKey.Hash(request.Key!), db.Now);
        db.Comments.Add(comment);
        db.Hold(Comment.Kind, comment, comment.Text, comment.Nickname);
        db.Note(actor.Name, "comment.submitted", Comment.Kind, comment.Id, new { number, proposal = proposal.Number });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Receive(proposal.Number, number);
    }

    private async Task<Receipt?> SentBefore(Request request, Guid proposal, CancellationToken ct)
    {
        var hash = SubmissionKey.Hash(request.Key!);
        var sent = await db.AllComments.AsNoTracking().SingleOrDefaultAsync(c => c.SubmissionHash == hash, ct);
        if (sent is null) return null;
        // Edited or withdrawn since, it no longer says what was sent.
        var unchanged = sent.EditedAt is null && sent.WithdrawnAt is null;
        if (sent.ProposalId != proposal || (unchanged && sent.Text != PlainText.Lines(request.Text))) throw new Refusal("voice.sent-already", values: [("number", sent.Number)]);
        return Receive(request.Proposal, sent.Number);
    }

    private Receipt Receive(int proposal, int number) => new(number, $"/{db.Town.Slug}/proposals/{proposal}#comment-{number}");
}
