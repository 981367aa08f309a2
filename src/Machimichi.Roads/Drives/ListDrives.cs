using Machimichi.Platform.Data;
using Machimichi.Platform.Jobs;
using Machimichi.Roads.Footage;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Drives;

/// <summary>The town's drives, newest first, with what each came to.</summary>
public sealed class ListDrives(MachimichiDb db)
{
    public const int PageSize = 30;

    public sealed record Row(
        int Number, string Vehicle, DateTime At, DateTime? StartedAt, double Km, double KmSeen, int Files, int Waiting, int Refused,
        int Frames, int Detections, int Sightings, bool IsRunning);

    public sealed record Result(IReadOnlyList<Row> Rows, int Total, int Page, int Candidates);

    public async Task<Result> Handle(int page, CancellationToken ct)
    {
        page = Math.Max(1, page);
        var total = await db.Drives.CountAsync(ct);
        var vehicles = await db.Vehicles.AsNoTracking().ToDictionaryAsync(v => v.Id, v => v.Name, ct);
        var drives = await db.Drives.AsNoTracking().OrderByDescending(d => d.Number).Skip((page - 1) * PageSize).Take(PageSize)
            .Select(d => new { d.Id, d.Number, d.ReceivedAt, d.StartedAt, d.VehicleId }).ToListAsync(ct);
        var ids = drives.Select(d => d.Id).ToList();
        var footage = (await db.Footage.AsNoTracking().Where(f => ids.Contains(f.DriveId))
            .Select(f => new { f.DriveId, f.State, f.MetersDriven, f.MetersSeen, f.Frames, f.Detections, f.Sightings, f.TicketId }).ToListAsync(ct)).ToLookup(f => f.DriveId);
        var open = footage.SelectMany(g => g).Where(f => f.State is FootageState.Waiting or FootageState.Reading).Select(f => f.TicketId).ToList();
        var failed = (await db.JobTickets.Where(t => open.Contains(t.Id) && t.State == JobState.Failed).Select(t => t.Id).ToListAsync(ct)).ToHashSet();
        var candidates = await db.Defects.CountAsync(d => d.State == Defects.DefectState.Candidate, ct);
        return new Result([.. drives.Select(d =>
        {
            var files = footage[d.Id].ToList();
            var waiting = files.Count(f => f.State is FootageState.Waiting or FootageState.Reading && !failed.Contains(f.TicketId));
            return new Row(d.Number, d.VehicleId is { } v ? vehicles[v] : "", d.StartedAt ?? d.ReceivedAt, d.StartedAt, files.Sum(f => f.MetersDriven) / 1000, files.Sum(f => f.MetersSeen) / 1000,
                files.Count, waiting, files.Count(f => f.State == FootageState.Refused || failed.Contains(f.TicketId)),
                files.Sum(f => f.Frames), files.Sum(f => f.Detections), files.Sum(f => f.Sightings), waiting > 0);
        })], total, page, candidates);
    }
}
