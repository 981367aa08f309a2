using System.Linq.Expressions;
using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Roads.Defects;
using Machimichi.Roads.Footage;
using Machimichi.Roads.Network;
using Machimichi.Roads.Survey;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads;

/// <summary>A defect that a person confirmed, as everybody may know it: no picture of the frame, no vehicle, no name.</summary>
/// <param name="SquareMeters">Estimated from the picture.</param>
/// <param name="ErrorMeters">Half the long axis of the place's ellipse.</param>
public sealed record PublishedDefect(
    int Number, DefectState State, string Class, int Severity, string District, double Latitude, double Longitude, double ErrorMeters, double SquareMeters, double LengthMeters,
    int Drives, DateTime FirstSeenAt, DateTime LastSeenAt, DateTime? RepairedAt, int? CaseNumber);

/// <param name="Candidates">What the model saw and nobody has confirmed or rejected yet: a number only.</param>
public sealed record PublishedRoadFigures(
    int Drives, double KmDriven, double KmSeen, int Frames, int UnclearFrames, int Detections, int Confirmed, int Repaired, int Candidates, int Rejected, DateTime? LastDriveAt, ModelInUse? Model);

/// <summary>A piece of road as everybody may know it.</summary>
/// <param name="Line">Latitude and longitude, from its beginning to its end.</param>
/// <param name="LastSeenAt">When most of it was last in range of a clear picture; null for never.</param>
/// <param name="Age">How long ago that was.</param>
/// <param name="CrackClass">Estimated from the cracks that a person confirmed, by the Ministry's classes; null where it was never seen.</param>
public sealed record PublishedSegment(
    int Number, string RoadName, string District, IReadOnlyList<(double Latitude, double Longitude)> Line, double Meters, DateTime? LastSeenAt, SeenAge Age, CrackClass? CrackClass, double? CrackPercent);

/// <summary>What Roads lets the public and the figures know.</summary>
public sealed class PublishedRoads(MachimichiDb db, SurveyModel model)
{
    /// <summary>Confirmed defects, worst first.</summary>
    public async Task<IReadOnlyList<PublishedDefect>> Defects(int most, CancellationToken ct) =>
        await Public().OrderByDescending(d => d.Severity).ThenBy(d => d.Number).Take(most)
            .Select(Published).ToListAsync(ct);

    /// <summary>Confirmed defects first seen in a period, half-open [from, to), UTC, by number: one after another, however many.</summary>
    public IAsyncEnumerable<PublishedDefect> Defects(DateTime from, DateTime to, DateTime? since = null) =>
        Public().Where(d => d.FirstSeenAt >= from && d.FirstSeenAt < to && (since == null || d.LastSeenAt >= since || d.DecidedAt >= since || d.RepairedAt >= since)).OrderBy(d => d.Number).Select(Published).AsAsyncEnumerable();

    /// <summary>Confirmed defects by number, a part at a time, by when they were first seen.</summary>
    public Task<List<PublishedDefect>> Page(FeatureQuery asked, CancellationToken ct) =>
        Within(asked.Within).Where(d => d.Number > asked.After && d.FirstSeenAt >= asked.From && d.FirstSeenAt < asked.To)
            .OrderBy(d => d.Number).Take(asked.Limit).Select(Published).ToListAsync(ct);

    /// <summary>
    /// The confirmed defects that a map tile shows. From afar one of each square of a few pixels stands for the others there, found by leaping from square
    /// to square along the index, so that a tile of a million costs what a tile of some thousands does; from <see cref="AllFromZoom"/> on they all show.
    /// </summary>
    public Task<List<PublishedDefect>> DefectsOfTile(int zoom, int x, int y, int most, CancellationToken ct)
    {
        var ((first, last), town) = (MortonCell.Tile(zoom, x, y), db.Town.Slug);
        if (zoom >= AllFromZoom) return Public().Within(d => d.Cell, [(first, last)]).OrderBy(d => d.Number).Take(most).Select(Published).ToListAsync(ct);
        var square = 2 * (MortonCell.Bits - zoom - SquaresPerSide);
        // CROSS JOIN: SQLite without statistics would go through all defects and look for each among the leaps.
        return db.Defects.FromSql($"""
            WITH RECURSIVE leap(cell) AS (
              SELECT (SELECT cell FROM defects WHERE town_id = {town} AND cell >= {first} AND cell <= {last} AND state IN ('Confirmed', 'RepairOrdered', 'Repaired') ORDER BY cell LIMIT 1)
              UNION ALL
              SELECT (SELECT cell FROM defects WHERE town_id = {town} AND cell >= (((leap.cell >> {square}) + 1) << {square}) AND cell <= {last} AND state IN ('Confirmed', 'RepairOrdered', 'Repaired') ORDER BY cell LIMIT 1)
              FROM leap WHERE leap.cell IS NOT NULL)
            SELECT d.* FROM leap CROSS JOIN defects d WHERE d.town_id = {town} AND d.cell = leap.cell AND d.state IN ('Confirmed', 'RepairOrdered', 'Repaired')
            """).AsNoTracking().Take(most).Select(Published).ToListAsync(ct);
    }

    /// <summary>The zoom of the nearest tiles.</summary>
    private const int AllFromZoom = 16;

    // 2^6 squares a side: 8 pixels each, which is how wide a point is drawn.
    private const int SquaresPerSide = 6;

    /// <summary>Pieces of road by number, a part at a time, by when they were last seen; those never seen belong to every time.</summary>
    public async Task<IReadOnlyList<PublishedSegment>> Segments(FeatureQuery asked, CancellationToken ct)
    {
        var rows = db.Segments.AsNoTracking().Where(s => s.Number > asked.After && (s.LastSeenAt == null || (s.LastSeenAt >= asked.From && s.LastSeenAt < asked.To)));
        if (asked.Within is { Crosses: false } box) rows = rows.Where(s => s.Latitude >= box.South && s.Latitude <= box.North && s.Longitude >= box.West && s.Longitude <= box.East);
        return Shown(await rows.OrderBy(s => s.Number).Take(asked.Limit).ToListAsync(ct));
    }

    /// <summary>The pieces of road that a map tile shows, by number.</summary>
    public async Task<IReadOnlyList<PublishedSegment>> SegmentsOfTile(int zoom, int x, int y, CancellationToken ct)
    {
        var rows = db.Segments.AsNoTracking();
        // A piece whose middle lies in the next tile reaches into this one; from afar that is less than a pixel.
        if (zoom >= 14)
            rows = rows.Within(s => s.Cell, [.. from dx in new[] { -1, 0, 1 } from dy in new[] { -1, 0, 1 } where x + dx >= 0 && y + dy >= 0 && x + dx < 1 << zoom && y + dy < 1 << zoom select MortonCell.Tile(zoom, x + dx, y + dy)]);
        else rows = rows.Within(s => s.Cell, [MortonCell.Tile(zoom, x, y)]);
        return Shown(await rows.OrderBy(s => s.Number).ToListAsync(ct));
    }

    private List<PublishedSegment> Shown(List<Segment> rows) => rows.ConvertAll(s => new PublishedSegment(s.Number, s.RoadName, s.District, RoadPiece.Read(s.Line), s.Meters, s.LastSeenAt,
        ShowCoverage.AgeOf(s.LastSeenAt, db.Now), EstimateCracks.ClassOf(s.ConfirmedCrackPercent), s.ConfirmedCrackPercent));

    /// <summary>Where the confirmed defects of some cases are; of all cases where no number is given.</summary>
    public async Task<IReadOnlyList<(int CaseNumber, double Latitude, double Longitude)>> CasePlaces(GeoBox? within, IReadOnlyList<int>? cases, CancellationToken ct)
    {
        var defects = Within(within).Where(d => d.CaseNumber != null);
        if (cases is not null) defects = defects.Where(d => cases.Contains(d.CaseNumber!.Value));
        return [.. (await defects.OrderBy(d => d.Number).Select(d => new { d.CaseNumber, d.Latitude, d.Longitude }).ToListAsync(ct)).Select(d => (d.CaseNumber!.Value, d.Latitude, d.Longitude))];
    }

    /// <summary>Figures over the drives that were read in a period, half-open [from, to), UTC; defects by when they were first seen.</summary>
    public async Task<PublishedRoadFigures> Figures(DateTime from, DateTime to, CancellationToken ct)
    {
        var footage = await db.Footage.AsNoTracking()
            .Where(f => (f.State == FootageState.Done || f.State == FootageState.Part) && f.StartedAt >= from && f.StartedAt < to)
            .Select(f => new { f.DriveId, f.MetersDriven, f.MetersSeen, f.Frames, f.UnclearFrames, f.Detections, f.EndedAt }).ToListAsync(ct);
        var states = await db.Defects.AsNoTracking().Where(d => d.FirstSeenAt >= from && d.FirstSeenAt < to)
            .GroupBy(d => d.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        int Of(params ReadOnlySpan<DefectState> wanted)
        {
            var sum = 0;
            foreach (var state in wanted) sum += states.GetValueOrDefault(state);
            return sum;
        }
        return new PublishedRoadFigures(footage.Select(f => f.DriveId).Distinct().Count(), footage.Sum(f => f.MetersDriven) / 1000, footage.Sum(f => f.MetersSeen) / 1000,
            footage.Sum(f => f.Frames), footage.Sum(f => f.UnclearFrames), footage.Sum(f => f.Detections),
            Of(DefectState.Confirmed, DefectState.RepairOrdered, DefectState.Repaired), Of(DefectState.Repaired), Of(DefectState.Candidate), Of(DefectState.Rejected),
            footage.Max(f => f.EndedAt), model.Describe());
    }

    public Task<PublishedRoadFigures> Figures(CancellationToken ct) => Figures(DateTime.UnixEpoch, db.Now.AddYears(1), ct);

    private static readonly Expression<Func<Defect, PublishedDefect>> Published = d => new PublishedDefect(d.Number, d.State, d.Class, d.Severity, d.District, d.Latitude, d.Longitude,
        Math.Sqrt(d.NorthVariance > d.EastVariance ? d.NorthVariance : d.EastVariance), d.SquareMeters, d.LengthMeters,
        d.Drives, d.FirstSeenAt, d.LastSeenAt, d.RepairedAt, d.CaseNumber);

    private IQueryable<Defect> Within(GeoBox? box) => box switch
    {
        null => Public(),
        { Crosses: true } => Public().Where(d => d.Latitude >= box.South && d.Latitude <= box.North && (d.Longitude >= box.West || d.Longitude <= box.East)),
        _ => Public().Where(d => d.Latitude >= box.South && d.Latitude <= box.North && d.Longitude >= box.West && d.Longitude <= box.East),
    };

    private IQueryable<Defect> Public() =>
        db.Defects.AsNoTracking().Where(d => d.State == DefectState.Confirmed || d.State == DefectState.RepairOrdered || d.State == DefectState.Repaired);
}
