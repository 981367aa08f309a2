namespace Machimichi.Platform.Geo;

/// <summary>A part of a list of things that have a place and a time, by number.</summary>
/// <param name="Within">Only what has its place in it; null for everything, placed or not.</param>
/// <param name="From">UTC, itself included.</param>
/// <param name="To">UTC, itself excluded.</param>
/// <param name="After">The number after which to go on; 0 to begin.</param>
public sealed record FeatureQuery(GeoBox? Within, DateTime From, DateTime To, int After, int Limit);

/// <summary>Degrees. One whose west lies east of its east crosses the 180th meridian.</summary>
public sealed record GeoBox(double West, double South, double East, double North)
{
    public bool Crosses => West > East;
}
