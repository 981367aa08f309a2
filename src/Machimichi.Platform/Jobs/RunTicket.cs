using System.Diagnostics;
using Machimichi.Platform.Data;
using Machimichi.Platform.Towns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quartz;

namespace Machimichi.Platform.Jobs;

/// <summary>Runs one ticket: town, handler, outcome. A refusal is final; anything else is tried again with back-off.</summary>
internal sealed class RunTicket(IServiceScopeFactory scopes, IEnumerable<JobKind> kinds, TownDirectory towns, TimeProvider clock, ILogger<RunTicket> log) : IJob
{
    public const string TicketKey = "ticket";
    public const int MaxAttempts = 6;
    public static readonly ActivitySource Activities = new("Machimichi.Jobs");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var id = Guid.Parse(context.MergedJobDataMap.GetString(TicketKey)!);
        await using var books = scopes.CreateAsyncScope();
        var db = books.ServiceProvider.GetRequiredService<MachimichiDb>();
        var ticket = await db.JobTickets.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancellationToken);
        if (ticket is null || ticket.State is JobState.Done or JobState.Failed) return;

        using var activity = Activities.StartActivity(ticket.Kind);
        var attempt = ticket.Attempts + 1;
        await db.JobTickets.Where(t => t.Id == id).ExecuteUpdateAsync(s => s
            .SetProperty(t => t.State, JobState.Running).SetProperty(t => t.Attempts, attempt)
            .SetProperty(t => t.StartedAt, clock.GetUtcNow().UtcDateTime), cancellationToken);
        try
        {
            await using var work = scopes.CreateAsyncScope();
            work.ServiceProvider.GetRequiredService<TownScope>().Choose(await towns.Get(ticket.TownId, cancellationToken));
            var kind = kinds.Single(k => k.Name == ticket.Kind);
            await kind.Run(work.ServiceProvider, ticket.Payload, new JobProgress(id, db, clock), cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var final = e is Refusal || attempt >= MaxAttempts;
            log.LogWarning(e, "Job {Kind} {Ticket} attempt {Attempt} {Outcome}", ticket.Kind, id, attempt, final ? "failed" : "will be tried again");
            await Finish(db, id, final ? JobState.Failed : JobState.Scheduled, e.Message, CancellationToken.None);
            if (final) return;
            throw new JobExecutionException(e);
        }
        await Finish(db, id, JobState.Done, "", cancellationToken);
    }

    private async Task Finish(MachimichiDb db, Guid id, JobState state, string error, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await db.JobTickets.Where(t => t.Id == id).ExecuteUpdateAsync(s => s
            .SetProperty(t => t.State, state).SetProperty(t => t.Error, error).SetProperty(t => t.FinishedAt, now)
            .SetProperty(t => t.Percent, t => state == JobState.Done ? 100 : t.Percent), ct);
    }
}
