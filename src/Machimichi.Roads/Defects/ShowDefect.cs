using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Roads.Footage.Reading;
using Machimichi.Roads.Survey;
using Machimichi.Works.Cases;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Defects;

/// <summary>One defect with all that a person needs to judge it: its pictures, its place and size, what may be the same.</summary>
public sealed class ShowDefect(MachimichiDb db, ShowFrame showFrame, TriageDesk desk)
{
    /// <summary>How near another defect must be to be offered as the same.</summary>
    public const double SameMeters = 15;

    private const int MostFrames = 40;

    public sealed record FrameView(
        Guid Id, DateTime At, int Drive, string Vehicle, double? SpeedMps, FrameFlaws Flaws, int Width, int Height, IReadOnlyList<ShowFrame.BoxView> Boxes, bool IsBest);

    public sealed record Near(int Number, string Class, int Severity, DefectState State, double Meters);

    /// <param name="ErrorMeters">Half the long axis of the ellipse that holds the place in two cases of three.</param>
    /// <param name="RightMeters">To the right of the vehicle's path; negative is to the left.</param>
    /// <param name="Cases">Open cases at the same place, nearest first.</param>
    /// <param name="Passes">How often a drive went by with the place in view, and how often it was seen.</param>
    /// <param name="GoneProbability">Estimated, 0 to 1.</param>
    /// <param name="PictureFrameId">The frame of which a part is published, or would be.</param>
    public sealed record View(
        Guid Id, int Number, DefectState State, string Class, int Severity, string District, double Latitude, double Longitude, double ErrorMeters, double? HeadingDegrees,
        double RightMeters, double SquareMeters, double LengthMeters, int Drives, float Score, DateTime FirstSeenAt, DateTime LastSeenAt, int? CaseNumber, int? JoinedInto,
        IReadOnlyList<FrameView> Frames, IReadOnlyList<JoinCandidate> Cases, IReadOnlyList<Near> Same, (int Passes, int Seen) Passes,
        double GoneProbability, Guid PictureFrameId, bool PictureWithheld);

    public async Task<View> Handle(int number, CancellationToken ct)
    {
        var d = await db.Defects.AsNoTracking().SingleOrDefaultAsync(x => x.Number == number, ct) ?? throw Refusal.NotFound("defect.unknown");
        var place = new Place(d.Latitude, d.Longitude);
        var frames = await Frames(d, ct);
        var near = await db.Defects.AsNoTracking().Where(x => x.Id != d.Id && x.State != DefectState.Rejected && x.State != DefectState.Joined && x.State != DefectState.Faint)
            .Near(x => x.Cell, place, SameMeters).Take(30).ToListAsync(ct);
        var cases = d.IsUndecided && CategoryOf(db, d.Class) is { } category ? await desk.Candidates(place, category, ct) : [];
        var passes = await db.Passes.Where(p => p.DefectId == d.Id).Select(p => p.Seen).ToListAsync(ct);
        var joined = d.JoinedInto is { } into ? await db.Defects.Where(x => x.Id == into).Select(x => (int?)x.Number).SingleOrDefaultAsync(ct) : null;
        return new View(d.Id, d.Number, d.State, d.Class, d.Severity, d.District, d.Latitude, d.Longitude, d.Error.MajorMeters, d.HeadingDegrees, d.RightMeters,
            d.SquareMeters, d.LengthMeters, d.Drives, d.BestScore, d.FirstSeenAt, d.LastSeenAt, d.CaseNumber, joined, frames, cases,
            [.. near.Select(x => new Near(x.Number, x.Class, x.Severity, x.State, place.MetersTo(new Place(x.Latitude, x.Longitude)))).Where(x => x.Meters <= SameMeters).OrderBy(x => x.Meters)],
            (passes.Count, passes.Count(seen => seen)), d.GoneProbability, d.PictureFrameId ?? d.BestFrameId, d.PictureWithheld);
    }

    /// <summary>The town's category for reports of such damage; null where the town has none.</summary>
    internal static string? CategoryOf(MachimichiDb db, string damage) =>
        (db.Town.Categories.FirstOrDefault(c => c.For == "report" && c.Damage?.Contains(damage) == true)
            ?? db.Town.Categories.FirstOrDefault(c => c.For == "report" && c.Damage is { Count: > 0 }))?.Code;

    private async Task<IReadOnlyList<FrameView>> Frames(Defect d, CancellationToken ct)
    {
        var sightings = db.Sightings.Where(s => s.DefectId == d.Id).Select(s => (Guid?)s.Id);
        var rows = await (
            from f in db.Frames.AsNoTracking()
            join v in db.Drives.AsNoTracking() on f.DriveId equals v.Id
            where f.Detections.Any(x => sightings.Contains(x.SightingId))
            orderby f.At descending
            select new { f.Id, f.At, v.Number, v.VehicleId, f.SpeedMps, f.Flaws, f.Width, f.Height }).Take(MostFrames).ToListAsync(ct);
        var vehicles = await db.Vehicles.AsNoTracking().ToDictionaryAsync(v => v.Id, v => v.Name, ct);
        var boxes = await showFrame.Many([.. rows.Select(f => f.Id)], ct);
        return [.. rows.OrderBy(f => f.At).Select(f => new FrameView(f.Id, f.At, f.Number, f.VehicleId is { } v ? vehicles[v] : "", f.SpeedMps, f.Flaws, f.Width, f.Height,
            boxes[f.Id].Boxes, f.Id == d.BestFrameId))];
    }
}
