using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Calls;

/// <summary>Makes a draft public; published twice, it is published once.</summary>
public sealed class PublishCall(MachimichiDb db, Actor actor)
{
    public async Task Handle(string slug, CancellationToken ct)
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var call = await db.LockCall(slug, ct);
        if (call.PublishedAt is not null) return;
        call.Publish(db.Now);
        db.Note(actor.Name, "call.published", Call.Kind, call.Id, new { slug });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}

/// <summary>Closes a phase of a published call early, or gives it other days; the reason is kept in the audit trail.</summary>
public sealed class MovePhase(MachimichiDb db, Actor actor)
{
    public const int ReasonLimit = 500;

    /// <param name="Phase">Word of a <see cref="PhaseKind"/>.</param>
    /// <param name="From">First day; read only for a phase that has not begun.</param>
    /// <param name="To">Last day.</param>
    /// <param name="Now">Close it at this minute.</param>
    public sealed record Request(string Slug, string? Phase, string? From, string? To, string? Reason, bool Now);

    public async Task Handle(Request request, CancellationToken ct)
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        var kind = Words.Parse<PhaseKind>(request.Phase) ?? throw new Refusal("call.phase-none", "phase");
        var reason = PlainText.Lines(request.Reason);
        if (reason.Length == 0) throw new Refusal("call.reason-missing", "reason");
        if (PlainText.TooLong(reason, ReasonLimit, "reason") is { } tooLong) throw tooLong;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var call = await db.LockCall(request.Slug, ct);
        if (call.PublishedAt is null) throw Refusal.Conflict("call.dates-draft");
        var before = call.Schedule[kind] ?? throw new Refusal("call.phase-none", "phase");
        var moved = Moved(before, request);
        call.Move(moved, db.Now);
        db.Note(actor.Name, request.Now ? "call.phase-closed" : "call.phase-moved", Call.Kind, call.Id,
            new { call.Slug, phase = kind.Word(), from = moved.StartsAt, until = moved.EndsAt, before = before.EndsAt, reason });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private Phase Moved(Phase before, Request request)
    {
        if (request.Now) return before.StartsAt >= db.Now ? throw Refusal.Conflict("call.phase-not-begun") : before with { EndsAt = db.Now };
        var zone = db.Town.Zone;
        var to = CallForm.Day(request.To) ?? throw new Refusal("call.date-missing", "to");
        var from = before.StartsAt <= db.Now ? before.StartsAt : Phase.Midnight(CallForm.Day(request.From) ?? before.FirstDay(zone), zone);
        return new Phase(before.Kind, from, Phase.Midnight(to.AddDays(1), zone));
    }
}

/// <summary>
/// Ends a call in public: the votes are counted, once and for good, and the town says what it will do. Told again, only the
/// words change.
/// </summary>
public sealed class PublishResult(MachimichiDb db, Actor actor)
{
    public const int TextLimit = 4000;

    public async Task Handle(string slug, string? text, CancellationToken ct)
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        var words = PlainText.Lines(text);
        if (words.Length == 0) throw new Refusal("call.result-missing", "text");
        if (PlainText.TooLong(words, TextLimit, "text") is { } tooLong) throw tooLong;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var call = await db.LockCall(slug, ct);
        var first = call.ResultAt is null;
        if (!first && call.ResultText == words) return;
        int? voters = call.VoteFrom is null ? null : await db.CallVotes.CountAsync(v => v.CallId == call.Id, ct);
        call.TellResult(words, voters, db.Now);
        if (first && voters is not null) await Count(call, ct);
        db.Note(actor.Name, first ? "call.result-published" : "call.result-reworded", Call.Kind, call.Id, new { slug, voters, text = words });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private async Task Count(Call call, CancellationToken ct)
    {
        var projects = await db.Projects.Where(p => p.CallId == call.Id).ToListAsync(ct);
        var ids = projects.ConvertAll(p => p.Id);
        var votes = await db.CallChoices.Where(c => ids.Contains(c.ProjectId))
            .GroupBy(c => c.ProjectId).Select(g => new { g.Key, Votes = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Votes, ct);
        var counted = VoteCount.Count(call.Rules, projects.Select(p => new VoteCount.Entry(p.Number, p.Cost, votes.GetValueOrDefault(p.Id)))).ToDictionary(c => c.Number);
        foreach (var project in projects) project.TakeCount(counted[project.Number].Votes, counted[project.Number].Chosen);
    }
}
