namespace Machimichi.Platform.Geo;

/// <summary>A point on the ground, WGS 84 degrees, with the cell that a tile's range scan finds it by.</summary>
public readonly record struct Place
{
    /// <summary>Mean radius of the Earth in metres (IUGG R1); good to 0.3 % over a town.</summary>
    public const double EarthMeters = 6_371_008.8;

    public Place(double latitude, double longitude)
    {
        if (!(latitude is >= -85.05112878 and <= 85.05112878) || !(longitude is >= -180 and <= 180))
            throw new Refusal("place.impossible", "place");
        (Latitude, Longitude) = (latitude, longitude);
    }

    public double Latitude { get; }
    public double Longitude { get; }
    public long Cell => MortonCell.Of(Latitude, Longitude);

    public double MetersTo(Place other) => MetersBetween(Latitude, Longitude, other.Latitude, other.Longitude);

    /// <summary>Great-circle distance in metres (haversine).</summary>
    public static double MetersBetween(double lat1, double lon1, double lat2, double lon2)
    {
        var (dLat, dLon) = (double.DegreesToRadians(lat2 - lat1), double.DegreesToRadians(lon2 - lon1));
        var h = Math.Pow(Math.Sin(dLat / 2), 2)
            + Math.Cos(double.DegreesToRadians(lat1)) * Math.Cos(double.DegreesToRadians(lat2)) * Math.Pow(Math.Sin(dLon / 2), 2);
        return 2 * EarthMeters * Math.Asin(Math.Min(1, Math.Sqrt(h)));
    }

    /// <summary>The place that many metres north and east of this one; for distances of a street, not of a sea.</summary>
    public Place Move(double northMeters, double eastMeters)
    {
        var metersPerDegree = Math.PI * EarthMeters / 180;
        return new Place(Latitude + northMeters / metersPerDegree, Longitude + eastMeters / (metersPerDegree * Math.Cos(double.DegreesToRadians(Latitude))));
    }
}
