using Machimichi.Platform.Data;
using Machimichi.Works.Orders;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works.Cases;

/// <summary>How much waits: for the console's bar and its home.</summary>
public sealed class CountWork(MachimichiDb db)
{
    public sealed record View(int New, int Open, int Severe, int Orders);

    public async Task<View> Handle(CancellationToken ct)
    {
        var states = await db.Cases.Where(c => c.State == CaseState.New || c.State == CaseState.Confirmed || c.State == CaseState.Planned || c.State == CaseState.InWork)
            .GroupBy(c => new { c.State, Severe = c.Severity >= 3 }).Select(g => new { g.Key.State, g.Key.Severe, Count = g.Count() }).ToListAsync(ct);
        var orders = await db.WorkOrders.CountAsync(o => o.State == OrderState.Ordered || o.State == OrderState.Started, ct);
        return new View(states.Where(s => s.State == CaseState.New).Sum(s => s.Count), states.Sum(s => s.Count), states.Where(s => s.Severe).Sum(s => s.Count), orders);
    }
}
