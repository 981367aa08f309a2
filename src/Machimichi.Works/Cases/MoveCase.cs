using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Works.Orders;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works.Cases;

/// <summary>Every step of a case goes through here: checked by the case, told to its subjects' owners, noted, saved as one.</summary>
public sealed class MoveCase(MachimichiDb db, Actor actor, IEnumerable<ICaseListener> listeners)
{
    public Task Confirm(int number, CancellationToken ct) => Apply(number, "case.confirmed", (c, at) => c.Confirm(actor.Name, at), ct);

    public Task Decline(int number, string publicText, CancellationToken ct) => Apply(number, "case.declined", (c, at) => c.Decline(publicText, actor.Name, at), ct);

    /// <param name="office">Code of one of the town's offices, or empty: then the text must say whose it is.</param>
    public Task HandOver(int number, string publicText, string office, CancellationToken ct)
    {
        if (office.Length > 0 && db.Town.Works.Offices?.Any(o => o.Code == office) != true) throw new Refusal("office.unknown", "office");
        return Apply(number, "case.handed-over", (c, at) => c.HandOver(publicText, office, actor.Name, at), ct);
    }

    public async Task Reopen(int number, string publicText, CancellationToken ct)
    {
        // A crew must not be sent to what was taken back, nor be unable to end it.
        var open = from o in db.WorkOrders join c in db.Cases on o.CaseId equals c.Id
                   where c.Number == number && (o.State == OrderState.Ordered || o.State == OrderState.Started) select o;
        foreach (var order in await open.ToListAsync(ct)) order.Cancel();
        await Apply(number, "case.reopened", (c, at) => c.Reopen(publicText, actor.Name, at), ct);
    }

    /// <summary>A subject's owner knows that the repair did not help. Adds to the unit of work, within the caller's transaction.</summary>
    /// <param name="why">One of <see cref="ReopenedFor"/>.</param>
    /// <returns>Was the case opened again? Not where it is open already.</returns>
    public async Task<bool> NotRepaired(Subject subject, string why, CancellationToken ct)
    {
        var ids = await db.Set<CaseSubject>().Where(s => s.Kind == subject.Kind && s.SubjectId == subject.Id).Select(s => s.CaseId).ToListAsync(ct);
        var done = await db.Cases.Include(c => c.Subjects).FirstOrDefaultAsync(c => ids.Contains(c.Id) && c.State == CaseState.Done, ct);
        if (done is null) return false;
        await Apply(done, "case.reopened", (c, at) => c.Reopen("", actor.Name, at, why), null, ct);
        return true;
    }

    private async Task Apply(int number, string action, Action<Case, DateTime> move, CancellationToken ct)
    {
        var moving = await db.Cases.Include(c => c.Subjects).SingleOrDefaultAsync(c => c.Number == number, ct) ?? throw Refusal.NotFound("case.unknown");
        await Apply(moving, action, move, null, ct);
        await SaveOrTell(ct);
    }

    /// <summary>Moves the case and tells the owners of its subjects; the caller saves.</summary>
    internal async Task Apply(Case moving, string action, Action<Case, DateTime> move, Guid? afterPhoto, CancellationToken ct)
    {
        var (from, at) = (moving.State, db.Now);
        move(moving, at);
        var step = moving.Events[^1];
        db.Note(actor.Name, action, "case", moving.Id, new { moving.Number, from = from.ToString(), to = moving.State.ToString(), step.PublicText, step.Why });
        await Tell(moving, moving.Subjects, from, step.PublicText, afterPhoto, ct);
    }

    /// <summary>Tells the owners of some subjects where the case that they belong to stands.</summary>
    internal async Task Tell(Case one, IEnumerable<CaseSubject> subjects, CaseState from, string publicText, Guid? afterPhoto, CancellationToken ct, bool joined = false)
    {
        var byKind = subjects.ToLookup(s => s.Kind, s => s.SubjectId);
        foreach (var listener in listeners)
            if (byKind[listener.SubjectKind].ToList() is { Count: > 0 } theirs)
                await listener.CaseMoved(new CaseMoved(one.Id, one.Number, from, one.State, publicText, theirs, afterPhoto, db.Now, joined), ct);
    }

    /// <summary>Saves; a case that somebody else changed meanwhile is a conflict that is told.</summary>
    public async Task SaveOrTell(CancellationToken ct)
    {
        try { await db.SaveChangesAsync(ct); }
        catch (DbUpdateConcurrencyException) { throw Refusal.Conflict("case.changed-meanwhile"); }
    }
}
