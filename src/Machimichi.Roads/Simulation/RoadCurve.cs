namespace Machimichi.Roads.Simulation;

/// <summary>A place in metres on the plane that touches the earth at the road's first point.</summary>
internal readonly record struct PlanePoint(double East, double North);

/// <summary>
/// A road's centre line with rounded corners, in metres. A place on the road is (along, right): metres along the line,
/// metres to the right of it. Before its start and beyond its end the road goes straight on.
/// </summary>
internal sealed class RoadCurve
{
    private const double Step = 1;
    private const double RoundingMeters = 45;

    private readonly double[] _east;
    private readonly double[] _north;
    private readonly double _latitude;
    private readonly double _longitude;
    private readonly double _metersPerLatitude;
    private readonly double _metersPerLongitude;

    public RoadCurve(RoadLine line)
    {
        if (line.Points.Count < 2)
            throw new SimulationException("A road needs at least two points.");
        foreach (var point in line.Points)
        {
            if (!(Math.Abs(point.Latitude) <= 85 && Math.Abs(point.Longitude) <= 180))
                throw new SimulationException(
                    FormattableString.Invariant(
                        $"The road has a point at latitude {point.Latitude}, longitude {point.Longitude}, which is not on the map. GeoJSON wants longitude first."
                    )
                );
        }
        _latitude = line.Points[0].Latitude;
        _longitude = line.Points[0].Longitude;
        (_metersPerLatitude, _metersPerLongitude) = MetersPerDegree(_latitude);
        var corners = Resample([.. line.Points.Select(ToPlane)]);
        if (corners.Count < 30)
            throw new SimulationException("The road is shorter than 30 m. Draw a longer one.");
        var smooth = Smooth(Smooth(corners));
        var points = Resample(smooth);
        _east = [.. points.Select(p => p.East)];
        _north = [.. points.Select(p => p.North)];
    }

    public double LengthMeters => (_east.Length - 1) * Step;

    public PlanePoint Center(double along)
    {
        var place = along / Step;
        var index = Math.Clamp((int)Math.Floor(place), 0, _east.Length - 2);
        var part = place - index;
        return new(
            _east[index] + ((_east[index + 1] - _east[index]) * part),
            _north[index] + ((_north[index + 1] - _north[index]) * part)
        );
    }

    /// <summary>Unit vector in the driving direction, turning evenly between the points of the line.</summary>
    public PlanePoint Direction(double along)
    {
        var before = Center(along - (Step / 2));
        var after = Center(along + (Step / 2));
        var (east, north) = (after.East - before.East, after.North - before.North);
        var length = Math.Sqrt((east * east) + (north * north));
        return new(east / length, north / length);
    }

    public PlanePoint Place(double along, double right)
    {
        var center = Center(along);
        var direction = Direction(along);
        return new(center.East + (direction.North * right), center.North - (direction.East * right));
    }

    public double HeadingDegrees(double along)
    {
        var direction = Direction(along);
        var degrees = Math.Atan2(direction.East, direction.North) * 180 / Math.PI;
        return degrees < 0 ? degrees + 360 : degrees;
    }

    /// <summary>One over the bend's radius, from the turn over ten metres.</summary>
    public double Curvature(double along)
    {
        var a = Direction(along - 5);
        var b = Direction(along + 5);
        return Math.Abs((a.East * b.North) - (a.North * b.East)) / 10;
    }

    public RoadPoint ToEarth(PlanePoint p) => new(_latitude + (p.North / _metersPerLatitude), _longitude + (p.East / _metersPerLongitude));

    public PlanePoint ToPlane(RoadPoint p) => new((p.Longitude - _longitude) * _metersPerLongitude, (p.Latitude - _latitude) * _metersPerLatitude);

    /// <summary>Length of a degree on the WGS 84 ellipsoid at this latitude.</summary>
    internal static (double Latitude, double Longitude) MetersPerDegree(double latitude)
    {
        const double a = 6378137;
        const double e2 = 0.00669437999014;
        var sin = Math.Sin(latitude * Math.PI / 180);
        var w = 1 - (e2 * sin * sin);
        return (Math.PI / 180 * a * (1 - e2) / (w * Math.Sqrt(w)), Math.PI / 180 * a * Math.Cos(latitude * Math.PI / 180) / Math.Sqrt(w));
    }

    private static List<PlanePoint> Resample(IReadOnlyList<PlanePoint> line)
    {
        var result = new List<PlanePoint> { line[0] };
        double carried = 0;
        for (var i = 1; i < line.Count; i++)
        {
            var (from, to) = (line[i - 1], line[i]);
            var length = Math.Sqrt(Math.Pow(to.East - from.East, 2) + Math.Pow(to.North - from.North, 2));
            var at = Step - carried;
            for (; at <= length; at += Step)
            {
                var part = at / length;
                result.Add(new(from.East + ((to.East - from.East) * part), from.North + ((to.North - from.North) * part)));
            }
            carried = length - (at - Step);
        }
        return result;
    }

    private static List<PlanePoint> Smooth(List<PlanePoint> line)
    {
        var reach = (int)Math.Min(RoundingMeters / Step / 2, (line.Count - 1) / 4);
        var result = new List<PlanePoint>(line.Count);
        for (var i = 0; i < line.Count; i++)
        {
            // The window shrinks towards both ends, so that the road still starts and ends where it was drawn.
            var r = Math.Min(reach, Math.Min(i, line.Count - 1 - i));
            double east = 0;
            double north = 0;
            for (var k = i - r; k <= i + r; k++)
            {
                east += line[k].East;
                north += line[k].North;
            }
            result.Add(new(east / ((2 * r) + 1), north / ((2 * r) + 1)));
        }
        return result;
    }
}
