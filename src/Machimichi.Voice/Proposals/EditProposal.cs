using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Moderation;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Proposals;

/// <summary>Its author changes a proposal's words within half an hour, the ones before staying readable, or withdraws it at any time.</summary>
public sealed class EditProposal(MachimichiDb db, Actor actor)
{
    public sealed record Request(int Number, string? Title, string? Body);

    /// <summary>Everything that the person should mend, each at its field.</summary>
    public static IReadOnlyList<Refusal> Problems(Request request)
    {
        var (title, body) = (PlainText.Line(request.Title), PlainText.Lines(request.Body));
        Refusal?[] found =
        [
            title.Length == 0 ? new Refusal("proposal.title-missing", "title") : PlainText.TooLong(title, SubmitProposal.TitleLimit, "title"),
            body.Length == 0 ? new Refusal("proposal.body-missing", "body") : PlainText.TooLong(body, SubmitProposal.BodyLimit, "body"),
        ];
        return [.. found.OfType<Refusal>()];
    }

    public Task Handle(Request request, CancellationToken ct) => Change(request.Number, proposal =>
    {
        if (Problems(request) is [var first, ..]) throw first;
        var (title, body) = (PlainText.Line(request.Title), PlainText.Lines(request.Body));
        if ((proposal.Title, proposal.Body) == (title, body)) return null;
        if (proposal.HiddenAt is not null) throw Refusal.Conflict("proposal.is-hidden");
        db.ProposalVersions.Add(proposal.Edit(title, body, db.Now));
        db.Hold(Proposal.Kind, proposal, title, body);
        return "proposal.edited";
    }, ct);

    public Task Withdraw(int number, CancellationToken ct) => Change(number, proposal =>
    {
        if (proposal.WithdrawnAt is not null) return null;
        proposal.Withdraw(db.Now);
        return "proposal.withdrawn";
    }, ct);

    private async Task Change(int number, Func<Proposal, string?> change, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Writing the row first makes a form sent twice wait for itself.
        await db.AllProposals.Where(p => p.Number == number).ExecuteUpdateAsync(s => s.SetProperty(p => p.SupportCount, p => p.SupportCount), ct);
        var proposal = await db.AllProposals.SingleOrDefaultAsync(p => p.Number == number, ct) ?? throw Refusal.NotFound("proposal.unknown");
        if (actor.PersonId == Guid.Empty || proposal.PersonId != actor.PersonId) throw Refusal.Forbidden("proposal.not-own");
        if (change(proposal) is not { } what) return;
        db.Note(actor.Name, what, Proposal.Kind, proposal.Id, new { number });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
