namespace Machimichi.Platform.Geo;

/// <summary>
/// A place as one 62-bit number: 31 bits of its Web Mercator x and y, interleaved (Morton order), so that every map tile
/// z/x/y is one unbroken range of cells and a B-tree index answers it, the same on SQLite and PostgreSQL.
/// </summary>
public static class MortonCell
{
    public const int Bits = 31;

    public static long Of(double latitude, double longitude)
    {
        var (x, y) = Unit(latitude, longitude);
        const double size = 1L << Bits;
        return Interleave(Clamp(x * size)) | (Interleave(Clamp(y * size)) << 1);

        static uint Clamp(double v) => (uint)Math.Clamp(v, 0, size - 1);
    }

    /// <summary>Web Mercator as fractions of the world: 0,0 in the north-west, 1,1 in the south-east.</summary>
    public static (double X, double Y) Unit(double latitude, double longitude)
    {
        var sin = Math.Sin(double.DegreesToRadians(latitude));
        return ((longitude + 180) / 360, 0.5 - Math.Log((1 + sin) / (1 - sin)) / (4 * Math.PI));
    }

    /// <summary>First and last cell of a tile, both inclusive.</summary>
    public static (long First, long Last) Tile(int zoom, int x, int y)
    {
        var shift = 2 * (Bits - zoom);
        var first = (Interleave((uint)x) | (Interleave((uint)y) << 1)) << shift;
        return (first, first + (1L << shift) - 1);
    }

    /// <summary>At most nine ranges that together hold every place within a distance; some of what they hold is farther.</summary>
    public static IReadOnlyList<(long First, long Last)> Around(Place centre, double meters)
    {
        var circumference = 2 * Math.PI * Place.EarthMeters * Math.Cos(double.DegreesToRadians(centre.Latitude));
        var zoom = Math.Clamp((int)Math.Floor(Math.Log2(circumference / Math.Max(meters, 0.5))), 1, 24);
        var (ux, uy) = Unit(centre.Latitude, centre.Longitude);
        var tiles = 1 << zoom;
        var (x, y) = ((int)(ux * tiles), (int)(uy * tiles));
        var ranges = new List<(long First, long Last)>(9);
        for (var dy = -1; dy <= 1; dy++)
            for (var dx = -1; dx <= 1; dx++)
                if (x + dx >= 0 && x + dx < tiles && y + dy >= 0 && y + dy < tiles) ranges.Add(Tile(zoom, x + dx, y + dy));
        ranges.Sort();
        for (var i = ranges.Count - 1; i > 0; i--)
            if (ranges[i - 1].Last + 1 == ranges[i].First)
            {
                ranges[i - 1] = (ranges[i - 1].First, ranges[i].Last);
                ranges.RemoveAt(i);
            }
        return ranges;
    }

    private static long Interleave(uint value)
    {
        ulong v = value;
        v = (v | (v << 16)) & 0x0000FFFF0000FFFF;
        v = (v | (v << 8)) & 0x00FF00FF00FF00FF;
        v = (v | (v << 4)) & 0x0F0F0F0F0F0F0F0F;
        v = (v | (v << 2)) & 0x3333333333333333;
        v = (v | (v << 1)) & 0x5555555555555555;
        return (long)v;
    }
}
