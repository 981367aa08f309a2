using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Language;
using Machimichi.Voice.Moderation;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Proposals;

/// <summary>One person supports a proposal once, and may take it back. Supporting again can leave an address for the town's answer.</summary>
public sealed class SupportProposal(MachimichiDb db, Actor actor, Speech speech)
{
    public sealed record Receipt(int Number, int Supports, bool Supported);

    public async Task<Receipt> Handle(int number, string? mail, CancellationToken ct)
    {
        var contact = Contact.Of(null, mail);
        if (contact.Problems().FirstOrDefault() is { } problem) throw problem;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var id = await Lock(number, ct);
        await db.RefuseBlocked(actor, ct);
        var support = await db.Supports.SingleOrDefaultAsync(s => s.ProposalId == id && s.PersonId == actor.PersonId, ct);
        if (support is null)
        {
            if (await db.Proposals.AnyAsync(p => p.Id == id && p.WithdrawnAt != null, ct)) throw Refusal.Conflict("proposal.is-withdrawn");
            db.Supports.Add(new Support(id, actor.PersonId, contact.Mail, speech.Language, db.Now));
            db.Note(actor.Name, "proposal.supported", Proposal.Kind, id, new { number });
        }
        else if (contact.Mail.Length > 0) support.LeaveAddress(contact.Mail, speech.Language);
        await db.SaveChangesAsync(ct);
        var count = await Count(id, ct);
        await transaction.CommitAsync(ct);
        return new Receipt(number, count, Supported: true);
    }

    public async Task<Receipt> Withdraw(int number, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var id = await Lock(number, ct);
        var support = await db.Supports.SingleOrDefaultAsync(s => s.ProposalId == id && s.PersonId == actor.PersonId, ct);
        if (support is not null)
        {
            db.Supports.Remove(support);
            db.Note(actor.Name, "proposal.support-withdrawn", Proposal.Kind, id, new { number });
            await db.SaveChangesAsync(ct);
        }
        var count = await Count(id, ct);
        await transaction.CommitAsync(ct);
        return new Receipt(number, count, Supported: false);
    }

    // Writing the row first makes two taps of one person wait for each other instead of meeting at the unique index.
    private async Task<Guid> Lock(int number, CancellationToken ct)
    {
        if (actor.PersonId == Guid.Empty) throw Refusal.Forbidden("proposal.support-who");
        var one = db.Proposals.Where(p => p.Number == number);
        if (await one.ExecuteUpdateAsync(s => s.SetProperty(p => p.SupportCount, p => p.SupportCount), ct) == 0) throw Refusal.NotFound("proposal.unknown");
        return await one.Select(p => p.Id).SingleAsync(ct);
    }

    private async Task<int> Count(Guid id, CancellationToken ct)
    {
        var count = await db.Supports.CountAsync(s => s.ProposalId == id, ct);
        await db.Proposals.Where(p => p.Id == id).ExecuteUpdateAsync(s => s.SetProperty(p => p.SupportCount, count), ct);
        return count;
    }
}
