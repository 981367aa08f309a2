using Machimichi.Platform.Data;
using Machimichi.Works.Orders;
using Machimichi.Works.Priority;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works.Cases;

/// <summary>How much waits: for the console's bar and its home.</summary>
public sealed class CountWork(MachimichiDb db)
{
    /// <param name="Late">Open cases whose deadline is past.</param>
    /// <param name="Soon">Open cases whose deadline is today or within three working days.</param>
    public sealed record View(int New, int Open, int Severe, int Orders, int Late, int Soon);

    public async Task<View> Handle(CancellationToken ct)
    {
        var states = await db.Cases.Where(Case.IsOpenNow)
            .GroupBy(c => new { c.State, Severe = c.Severity >= 3 }).Select(g => new { g.Key.State, g.Key.Severe, Count = g.Count() }).ToListAsync(ct);
        var orders = await db.WorkOrders.CountAsync(o => o.State == OrderState.Ordered || o.State == OrderState.Started, ct);
        var (today, soon) = WorkRules.Of(db.Town).Due(db.Now);
        var due = await db.Cases.Where(Case.IsOpenNow).Where(c => c.Deadline <= soon).GroupBy(c => c.Deadline < today).Select(g => new { Late = g.Key, Count = g.Count() }).ToListAsync(ct);
        return new View(states.Where(s => s.State == CaseState.New).Sum(s => s.Count), states.Sum(s => s.Count), states.Where(s => s.Severe).Sum(s => s.Count), orders, due.Where(d => d.Late).Sum(d => d.Count), due.Where(d => !d.Late).Sum(d => d.Count));
    }
}
