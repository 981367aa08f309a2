namespace Machimichi.Roads.Tracks;

/// <summary>Short distances on the earth, in metres: exact enough (1e-5) for the few hundred metres between two fixes.</summary>
internal static class Ground
{
    private const double MetersPerDegree = 111_194.9266;

    /// <summary>East and north of <paramref name="to"/> as seen from <paramref name="from"/>.</summary>
    public static (double East, double North) Offset(in Fix from, in Fix to)
    {
        var east = to.Longitude - from.Longitude;
        if (east > 180)
            east -= 360;
        else if (east < -180)
            east += 360;
        var middle = (from.Latitude + to.Latitude) / 2 * Math.PI / 180;
        return (east * MetersPerDegree * Math.Cos(middle), (to.Latitude - from.Latitude) * MetersPerDegree);
    }

    public static double Distance(in Fix a, in Fix b)
    {
        var (east, north) = Offset(a, b);
        return Math.Sqrt(east * east + north * north);
    }

    public static double Heading(double east, double north)
    {
        var degrees = Math.Atan2(east, north) * 180 / Math.PI;
        return degrees < 0 ? degrees + 360 : degrees;
    }

    /// <summary>From -180 to 180: how far one turns from <paramref name="a"/> to <paramref name="b"/>.</summary>
    public static double Turn(double a, double b)
    {
        var turn = (b - a) % 360;
        return turn > 180 ? turn - 360
            : turn < -180 ? turn + 360
            : turn;
    }
}
