using System.Globalization;

namespace Machimichi.Platform.Geo;

/// <summary>What a map shows: the ranges of cells that hold it, some of it and a little more.</summary>
/// <param name="Ranges">At most nine.</param>
public sealed record View(double West, double South, double East, double North, IReadOnlyList<(long First, long Last)> Ranges)
{
    /// <summary>West, south, east, north in degrees, as in OGC API Features; null for none.</summary>
    public static View? Of(string? bbox)
    {
        if (string.IsNullOrEmpty(bbox)) return null;
        var edges = bbox.Split(',').Select(e => double.TryParse(e, CultureInfo.InvariantCulture, out var degrees) ? degrees : double.NaN).ToList();
        if (edges.Count != 4 || edges.Exists(e => !double.IsFinite(e)) || edges[0] > edges[2] || edges[1] > edges[3]) throw new Refusal("place.bbox", "bbox");
        var (southWest, northEast) = (new Place(edges[1], edges[0]), new Place(edges[3], edges[2]));
        var middle = new Place((edges[1] + edges[3]) / 2, (edges[0] + edges[2]) / 2);
        return new View(edges[0], edges[1], edges[2], edges[3], MortonCell.Around(middle, Math.Max(southWest.MetersTo(middle), northEast.MetersTo(middle))));
    }
}
