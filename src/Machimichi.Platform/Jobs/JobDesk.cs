using Machimichi.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Platform.Jobs;

/// <summary>The failed jobs of a town, and the button that tries one again.</summary>
public sealed class JobDesk(MachimichiDb db)
{
    public sealed record FailedJob(Guid Id, string Kind, string Error, int Attempts, DateTime FailedAt);

    public sealed record Progress(Guid Id, string Kind, JobState State, int Percent, string Text, string Error);

    public Task<List<FailedJob>> Failed(CancellationToken ct) =>
        db.JobTickets.Where(t => t.TownId == db.Town.Slug && t.State == JobState.Failed).OrderByDescending(t => t.FinishedAt).Take(200)
            .Select(t => new FailedJob(t.Id, t.Kind, t.Error, t.Attempts, t.FinishedAt ?? t.CreatedAt)).ToListAsync(ct);

    public Task<List<Progress>> Watch(IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        db.JobTickets.Where(t => t.TownId == db.Town.Slug && ids.Contains(t.Id))
            .Select(t => new Progress(t.Id, t.Kind, t.State, t.Percent, t.ProgressText, t.Error)).ToListAsync(ct);

    public async Task Retry(Guid id, string actor, CancellationToken ct)
    {
        var ticket = await db.JobTickets.SingleOrDefaultAsync(t => t.TownId == db.Town.Slug && t.Id == id, ct) ?? throw Refusal.NotFound();
        if (ticket.State != JobState.Failed) throw Refusal.Conflict("job.not-failed");
        (ticket.State, ticket.Attempts, ticket.Error) = (JobState.Waiting, 0, "");
        db.Note(actor, "job.retried", "job", id, new { ticket.Kind });
        await db.SaveChangesAsync(ct);
    }
}
