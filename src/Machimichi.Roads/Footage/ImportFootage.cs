using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Jobs;
using Machimichi.Platform.Language;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Roads.Footage;

/// <summary>
/// Footage in and, if asked for, read to its end: what the command does. Where another process of the installation works, it does the reading
/// and this one watches; else this one reads.
/// </summary>
public sealed class ImportFootage(MachimichiDb db, ReceiveFootage receive, IServiceScopeFactory scopes, ReadingTurn turn, PlatformOptions platform, IEnumerable<JobKind> kinds, Texts texts, TimeProvider clock)
{
    private const int Attempts = 3;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(400);

    public sealed record Request(IReadOnlyList<string> Paths, string? Vehicle, bool Wait, string Language = Texts.English);

    /// <param name="Fraction">0 to 1.</param>
    public sealed record Progress(string Path, double Fraction, string Text);

    /// <param name="Result">waiting, reading, done, part or refused.</param>
    /// <param name="Reason">Why it was refused or read in part; that it was here before.</param>
    public sealed record FileResult(string Path, string Result, string Reason);

    public sealed record Receipt(IReadOnlyList<FileResult> Files, int Drives, int Frames, int Detections, int Sightings, int Defects);

    public async Task<Receipt> Handle(Request request, IProgress<Progress>? progress, CancellationToken ct)
    {
        if (request.Paths.Count == 0) throw new Refusal("footage.none-given", "paths");
        var copying = progress is null ? null : new Relay<string>(path => progress.Report(new Progress(path, 0, "")));
        var received = await receive.Handle(new ReceiveFootage.Request(request.Paths, request.Vehicle), copying, ct);
        var paths = received.Files.Where(f => f.FootageId is not null).GroupBy(f => f.FootageId!.Value).ToDictionary(g => g.Key, g => g.First().Path);
        if (request.Wait) await ReadAll(paths, progress, ct);
        return await Sum(received, [.. paths.Keys], request.Language, ct);
    }

    private async Task ReadAll(Dictionary<Guid, string> paths, IProgress<Progress>? progress, CancellationToken ct)
    {
        // On PostgreSQL any process may take a waiting ticket. With the embedded database only one process works: this one, unless the
        // lock is held already. What is found running then was cut off.
        var alone = turn.TryTake();
        var ids = paths.Keys.ToList();
        while (true)
        {
            db.ChangeTracker.Clear();
            var open = await db.Footage.AsNoTracking().Where(f => ids.Contains(f.Id) && (f.State == FootageState.Waiting || f.State == FootageState.Reading))
                .Join(db.JobTickets.AsNoTracking(), f => f.TicketId, t => t.Id, (f, t) => new { f.Id, Ticket = t })
                .Where(x => x.Ticket.State != JobState.Failed).OrderBy(x => x.Ticket.CreatedAt).ToListAsync(ct);
            if (open.Count == 0) return;
            foreach (var one in open.Where(o => o.Ticket.State == JobState.Running))
                progress?.Report(new Progress(paths[one.Id], one.Ticket.Percent / 100.0, one.Ticket.ProgressText));
            var next = open.Find(o => o.Ticket.State == JobState.Waiting || alone);
            if (next is not null && (alone || platform.IsPostgres) && await Claim(next.Ticket, ct)) await Run(next.Ticket, paths[next.Id], progress, ct);
            else await Task.Delay(Look, clock, ct);
        }
    }

    private async Task<bool> Claim(JobTicket ticket, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return await db.JobTickets.Where(t => t.Id == ticket.Id && t.State == ticket.State)
            .ExecuteUpdateAsync(s => s.SetProperty(t => t.State, JobState.Running).SetProperty(t => t.Attempts, t => t.Attempts + 1).SetProperty(t => t.StartedAt, now), ct) == 1;
    }

    private async Task Run(JobTicket ticket, string path, IProgress<Progress>? progress, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var watching = progress is null ? Task.CompletedTask : Watch(ticket.Id, path, progress, stop.Token);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<TownScope>().Choose(db.Town);
            await kinds.Single(k => k.Name == ticket.Kind).Run(scope.ServiceProvider, ticket.Payload, new JobProgress(ticket.Id, db, clock), ct);
            await Finish(ticket.Id, JobState.Done, "", CancellationToken.None);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            await Finish(ticket.Id, e is Refusal || ticket.Attempts + 1 >= Attempts ? JobState.Failed : JobState.Waiting, e.Message, CancellationToken.None);
        }
        finally
        {
            await stop.CancelAsync();
            await watching;
        }
    }

    // Reads with a context of its own: the one of this command is busy writing the progress.
    private async Task Watch(Guid ticket, string path, IProgress<Progress> progress, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TownScope>().Choose(db.Town);
        var desk = scope.ServiceProvider.GetRequiredService<JobDesk>();
        try
        {
            while (true)
            {
                await Task.Delay(Look, clock, ct);
                foreach (var now in await desk.Watch([ticket], ct)) progress.Report(new Progress(path, now.Percent / 100.0, now.Text));
            }
        }
        catch (OperationCanceledException) { /* it is done */ }
    }

    private async Task Finish(Guid id, JobState state, string error, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await db.JobTickets.Where(t => t.Id == id).ExecuteUpdateAsync(s => s
            .SetProperty(t => t.State, state).SetProperty(t => t.Error, error).SetProperty(t => t.FinishedAt, now)
            .SetProperty(t => t.Percent, t => state == JobState.Done ? 100 : t.Percent), ct);
    }

    private async Task<Receipt> Sum(ReceiveFootage.Receipt received, List<Guid> ids, string language, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        var footage = await db.Footage.AsNoTracking().Where(f => ids.Contains(f.Id)).ToDictionaryAsync(f => f.Id, ct);
        var tickets = footage.Values.Select(f => f.TicketId).ToList();
        var failed = await db.JobTickets.AsNoTracking().Where(t => tickets.Contains(t.Id) && t.State == JobState.Failed).ToDictionaryAsync(t => t.Id, t => t.Error, ct);
        var results = received.Files.Select(f => f.FootageId is { } id ? Result(f, footage[id], failed.GetValueOrDefault(footage[id].TicketId), language) : new FileResult(f.Path, "refused", f.Reason));
        var defects = await db.Sightings.Where(s => ids.Contains(s.FootageId)).Select(s => s.DefectId).Distinct().CountAsync(ct);
        var all = footage.Values;
        return new Receipt([.. results], all.Select(f => f.DriveId).Distinct().Count(), all.Sum(f => f.Frames), all.Sum(f => f.Detections), all.Sum(f => f.Sightings), defects);
    }

    private FileResult Result(ReceiveFootage.Received file, FootageFile footage, string? failure, string language)
    {
        if (failure is not null) return new FileResult(file.Path, "refused", failure);
        var reason = footage.ReasonKey.Length > 0 ? texts.Get(language, footage.ReasonKey, ("detail", footage.ReasonDetail)) : file.Known ? texts.Get(language, "footage.known") : "";
        return new FileResult(file.Path, footage.State.ToString().ToLowerInvariant(), reason);
    }

    private sealed class Relay<T>(Action<T> to) : IProgress<T>
    {
        public void Report(T value) => to(value);
    }
}
