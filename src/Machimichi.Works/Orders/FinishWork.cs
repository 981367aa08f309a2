using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Photos;
using Machimichi.Works.Cases;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works.Orders;

/// <summary>The crew says that an order is done, with the photos that prove it; the case and its people follow.</summary>
public sealed class FinishWork(MachimichiDb db, Actor actor, MoveCase moves, PhotoDesk photos)
{
    public sealed record Request(int OrderNumber, string Note, Guid? BeforePhoto, Guid? AfterPhoto);

    public async Task Handle(Request request, CancellationToken ct)
    {
        if (request.Note.Length > 2000) throw new Refusal("text.too-long", "note", values: [("limit", 2000)]);
        var order = await db.WorkOrders.SingleOrDefaultAsync(o => o.Number == request.OrderNumber, ct) ?? throw Refusal.NotFound("order.unknown");
        var one = await db.Cases.Include(c => c.Subjects).SingleAsync(c => c.Id == order.CaseId, ct);
        order.Finish(request.Note, request.BeforePhoto, request.AfterPhoto, actor.Name, db.Now);
        foreach (var photo in new[] { request.BeforePhoto, request.AfterPhoto }.OfType<Guid>())
            await photos.Attach([photo], "order", order.Id, everyone: true, ct);
        db.Note(actor.Name, "order.done", "order", order.Id, new { order.Number, one.Id });
        await moves.Apply(one, "case.done", (c, at) => c.Finish(request.Note, actor.Name, at), request.AfterPhoto, ct);
        await moves.SaveOrTell(ct);
    }
}
