using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Works.Cases;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works.Orders;

/// <summary>Staff orders the repair of a case; the case is planned from then on and the people concerned hear it.</summary>
public sealed class OrderWork(MachimichiDb db, Actor actor, MoveCase moves)
{
    public sealed record Request(int CaseNumber, string Instruction, string PublicText);

    public sealed record Receipt(int OrderNumber);

    public async Task<Receipt> Handle(Request request, CancellationToken ct)
    {
        if (request.Instruction.Length > 2000) throw new Refusal("text.too-long", "instruction", values: [("limit", 2000)]);
        if (request.PublicText.Length > 2000) throw new Refusal("text.too-long", "text", values: [("limit", 2000)]);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var one = await db.Cases.Include(c => c.Subjects).SingleOrDefaultAsync(c => c.Number == request.CaseNumber, ct) ?? throw Refusal.NotFound("case.unknown");
        var order = await Place(one, request.Instruction, request.PublicText, ct);
        await moves.SaveOrTell(ct);
        await transaction.CommitAsync(ct);
        return new Receipt(order.Number);
    }

    /// <summary>Adds to the unit of work, within the caller's transaction.</summary>
    internal async Task<WorkOrder> Place(Case one, string instruction, string publicText, CancellationToken ct)
    {
        await moves.Apply(one, "case.planned", (c, at) => c.Plan(publicText, actor.Name, at), null, ct);
        var order = new WorkOrder(await db.NextNumber("order", ct), one.Id, instruction.Trim(), actor.Name, db.Now);
        db.WorkOrders.Add(order);
        db.Note(actor.Name, "order.placed", "order", order.Id, new { order.Number, caseNumber = one.Number });
        return order;
    }
}
