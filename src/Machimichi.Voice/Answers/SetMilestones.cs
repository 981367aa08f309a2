using System.Globalization;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Answers;

/// <summary>
/// Staff say which steps follow an answer and until when, and what became of each. Whoever hears of the answer hears of a step that
/// is done, moved or given up; a day that passes is shown as late by itself.
/// </summary>
public sealed class SetMilestones(MachimichiDb db, Actor actor, VoiceMails mails)
{
    public const int TitleLimit = 80, ReasonLimit = 500, Most = 20, MostYears = 20;

    /// <param name="Due">As a date field writes it: <c>2027-03-31</c>.</param>
    public sealed record Request(int Number, string? Title, string? Due);

    public Task Add(Request request, CancellationToken ct) => Change(request.Number, async proposal =>
    {
        var title = PlainText.Line(request.Title);
        if (title.Length == 0) throw new Refusal("milestone.title-missing", "title");
        if (PlainText.TooLong(title, TitleLimit, "title") is { } tooLong) throw tooLong;
        var due = DayOf(request.Due);
        if (proposal.AnsweredAt is null) throw Refusal.Conflict("milestone.no-answer");
        var there = await db.Milestones.Where(m => m.ProposalId == proposal.Id).Select(m => new { m.Title, m.Due }).ToListAsync(ct);
        // A form sent twice is one step.
        if (there.Any(m => m.Title == title && m.Due == due)) return;
        if (there.Count >= Most) throw Refusal.Conflict("milestone.too-many", ("limit", Most));
        db.Milestones.Add(new Milestone(proposal.Id, title, due, db.Now));
        Note(proposal, "added", title, due);
    }, ct);

    public Task Finish(int number, Guid id, CancellationToken ct) => Change(number, async proposal =>
    {
        var milestone = await Find(proposal, id, ct);
        if (milestone.DoneAt is not null) return;
        milestone.Finish(db.Now);
        Note(proposal, "done", milestone.Title, milestone.Due);
        await Tell(proposal, milestone, "done", ct);
    }, ct);

    public Task Move(int number, Guid id, string? due, string? reason, CancellationToken ct) => Change(number, async proposal =>
    {
        var (milestone, day, why) = (await Find(proposal, id, ct), DayOf(due), Reason(reason));
        if (milestone.Due == day) return;
        milestone.Move(day, why, db.Now);
        Note(proposal, "moved", milestone.Title, day);
        await Tell(proposal, milestone, "moved", ct);
    }, ct);

    public Task Drop(int number, Guid id, string? reason, CancellationToken ct) => Change(number, async proposal =>
    {
        var (milestone, why) = (await Find(proposal, id, ct), Reason(reason));
        if (milestone.DroppedAt is not null) return;
        milestone.Drop(why, db.Now);
        Note(proposal, "dropped", milestone.Title, milestone.Due);
        await Tell(proposal, milestone, "dropped", ct);
    }, ct);

    private DateOnly DayOf(string? text)
    {
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) throw new Refusal("milestone.due-missing", "due");
        var today = db.TodayInTown();
        if (day < today || day > today.AddYears(MostYears)) throw new Refusal("milestone.due-far", "due", values: ("years", MostYears));
        return day;
    }

    private static string Reason(string? text)
    {
        var reason = PlainText.Lines(text);
        if (reason.Length == 0) throw new Refusal("milestone.reason-missing", "reason");
        if (PlainText.TooLong(reason, ReasonLimit, "reason") is { } tooLong) throw tooLong;
        return reason;
    }

    private async Task<Milestone> Find(Proposal proposal, Guid id, CancellationToken ct) =>
        await db.Milestones.SingleOrDefaultAsync(m => m.Id == id && m.ProposalId == proposal.Id, ct) ?? throw Refusal.NotFound("milestone.unknown");

    private async Task Tell(Proposal proposal, Milestone milestone, string what, CancellationToken ct)
    {
        foreach (var listener in await db.ListenersTo(proposal, ct)) mails.MilestoneChanged(proposal, listener, milestone, what);
    }

    private void Note(Proposal proposal, string what, string title, DateOnly due) => db.Note(actor.Name, $"milestone.{what}", Proposal.Kind, proposal.Id, new { proposal.Number, title, due });

    private async Task Change(int number, Func<Proposal, Task> change, CancellationToken ct)
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Writing the row first makes a form sent twice wait for itself.
        await db.Proposals.Where(p => p.Number == number).ExecuteUpdateAsync(s => s.SetProperty(p => p.SupportCount, p => p.SupportCount), ct);
        await change(await db.Proposals.SingleOrDefaultAsync(p => p.Number == number, ct) ?? throw Refusal.NotFound("proposal.unknown"));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
