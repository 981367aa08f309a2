using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Works.Cases;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works.Orders;

/// <summary>The repair of many cases is ordered at once: of all that can be, in one step that can be taken back in one.</summary>
public sealed class OrderMany(MachimichiDb db, Actor actor, OrderWork order, MoveCase moves)
{
    public const int Most = 100;

    /// <param name="Ordered">Numbers of the cases that are planned now.</param>
    /// <param name="Left">Of those that could not be: somebody ordered or ended them before, or they are not this town's.</param>
    public sealed record Receipt(IReadOnlyList<int> Ordered, IReadOnlyList<int> Left);

    public async Task<Receipt> Handle(IReadOnlyCollection<int> numbers, string instruction, CancellationToken ct)
    {
        Check(numbers);
        if (instruction.Length > 2000) throw new Refusal("text.too-long", "instruction", values: [("limit", 2000)]);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var ordered = new List<int>();
        foreach (var one in await Cases(numbers, ct))
        {
            if (one.State is not (CaseState.New or CaseState.Confirmed)) continue;
            await order.Place(one, instruction, "", ct);
            ordered.Add(one.Number);
        }
        await moves.SaveOrTell(ct);
        await transaction.CommitAsync(ct);
        return new Receipt(ordered, [.. numbers.Except(ordered).Order()]);
    }

    /// <summary>Takes the orders back that no crew has ended yet; the cases are where they were, confirmed.</summary>
    public async Task<Receipt> Undo(IReadOnlyCollection<int> numbers, CancellationToken ct)
    {
        Check(numbers);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var undone = new List<int>();
        foreach (var one in await Cases(numbers, ct))
        {
            if (one.State != CaseState.Planned) continue;
            foreach (var open in await db.WorkOrders.Where(o => o.CaseId == one.Id && (o.State == OrderState.Ordered || o.State == OrderState.Started)).ToListAsync(ct)) open.Cancel();
            await moves.Apply(one, "case.reopened", (c, at) => c.Reopen("", actor.Name, at), null, ct);
            undone.Add(one.Number);
        }
        await moves.SaveOrTell(ct);
        await transaction.CommitAsync(ct);
        return new Receipt(undone, [.. numbers.Except(undone).Order()]);
    }

    private static void Check(IReadOnlyCollection<int> numbers)
    {
        if (numbers.Count == 0) throw new Refusal("case.none-chosen", "case");
        if (numbers.Count > Most) throw new Refusal("case.too-many-chosen", "case", values: [("most", Most)]);
    }

    private async Task<List<Case>> Cases(IReadOnlyCollection<int> numbers, CancellationToken ct) =>
        await db.Cases.Include(c => c.Subjects).Where(c => numbers.Contains(c.Number)).OrderBy(c => c.Number).ToListAsync(ct);
}
