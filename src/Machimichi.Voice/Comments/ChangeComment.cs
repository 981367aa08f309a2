using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Moderation;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Comments;

/// <summary>The author mends a comment for a while, and may withdraw it at any time.</summary>
public sealed class ChangeComment(MachimichiDb db, Actor actor)
{
    public sealed record Receipt(int Proposal, int Number);

    public Task<Receipt> Edit(int proposal, int number, string? text, string? stance, CancellationToken ct) => Change(proposal, number, async comment =>
    {
        await db.RefuseBlocked(actor, ct);
        if (SubmitComment.Problems(text, stance, comment.ToId is not null).FirstOrDefault() is { } problem) throw problem;
        if (comment.Edit(Words.Parse<Stance>(stance) ?? Stance.Neutral, PlainText.Lines(text), db.Now) is not { } before) return;
        db.EarlierComments.Add(before);
        db.Note(actor.Name, "comment.edited", Comment.Kind, comment.Id, new { number, proposal });
        db.Hold(Comment.Kind, comment, comment.Text);
    }, ct);

    public Task<Receipt> Withdraw(int proposal, int number, CancellationToken ct) => Change(proposal, number, async comment =>
    {
        if (comment.WithdrawnAt is not null) return;
        comment.Withdraw(db.Now);
        await db.EarlierComments.Where(e => e.CommentId == comment.Id).ExecuteDeleteAsync(ct);
        db.Note(actor.Name, "comment.withdrawn", Comment.Kind, comment.Id, new { number, proposal });
    }, ct);

    private async Task<Receipt> Change(int proposal, int number, Func<Comment, Task> change, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var proposals = db.AllProposals;
        var one = db.AllComments.Where(c => c.Number == number && proposals.Any(p => p.Id == c.ProposalId && p.Number == proposal));
        // Writing the row first makes two changes wait for each other.
        await one.ExecuteUpdateAsync(s => s.SetProperty(c => c.Text, c => c.Text), ct);
        var comment = await one.SingleOrDefaultAsync(ct) ?? throw Refusal.NotFound("comment.unknown");
        if (actor.PersonId == Guid.Empty || comment.PersonId != actor.PersonId) throw Refusal.Forbidden("comment.not-yours");
        await change(comment);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return new Receipt(proposal, number);
    }
}
