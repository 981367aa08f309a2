using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Comments;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Moderation;

/// <summary>Staff keep somebody (an account, else a browser) from sending until a day. They may still read, withdraw, export and delete what is theirs.</summary>
public sealed class BlockPerson(MachimichiDb db, Actor actor)
{
    public const int MostDays = 365, ReasonLimit = 200;

    /// <param name="Kind">Of the thing whose author it is.</param>
    public sealed record Request(string Kind, int Number, string? Reason, int? Days);

    public sealed record Row(Guid Id, string Reason, DateTime At, DateTime Until);

    public async Task Handle(Request request, CancellationToken ct)
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        var reason = PlainText.Line(request.Reason);
        if (reason.Length == 0) throw new Refusal("block.reason-missing", "reason");
        if (PlainText.TooLong(reason, ReasonLimit, "reason") is { } tooLong) throw tooLong;
        if (request.Days is not (>= 1 and <= MostDays)) throw new Refusal("block.days", "days", values: [("most", MostDays)]);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Taking a number makes a form sent twice wait for itself.
        await db.NextNumber("block", ct);
        var person = await AuthorOf(request.Kind, request.Number, ct);
        if (person is null || person == Guid.Empty) throw Refusal.Conflict("block.nobody");
        if (person == actor.PersonId || await db.Memberships.AnyAsync(m => m.TownId == db.Town.Slug && m.AccountId == person, ct)) throw Refusal.Conflict("block.staff");
        var now = db.Now;
        foreach (var before in await db.Blocks.Where(b => b.PersonId == person && b.LiftedAt == null && b.Until > now).ToListAsync(ct)) before.Lift(now);
        var block = new Block(person.Value, reason, actor.Name, now, now.AddDays(request.Days.Value));
        db.Blocks.Add(block);
        db.Note(actor.Name, "person.blocked", "block", block.Id, new { request.Kind, request.Number, request.Days });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    public async Task Lift(Guid id, CancellationToken ct)
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        var block = await db.Blocks.SingleOrDefaultAsync(b => b.Id == id, ct) ?? throw Refusal.NotFound("block.unknown");
        if (block.LiftedAt is not null) return;
        block.Lift(db.Now);
        db.Note(actor.Name, "person.unblocked", "block", block.Id, null);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Those that hold now, the one that ends last first.</summary>
    public async Task<IReadOnlyList<Row>> Holding(CancellationToken ct)
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        var now = db.Now;
        return await db.Blocks.AsNoTracking().Where(b => b.LiftedAt == null && b.Until > now).OrderByDescending(b => b.Until).Select(b => new Row(b.Id, b.Reason, b.At, b.Until)).ToListAsync(ct);
    }

    private async Task<Guid?> AuthorOf(string kind, int number, CancellationToken ct) => kind switch
    {
        Proposal.Kind => await db.AllProposals.Where(p => p.Number == number).Select(p => (Guid?)p.PersonId).SingleOrDefaultAsync(ct),
        Report.Kind => await db.AllReports.Where(r => r.Number == number).Select(r => (Guid?)r.PersonId).SingleOrDefaultAsync(ct),
        Comment.Kind => await db.AllComments.Where(c => c.Number == number).Select(c => (Guid?)c.PersonId).SingleOrDefaultAsync(ct),
        _ => null,
    };
}

internal static class Blocked
{
    /// <summary>Refuses whoever may send nothing now, and says until when and why.</summary>
    public static async Task RefuseBlocked(this MachimichiDb db, Actor actor, CancellationToken ct)
    {
        // Signing in makes nobody another person.
        var (now, me) = (db.Now, new[] { actor.PersonId, actor.VisitorId }.Where(id => id != Guid.Empty).Distinct().ToList());
        if (me.Count == 0) return;
        var block = await db.Blocks.AsNoTracking().Where(b => me.Contains(b.PersonId) && b.LiftedAt == null && b.Until > now).OrderByDescending(b => b.Until).Select(b => new { b.Until, b.Reason }).FirstOrDefaultAsync(ct);
        if (block is null) return;
        throw Refusal.Conflict("block.holds", ("until", TimeZoneInfo.ConvertTimeFromUtc(block.Until, db.Town.Zone)), ("reason", block.Reason));
    }
}
