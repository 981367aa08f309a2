namespace Machimichi.Roads.Tracks;

/// <summary>One GPS point. Latitude and longitude in degrees (WGS 84), heading clockwise from north.</summary>
public readonly record struct Fix(DateTime Utc, double Latitude, double Longitude, double? SpeedMps, double? HeadingDegrees)
{
    /// <summary>False where the receiver itself said that it had no satellites: such a place is an old one or none.</summary>
    public bool Locked { get; init; } = true;

    internal bool IsOnEarth =>
        double.IsFinite(Latitude)
        && double.IsFinite(Longitude)
        && Math.Abs(Latitude) <= 90
        && Math.Abs(Longitude) <= 180
        && (Math.Abs(Latitude) > 1e-6 || Math.Abs(Longitude) > 1e-6);
}
