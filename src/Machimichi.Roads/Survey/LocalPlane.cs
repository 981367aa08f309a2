namespace Machimichi.Roads.Survey;

/// <summary>Metres north and east of an origin: the flat piece of ground on which one footage is worked out.</summary>
public readonly record struct LocalPlane(double OriginLatitude, double OriginLongitude)
{
    private const double MetersPerDegree = Math.PI * Platform.Geo.Place.EarthMeters / 180;

    private double EastScale => MetersPerDegree * Math.Cos(double.DegreesToRadians(OriginLatitude));

    public (double North, double East) ToMeters(double latitude, double longitude) =>
        ((latitude - OriginLatitude) * MetersPerDegree, (longitude - OriginLongitude) * EastScale);

    public (double Latitude, double Longitude) ToDegrees(double northMeters, double eastMeters) =>
        (OriginLatitude + northMeters / MetersPerDegree, OriginLongitude + eastMeters / EastScale);
}
