using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Jobs;
using Machimichi.Platform.Language;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Footage;

/// <summary>Footage in and, if asked for, watched until it is read to its end: what the command does.</summary>
public sealed class ImportFootage(MachimichiDb db, ReceiveFootage receive, Texts texts, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(400);

    public sealed record Request(IReadOnlyList<string> Paths, string? Vehicle, bool Wait, string Language = Texts.English);

    /// <param name="Fraction">0 to 1.</param>
    public sealed record Progress(string Path, double Fraction, string Text);

    /// <param name="Result">waiting, reading, done, part or refused.</param>
    /// <param name="Reason">Why it was refused or read in part; that it was here before.</param>
    /// <param name="Code">Key of the reason's text.</param>
    public sealed record FileResult(string Path, string Result, string Reason, string Code);

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

    // The jobs run wherever this installation's worker is: in the running program, or in this process.
    private async Task ReadAll(Dictionary<Guid, string> paths, IProgress<Progress>? progress, CancellationToken ct)
    {
        var ids = paths.Keys.ToList();
        while (true)
        {
            var open = await db.Footage.AsNoTracking().Where(f => ids.Contains(f.Id) && (f.State == FootageState.Waiting || f.State == FootageState.Reading))
                .Join(db.JobTickets.AsNoTracking(), f => f.TicketId, t => t.Id, (f, t) => new { f.Id, t.State, t.Percent, t.ProgressText })
                .Where(x => x.State != JobState.Failed).ToListAsync(ct);
            if (open.Count == 0) return;
            foreach (var one in open.Where(o => o.State == JobState.Running)) progress?.Report(new Progress(paths[one.Id], one.Percent / 100.0, one.ProgressText));
            await Task.Delay(Look, clock, ct);
        }
    }

    private async Task<Receipt> Sum(ReceiveFootage.Receipt received, List<Guid> ids, string language, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        var footage = await db.Footage.AsNoTracking().Where(f => ids.Contains(f.Id)).ToDictionaryAsync(f => f.Id, ct);
        var tickets = footage.Values.Select(f => f.TicketId).ToList();
        var failed = await db.JobTickets.AsNoTracking().Where(t => tickets.Contains(t.Id) && t.State == JobState.Failed).ToDictionaryAsync(t => t.Id, t => t.Error, ct);
        var results = received.Files.Select(f => f.FootageId is { } id ? Result(f, footage[id], failed.GetValueOrDefault(footage[id].TicketId), language) : new FileResult(f.Path, "refused", texts.Get(language, f.ReasonKey, ("detail", f.ReasonDetail)), f.ReasonKey));
        var defects = await db.Sightings.Where(s => ids.Contains(s.FootageId)).Select(s => s.DefectId).Distinct().CountAsync(ct);
        var all = footage.Values;
        return new Receipt([.. results], all.Select(f => f.DriveId).Distinct().Count(), all.Sum(f => f.Frames), all.Sum(f => f.Detections), all.Sum(f => f.Sightings), defects);
    }

    private FileResult Result(ReceiveFootage.Received file, FootageFile footage, string? failure, string language)
    {
        var (key, detail) = failure switch
        {
            null => (footage.ReasonKey.Length == 0 && file.Known ? "footage.known" : footage.ReasonKey, footage.ReasonDetail),
            DiskFull.Key => (DiskFull.Key, ""),
            _ => ("footage.failed", failure),
        };
        var reason = key.Length > 0 ? texts.Get(language, key, ("detail", detail)) : "";
        return new FileResult(file.Path, failure is null ? footage.State.ToString().ToLowerInvariant() : "refused", reason, key);
    }

    private sealed class Relay<T>(Action<T> to) : IProgress<T>
    {
        public void Report(T value) => to(value);
    }
}
