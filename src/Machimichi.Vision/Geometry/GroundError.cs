namespace Machimichi.Vision;

/// <summary>The uncertainty of a point of the road: a covariance, and the ellipse that draws it.</summary>
/// <param name="AheadVariance">Square metres, in the driving direction.</param>
/// <param name="RightVariance">Square metres, across.</param>
/// <param name="Covariance">Square metres; positive when an error ahead goes with one to the right.</param>
public readonly record struct GroundError(double AheadVariance, double RightVariance, double Covariance)
{
    private double Spread =>
        Math.Sqrt((AheadVariance - RightVariance) * (AheadVariance - RightVariance) / 4 + Covariance * Covariance);

    /// <summary>
    /// Half the long axis of the ellipse of one standard deviation, metres: the root of the covariance's larger eigenvalue.
    /// That ellipse holds 39 % of the cases; 2.448 times as large, 95 % (a χ² distribution of two degrees of freedom).
    /// </summary>
    public double MajorMeters => Math.Sqrt(Math.Max(0, (AheadVariance + RightVariance) / 2 + Spread));

    /// <summary>Half the short axis, metres.</summary>
    public double MinorMeters => Math.Sqrt(Math.Max(0, (AheadVariance + RightVariance) / 2 - Spread));

    /// <summary>Direction of the long axis: degrees to the right of the driving direction, above −90 to 90.</summary>
    public double MajorDegrees => double.RadiansToDegrees(Math.Atan2(2 * Covariance, AheadVariance - RightVariance)) / 2;

    /// <summary>The error of two independent causes together.</summary>
    /// <param name="a">One cause.</param>
    /// <param name="b">The other.</param>
    public static GroundError operator +(GroundError a, GroundError b) =>
        new(a.AheadVariance + b.AheadVariance, a.RightVariance + b.RightVariance, a.Covariance + b.Covariance);

    /// <summary>The error of one cause that moves a point along a vector of one standard deviation.</summary>
    /// <param name="ahead">Metres.</param>
    /// <param name="right">Metres.</param>
    public static GroundError Along(double ahead, double right) => new(ahead * ahead, right * right, ahead * right);

    /// <summary>The same error seen in a frame that is turned: with the vehicle's heading, the axes become north and east.</summary>
    /// <param name="degrees">Degrees to the right.</param>
    public GroundError Turned(double degrees)
    {
        var (sin, cos) = Math.SinCos(double.DegreesToRadians(degrees));
        return new(
            AheadVariance * cos * cos + RightVariance * sin * sin - 2 * Covariance * sin * cos,
            AheadVariance * sin * sin + RightVariance * cos * cos + 2 * Covariance * sin * cos,
            (AheadVariance - RightVariance) * sin * cos + Covariance * (cos * cos - sin * sin));
    }
}
