using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Works.Cases;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works.Orders;

/// <summary>The orders that wait for a crew, worst first; or the ones done last.</summary>
public sealed class ListOrders(MachimichiDb db)
{
    public sealed record Row(int Number, int CaseNumber, OrderState State, string Title, string Category, string District, int Severity, string Instruction,
        DateTime OrderedAt, DateTime? DoneAt, double? Latitude, double? Longitude, string? Picture);

    public Task<List<Row>> Open(CancellationToken ct) =>
        Rows(from o in db.WorkOrders.AsNoTracking()
             join c in db.Cases on o.CaseId equals c.Id
             where o.State == OrderState.Ordered || o.State == OrderState.Started
             orderby c.Severity descending, o.OrderedAt
             select new Pair { Order = o, Case = c }).ToListAsync(ct);

    public Task<List<Row>> Done(int most, CancellationToken ct) =>
        Rows((from o in db.WorkOrders.AsNoTracking()
              join c in db.Cases on o.CaseId equals c.Id
              where o.State == OrderState.Done
              orderby o.DoneAt descending
              select new Pair { Order = o, Case = c }).Take(most)).ToListAsync(ct);

    public async Task<Row> One(int number, CancellationToken ct) =>
        await Rows(from o in db.WorkOrders.AsNoTracking() join c in db.Cases on o.CaseId equals c.Id where o.Number == number select new Pair { Order = o, Case = c })
            .SingleOrDefaultAsync(ct) ?? throw Refusal.NotFound("order.unknown");

    private static IQueryable<Row> Rows(IQueryable<Pair> pairs) => pairs.Select(p => new Row(
        p.Order.Number, p.Case.Number, p.Order.State, p.Case.Title, p.Case.Category, p.Case.District, p.Case.Severity, p.Order.Instruction,
        p.Order.OrderedAt, p.Order.DoneAt, p.Case.Latitude, p.Case.Longitude,
        p.Case.Subjects.Where(s => s.Picture != null).OrderBy(s => s.JoinedAt).Select(s => s.Picture).FirstOrDefault()));

    private sealed class Pair
    {
        public required WorkOrder Order { get; init; }
        public required Case Case { get; init; }
    }
}
