using Machimichi.Vision;

namespace Machimichi.Roads.Defects;

/// <summary>A damage as it lies on a local plane: middle, uncertainty, heading of whoever saw it, sides.</summary>
/// <param name="Error">Covariance with its axes north ("ahead") and east ("right").</param>
/// <param name="HeadingDegrees">Driving direction when it was seen; null when unknown.</param>
/// <param name="AlongMeters">Its length in that direction.</param>
/// <param name="AcrossMeters">Its width.</param>
public readonly record struct Spot(
    string Class, double North, double East, GroundError Error, double? HeadingDegrees, double AlongMeters, double AcrossMeters)
{
    /// <summary>Two headings that differ by more than this are two directions of the road, or two roads.</summary>
    public const double SameWayDegrees = 60;

    /// <summary>χ² of two degrees of freedom at 99 %: what lies farther apart than this is not one thing.</summary>
    public const double Gate = 9.21;

    /// <summary>However uncertain both are, this far apart is too far.</summary>
    public const double FarthestMeters = 12;

    /// <summary>
    /// What speaks against two being one: squared distance in units of their combined ellipse, and the classes' difference; null when they cannot be one.
    /// Along the road only the gap between them counts, since of a long crack each frame and each drive sees another piece.
    /// </summary>
    public static double? Cost(in Spot a, in Spot b)
    {
        if (Damage.Difference(a.Class, b.Class) is not { } difference) return null;
        if (a.HeadingDegrees is { } one && b.HeadingDegrees is { } other && Angle(one, other) > SameWayDegrees) return null;
        var (north, east) = (b.North - a.North, b.East - a.East);
        var heading = a.HeadingDegrees ?? b.HeadingDegrees ?? 0;
        var (sin, cos) = Math.SinCos(double.DegreesToRadians(heading));
        var (along, across) = (north * cos + east * sin, east * cos - north * sin);
        var whole = Math.Sqrt(along * along + across * across);
        along = Gap(along, (a.AlongMeters + b.AlongMeters) / 2);
        across = Gap(across, Math.Abs(a.AcrossMeters - b.AcrossMeters) / 2);
        if (along * along + across * across > FarthestMeters * FarthestMeters) return null;

        var error = (a.Error + b.Error).Turned(-heading);
        var determinant = error.AheadVariance * error.RightVariance - error.Covariance * error.Covariance;
        if (!(determinant > 1e-9)) return null;
        var squared = (error.RightVariance * along * along - 2 * error.Covariance * along * across + error.AheadVariance * across * across) / determinant;
        var cost = squared + difference + 0.05 * whole;
        return squared <= Gate && cost <= Gate + 3 ? cost : null;
    }

    /// <summary>Degrees between two headings, 0 to 180.</summary>
    public static double Angle(double a, double b)
    {
        var turn = Math.Abs(a - b) % 360;
        return turn > 180 ? 360 - turn : turn;
    }

    private static double Gap(double distance, double covered) => Math.Sign(distance) * Math.Max(0, Math.Abs(distance) - covered);
}
