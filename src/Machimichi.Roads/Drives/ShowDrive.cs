using System.Globalization;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Jobs;
using Machimichi.Roads.Defects;
using Machimichi.Roads.Footage;
using Machimichi.Roads.Footage.Reading;
using Machimichi.Roads.Survey;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Drives;

/// <summary>One drive: its files and what each became, its way, its frames with boxes, what was found.</summary>
public sealed class ShowDrive(MachimichiDb db, ShowFrame showFrame)
{
    public const int FramesPerPage = 24;

    /// <param name="Percent">How far its reading is.</param>
    public sealed record FileView(Guid Id, string Name, FootageState State, string ReasonKey, string ReasonDetail, int Percent, string Model, double Km, int Frames, int Unclear);

    public sealed record FrameView(Guid Id, DateTime At, double? Latitude, double? Longitude, double? SpeedMps, FrameFlaws Flaws, int Width, int Height, IReadOnlyList<ShowFrame.BoxView> Boxes);

    public sealed record DefectView(int Number, string Class, int Severity, DefectState State, double Latitude, double Longitude, float Score);

    public sealed record View(
        int Number, string Vehicle, DateTime At, DateTime? StartedAt, DateTime? EndedAt, double Km, double KmSeen, IReadOnlyList<FileView> Files,
        IReadOnlyList<IReadOnlyList<(double Latitude, double Longitude)>> Lines, IReadOnlyList<FrameView> Frames, int FramesTotal, int Page,
        IReadOnlyList<DefectView> Defects, bool IsRunning);

    public async Task<View> Handle(int number, int page, bool onlyWithBoxes, CancellationToken ct)
    {
        var drive = await db.Drives.AsNoTracking().SingleOrDefaultAsync(d => d.Number == number, ct) ?? throw Refusal.NotFound("drive.unknown");
        var vehicle = await db.Vehicles.Where(v => v.Id == drive.VehicleId).Select(v => v.Name).FirstOrDefaultAsync(ct);
        var footage = await db.Footage.AsNoTracking().Where(f => f.DriveId == drive.Id).OrderBy(f => f.StartedAt).ThenBy(f => f.Name).ToListAsync(ct);
        var ticketIds = footage.Select(f => f.TicketId).ToList();
        var tickets = await db.JobTickets.AsNoTracking().Where(t => ticketIds.Contains(t.Id)).ToDictionaryAsync(t => t.Id, ct);
        var files = footage.Select(f => FileOf(f, tickets.GetValueOrDefault(f.TicketId))).ToList();

        var frames = db.Frames.AsNoTracking().Where(f => f.DriveId == drive.Id);
        if (onlyWithBoxes) frames = frames.Where(f => f.Detections.Count > 0);
        var total = await frames.CountAsync(ct);
        page = Math.Max(1, page);
        var shown = await frames.OrderBy(f => f.At).ThenBy(f => f.Ordinal).Skip((page - 1) * FramesPerPage).Take(FramesPerPage)
            .Select(f => new { f.Id, f.At, f.Latitude, f.Longitude, f.SpeedMps, f.Flaws, f.Width, f.Height }).ToListAsync(ct);
        var boxes = await showFrame.Many([.. shown.Select(f => f.Id)], ct);
        var seen = db.Sightings.Where(s => s.DriveId == drive.Id).Select(s => s.DefectId);
        var found = await db.Defects.AsNoTracking().Where(d => seen.Contains(d.Id) && d.State != DefectState.Faint)
            .OrderByDescending(d => d.Severity).ThenByDescending(d => d.BestScore)
            .Select(d => new DefectView(d.Number, d.Class, d.Severity, d.State, d.Latitude, d.Longitude, d.BestScore)).ToListAsync(ct);
        return new View(number, vehicle ?? "", drive.StartedAt ?? drive.ReceivedAt, drive.StartedAt, drive.EndedAt, footage.Sum(f => f.MetersDriven) / 1000, footage.Sum(f => f.MetersSeen) / 1000,
            files, [.. footage.Where(f => f.TrackLine.Length > 0).Select(f => Line(f.TrackLine))],
            [.. shown.Select(f => new FrameView(f.Id, f.At, f.Latitude, f.Longitude, f.SpeedMps, f.Flaws, f.Width, f.Height, boxes[f.Id].Boxes))], total, page,
            found, files.Exists(f => f.State is FootageState.Waiting or FootageState.Reading));
    }

    /// <summary>How far the reading of a drive's files is.</summary>
    public async Task<(int Percent, string Text, bool Done, bool Failed)> Progress(int number, CancellationToken ct)
    {
        var drive = await db.Drives.Where(d => d.Number == number).Select(d => (Guid?)d.Id).SingleOrDefaultAsync(ct) ?? throw Refusal.NotFound("drive.unknown");
        var footage = await db.Footage.AsNoTracking().Where(f => f.DriveId == drive).ToListAsync(ct);
        var ids = footage.Select(f => f.TicketId).ToList();
        var tickets = await db.JobTickets.AsNoTracking().Where(t => ids.Contains(t.Id)).ToDictionaryAsync(t => t.Id, ct);
        var files = footage.Select(f => FileOf(f, tickets.GetValueOrDefault(f.TicketId))).ToList();
        var open = files.Count(f => f.State is FootageState.Waiting or FootageState.Reading);
        var text = footage.Select(f => tickets.GetValueOrDefault(f.TicketId)).FirstOrDefault(t => t?.State == JobState.Running)?.ProgressText ?? "";
        return (files.Count == 0 ? 0 : (int)files.Average(f => f.Percent), text, open == 0, files.Count > 0 && files.TrueForAll(f => f.State == FootageState.Refused));
    }

    private static FileView FileOf(FootageFile f, JobTicket? ticket)
    {
        var gaveUp = ticket?.State == JobState.Failed && !f.IsRead && f.State != FootageState.Refused;
        return new FileView(f.Id, f.Name, gaveUp ? FootageState.Refused : f.State, gaveUp ? ticket!.Error == DiskFull.Key ? DiskFull.Key : "footage.failed" : f.ReasonKey, gaveUp ? ticket!.Error : f.ReasonDetail,
            f.State is FootageState.Waiting or FootageState.Reading && !gaveUp ? ticket?.Percent ?? 0 : 100, f.Model, f.MetersDriven / 1000, f.Frames, f.UnclearFrames);
    }

    private static List<(double, double)> Line(string text) =>
        [.. text.Split(' ').Select(p => p.Split(',')).Select(p => (double.Parse(p[0], CultureInfo.InvariantCulture), double.Parse(p[1], CultureInfo.InvariantCulture)))];
}
