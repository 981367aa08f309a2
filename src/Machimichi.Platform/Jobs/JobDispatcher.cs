using Machimichi.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace Machimichi.Platform.Jobs;

/// <summary>Hands waiting tickets to the scheduler. A ticket handed over twice is one job, since its id is the job's key.</summary>
internal sealed class JobDispatcher(
    IServiceScopeFactory scopes, ISchedulerFactory schedulers, JobSignal signal, WorkerLock worker, IEnumerable<JobKind> kinds, ILogger<JobDispatcher> log)
    : BackgroundService
{
    private readonly Dictionary<string, JobKind> kinds = kinds.ToDictionary(k => k.Name);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await worker.Wait(stoppingToken)) return;
        var scheduler = await schedulers.GetScheduler(stoppingToken);
        await scheduler.Start(stoppingToken);
        await ReclaimLost(scheduler, stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await HandOver(scheduler, stoppingToken) > 0) { }
                await signal.WaitAtMost(TimeSpan.FromSeconds(1), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { return; }
            catch (Exception e)
            {
                log.LogError(e, "Tickets could not be handed to the scheduler; tried again in 5 s");
                await Task.Delay(TimeSpan.FromSeconds(5), stoppingToken);
            }
        }
    }

    private async Task<int> HandOver(IScheduler scheduler, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MachimichiDb>();
        var waiting = await db.JobTickets.AsNoTracking().Where(t => t.State == JobState.Waiting).OrderBy(t => t.CreatedAt)
            .Select(t => new { t.Id, t.Kind }).Take(100).ToListAsync(ct);
        foreach (var ticket in waiting)
        {
            var key = new JobKey(ticket.Id.ToString("N"), "tickets");
            if (!kinds.TryGetValue(ticket.Kind, out var kind))
            {
                await db.JobTickets.Where(t => t.Id == ticket.Id).ExecuteUpdateAsync(s => s
                    .SetProperty(t => t.State, JobState.Failed).SetProperty(t => t.Error, $"This program has no job \"{ticket.Kind}\"."), ct);
                continue;
            }
            // Marked first: a job that starts at once must find its ticket taken, and a kill in between is mended by ReclaimLost.
            await db.JobTickets.Where(t => t.Id == ticket.Id && t.State == JobState.Waiting)
                .ExecuteUpdateAsync(s => s.SetProperty(t => t.State, JobState.Scheduled), ct);
            if (await scheduler.Exists(key, ct)) continue;
            var job = JobBuilder.Create<RunTicket>().WithIdentity(key).RequestRecovery().UsingJobData(RunTicket.TicketKey, ticket.Id.ToString("N")).Build();
            var trigger = TriggerBuilder.Create().WithIdentity(key.Name, key.Group).WithExecutionGroup(kind.Group).StartNow().Build();
            await scheduler.ScheduleJob(job, trigger, cancellationToken: ct);
        }
        return waiting.Count;
    }

    // A kill between the mark and the hand-over, or a scheduler table that was lost, must not lose a promise.
    private async Task ReclaimLost(IScheduler scheduler, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MachimichiDb>();
        var taken = await db.JobTickets.AsNoTracking().Where(t => t.State == JobState.Scheduled || t.State == JobState.Running).Select(t => t.Id).ToListAsync(ct);
        foreach (var id in taken)
            if (!await scheduler.Exists(new JobKey(id.ToString("N"), "tickets"), ct))
                await db.JobTickets.Where(t => t.Id == id).ExecuteUpdateAsync(s => s.SetProperty(t => t.State, JobState.Waiting), ct);
    }
}
