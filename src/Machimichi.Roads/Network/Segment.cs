using System.Globalization;
using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Roads.Survey;

namespace Machimichi.Roads.Network;

public enum SegmentOrigin
{
    /// <summary>A piece of the network that the town gave.</summary>
    Network,

    /// <summary>Made from where vehicles went.</summary>
    Track,
}

/// <summary>Classes of the Ministry's road inspection by ひび割れ率: below 20 %, below 40 %, and above.</summary>
public enum CrackClass { I = 1, II = 2, III = 3 }

/// <summary>A piece of road, some 20 m long: when it was last really seen, and how cracked it looks. Rut and roughness no camera sees.</summary>
internal sealed class Segment : ITownOwned
{
    private Segment() { }

    public Segment(int number, SegmentOrigin origin, RoadPiece piece, string roadName, string district)
    {
        (Id, Number, Origin, RoadName, District) = (Guid.CreateVersion7(), number, origin, roadName.Length > 200 ? roadName[..200] : roadName, district);
        (Latitude, Longitude, HeadingDegrees, Meters) = (piece.Latitude, piece.Longitude, piece.HeadingDegrees, piece.Meters);
        (Cell, Line) = (MortonCell.Of(Latitude, Longitude), piece.Write());
    }

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";

    /// <summary>Pieces of one road follow each other.</summary>
    public int Number { get; private init; }
    public SegmentOrigin Origin { get; private init; }
    public string RoadName { get; private init; } = "";
    public string District { get; private init; } = "";

    /// <summary>Its middle.</summary>
    public double Latitude { get; private init; }
    public double Longitude { get; private init; }
    public long? Cell { get; private init; }

    /// <summary>From its beginning to its end; vehicles go both ways.</summary>
    public double HeadingDegrees { get; private init; }
    public double Meters { get; private init; }

    /// <summary>"lat,lon lat,lon …".</summary>
    public string Line { get; private init; } = "";

    /// <summary>When a vehicle last went along, whatever could be seen.</summary>
    public DateTime? LastPassedAt { get; private set; }

    /// <summary>When most of it was last in the camera's range, by a clear picture.</summary>
    public DateTime? LastSeenAt { get; private set; }

    /// <summary>How many drives saw it.</summary>
    public int TimesSeen { get; private set; }

    /// <summary>The directions in which it was seen: 1 as it is drawn, 2 against it.</summary>
    public int SeenWays { get; private set; }

    /// <summary>Share of its surface with cracks, in per cent, estimated from all that was found and not rejected; null where it was never seen.</summary>
    public double? CrackPercent { get; private set; }

    /// <summary>The same from what a person confirmed.</summary>
    public double? ConfirmedCrackPercent { get; private set; }

    public void Pass(DateTime at)
    {
        if (LastPassedAt is null || at > LastPassedAt) LastPassedAt = at;
    }

    public void See(DateTime at, int ways)
    {
        if (LastSeenAt is null || at > LastSeenAt) LastSeenAt = at;
        TimesSeen++;
        SeenWays |= ways;
    }

    /// <summary>Takes over what is known of the piece of road that it stands for from now on.</summary>
    public void Inherit(Segment before) =>
        (LastPassedAt, LastSeenAt, TimesSeen, SeenWays, CrackPercent, ConfirmedCrackPercent) =
        (before.LastPassedAt, before.LastSeenAt, before.TimesSeen, before.SeenWays, before.CrackPercent, before.ConfirmedCrackPercent);

    public void Estimate(double all, double confirmed)
    {
        if (LastSeenAt is not null) (CrackPercent, ConfirmedCrackPercent) = (all, confirmed);
    }

    /// <summary>It as it lies on a plane.</summary>
    public PieceOnPlane On(LocalPlane plane)
    {
        var (north, east) = plane.ToMeters(Latitude, Longitude);
        return new PieceOnPlane(north, east, HeadingDegrees, Meters);
    }
}

/// <summary>A piece of road before it is kept.</summary>
/// <param name="Points">At least two.</param>
internal sealed record RoadPiece(IReadOnlyList<(double Latitude, double Longitude)> Points, double Latitude, double Longitude, double HeadingDegrees, double Meters)
{
    public string Write() => string.Join(' ', Points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Latitude:0.######},{p.Longitude:0.######}")));

    public static List<(double Latitude, double Longitude)> Read(string line) =>
        [.. line.Split(' ').Select(p => p.Split(',')).Select(p => (double.Parse(p[0], CultureInfo.InvariantCulture), double.Parse(p[1], CultureInfo.InvariantCulture)))];
}

/// <summary>A piece of road as a straight strip on a plane.</summary>
internal readonly record struct PieceOnPlane(double North, double East, double HeadingDegrees, double Meters)
{
    /// <summary>Two headings that differ by more are two roads that cross.</summary>
    private const double SameRoadDegrees = 40;

    /// <summary>Where a place lies along it, from its middle, and how far to its right.</summary>
    public (double Along, double Right) From(double north, double east)
    {
        var (sin, cos) = Math.SinCos(double.DegreesToRadians(HeadingDegrees));
        return ((north - North) * cos + (east - East) * sin, (east - East) * cos - (north - North) * sin);
    }

    /// <summary>1 where a heading goes along it, 2 where it goes against it, 0 where it crosses.</summary>
    public int WayOf(double headingDegrees)
    {
        var turn = Defects.Spot.Angle(headingDegrees, HeadingDegrees);
        return turn <= SameRoadDegrees ? 1 : turn >= 180 - SameRoadDegrees ? 2 : 0;
    }

    public bool Holds(double north, double east, double acrossMeters)
    {
        var (along, right) = From(north, east);
        return Math.Abs(along) <= Meters / 2 && Math.Abs(right) <= acrossMeters;
    }
}
