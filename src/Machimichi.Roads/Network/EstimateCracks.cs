using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Roads.Defects;
using Machimichi.Roads.Survey;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Network;

/// <summary>How cracked each piece of road looks: the strips and areas of the cracks that lie on it, by the lanes that were seen. An estimate, always.</summary>
public sealed class EstimateCracks(MachimichiDb db)
{
    /// <summary>From these shares on, in per cent, a road is of class II and III in the Ministry's inspection.</summary>
    public const double SecondFrom = 20, ThirdFrom = 40;

    /// <summary>Width of what a vehicle sees of its own lane.</summary>
    public const double LaneMeters = 3.5;

    private const double OnRoadMeters = 10, AskEveryMeters = 100, LongestCrackMeters = 120;

    public static CrackClass? ClassOf(double? percent) => percent switch
    {
        null => null,
        < SecondFrom => CrackClass.I,
        < ThirdFrom => CrackClass.II,
        _ => CrackClass.III,
    };

    /// <summary>The pieces around a defect on which somebody decided; within the caller's unit of work, after its save.</summary>
    internal async Task Around(Defect defect, CancellationToken ct)
    {
        var reach = defect.AlongMeters / 2 + 40;
        await Renew(await db.Segments.NearOfMany(s => s.Cell, new Place(defect.Latitude, defect.Longitude), reach).ToListAsync(ct), ct);
        await db.SaveChangesAsync(ct);
    }

    internal async Task Renew(IReadOnlyList<Segment> segments, CancellationToken ct)
    {
        if (segments.Count == 0) return;
        var plane = new LocalPlane(segments[0].Latitude, segments[0].Longitude);
        var strips = new List<Strip>();
        var known = new HashSet<Guid>();
        Segment? last = null;
        foreach (var segment in segments.OrderBy(s => s.Number))
        {
            if (last is not null && Place.MetersBetween(last.Latitude, last.Longitude, segment.Latitude, segment.Longitude) < AskEveryMeters) continue;
            last = segment;
            foreach (var d in await db.Defects.AsNoTracking().Where(d => d.Class != Damage.Pothole && d.State != DefectState.Rejected && d.State != DefectState.Joined && d.State != DefectState.Repaired && d.State != DefectState.Faint)
                .NearOfMany(d => d.Cell, new Place(segment.Latitude, segment.Longitude), AskEveryMeters + LongestCrackMeters / 2)
                .Select(d => new { d.Id, d.Latitude, d.Longitude, d.HeadingDegrees, d.AlongMeters, d.SquareMeters, d.State }).ToListAsync(ct))
            {
                if (!known.Add(d.Id)) continue;
                var (north, east) = plane.ToMeters(d.Latitude, d.Longitude);
                strips.Add(new Strip(north, east, d.HeadingDegrees, Math.Min(d.AlongMeters, LongestCrackMeters), d.SquareMeters, d.State is DefectState.Confirmed or DefectState.RepairOrdered));
            }
        }
        foreach (var segment in segments)
        {
            var piece = segment.On(plane);
            segment.Estimate(Percent(piece, segment.SeenWays, strips), Percent(piece, segment.SeenWays, strips.Where(s => s.Confirmed)));
        }
    }

    /// <summary>Cracked area by seen area, in per cent.</summary>
    internal static double Percent(PieceOnPlane piece, int seenWays, IEnumerable<Strip> strips)
    {
        var lanes = seenWays == 3 ? 2 : 1;
        return Math.Min(100, 100 * strips.Sum(s => s.Share(piece) * s.SquareMeters) / (piece.Meters * LaneMeters * lanes));
    }

    /// <summary>A crack as a strip of road.</summary>
    internal readonly record struct Strip(double North, double East, double? HeadingDegrees, double AlongMeters, double SquareMeters, bool Confirmed)
    {
        /// <summary>How much of it lies on a piece, metre by metre along it.</summary>
        public double Share(PieceOnPlane piece)
        {
            if (HeadingDegrees is { } own && piece.WayOf(own) == 0) return 0;
            if (Math.Abs(North - piece.North) + Math.Abs(East - piece.East) > AlongMeters + piece.Meters + 2 * OnRoadMeters) return 0;
            var (sin, cos) = Math.SinCos(double.DegreesToRadians(HeadingDegrees ?? piece.HeadingDegrees));
            var count = Math.Max(1, (int)Math.Round(AlongMeters));
            var on = 0;
            for (var i = 0; i < count; i++)
            {
                var along = ((i + 0.5) / count - 0.5) * AlongMeters;
                if (piece.Holds(North + along * cos, East + along * sin, OnRoadMeters)) on++;
            }
            return (double)on / count;
        }
    }
}
