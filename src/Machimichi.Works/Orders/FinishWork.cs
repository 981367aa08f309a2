using System.Security.Cryptography;
using System.Text;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Language;
using Machimichi.Platform.Photos;
using Machimichi.Works.Cases;
using Machimichi.Works.Notes;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works.Orders;

/// <summary>
/// The crew says that an order is done, with the photos that prove it; the case and its people follow. What comes days later, out of a place without
/// a signal, to an order that was ended or taken back meanwhile, changes nothing and is kept for the staff to read.
/// </summary>
public sealed class FinishWork(MachimichiDb db, Actor actor, MoveCase moves, PhotoDesk photos, Texts texts)
{
    public const string NotePhotos = "case-note";

    /// <param name="Key">Made with the form; empty where it is sent once only.</param>
    /// <param name="DoneAt">By the crew's own clock, where it was written before it was sent.</param>
    public sealed record Request(int OrderNumber, string Note, Guid? BeforePhoto, Guid? AfterPhoto, string Key = "", DateTime? DoneAt = null);

    /// <param name="Late">The order was closed already: what came is with the case, for the staff.</param>
    public sealed record Receipt(int OrderNumber, bool Late);

    public async Task<Receipt> Handle(Request request, CancellationToken ct)
    {
        if (request.Note.Length > 2000) throw new Refusal("text.too-long", "note", values: [("limit", 2000)]);
        if (request.Key.Length > 100) throw new Refusal("text.too-long", "key", values: [("limit", 100)]);
        var order = await db.WorkOrders.SingleOrDefaultAsync(o => o.Number == request.OrderNumber, ct) ?? throw Refusal.NotFound("order.unknown");
        if (request.Key.Length > 0 && order.DoneKey == request.Key) return new Receipt(order.Number, Late: false);
        if (request.Key.Length > 0 && !order.IsOpen) return await KeepForStaff(order, request, ct);
        var one = await db.Cases.Include(c => c.Subjects).SingleAsync(c => c.Id == order.CaseId, ct);
        order.Finish(request.Note, request.BeforePhoto, request.AfterPhoto, actor.Name, When(order, request.DoneAt), request.Key);
        await photos.Attach(Given(request), "order", order.Id, everyone: true, ct);
        db.Note(actor.Name, "order.done", "order", order.Id, new { order.Number, one.Id, order.DoneAt });
        await moves.Apply(one, "case.done", (c, at) => c.Finish(request.Note, actor.Name, at), request.AfterPhoto, ct);
        await moves.SaveOrTell(ct);
        return new Receipt(order.Number, Late: false);
    }

    private async Task<Receipt> KeepForStaff(WorkOrder order, Request request, CancellationToken ct)
    {
        var id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"late:{order.Id}:{request.Key}")).AsSpan(0, 16));
        if (await db.CaseNotes.AnyAsync(n => n.Id == id, ct)) return new Receipt(order.Number, Late: true);
        var text = texts.Get(Texts.Japanese, order.State == OrderState.Cancelled ? "order.late-cancelled" : "order.late-done", ("number", order.Number), ("text", request.Note.Trim()));
        db.CaseNotes.Add(new CaseNote(order.CaseId, text.TrimEnd(), actor.Name, db.Now, id));
        await photos.Attach(Given(request), NotePhotos, id, everyone: false, ct);
        db.Note(actor.Name, "order.came-late", "order", order.Id, new { order.Number, state = order.State.ToString() });
        await db.SaveChangesAsync(ct);
        return new Receipt(order.Number, Late: true);
    }

    private static List<Guid> Given(Request request) => [.. new[] { request.BeforePhoto, request.AfterPhoto }.OfType<Guid>()];

    // A clock that says more than can be is not believed.
    private DateTime When(WorkOrder order, DateTime? said) => said?.ToUniversalTime() is { } at && at >= order.OrderedAt && at <= db.Now ? at : db.Now;
}
