using Machimichi.Roads;
using Machimichi.Platform.Towns;

namespace Machimichi.Insight.Report;

/// <summary>The town's outline with its confirmed defects, as inline SVG: no tile, no network.</summary>
internal sealed class TownDrawing
{
    private const double Width = 640, Margin = 24;
    private readonly TownFile town;
    private readonly double west, north, shrink, scale, height, left;

    public TownDrawing(TownFile town)
    {
        this.town = town;
        var points = town.Outline.Coordinates.SelectMany(polygon => polygon[0]).ToList();
        (west, north) = (points.Min(p => p[0]), points.Max(p => p[1]));
        var (east, south) = (points.Max(p => p[0]), points.Min(p => p[1]));
        // A degree of longitude is shorter than one of latitude, by the cosine of where the town is.
        shrink = Math.Cos(double.DegreesToRadians((north + south) / 2));
        scale = (Width - 2 * Margin) / Math.Max(1e-9, (east - west) * shrink);
        height = Math.Min(1.3 * Width, (north - south) * scale + 2 * Margin);
        if ((north - south) * scale + 2 * Margin > height) scale = (height - 2 * Margin) / (north - south);
        left = (Width - (east - west) * shrink * scale) / 2;
    }

    public Html Draw(IReadOnlyList<PublishedDefect> defects, string label, string language) => Html.Of($"""
        <svg class="town" viewBox="0 0 {Width:0} {height:0}" role="img" aria-label="{label}"><path class="land" fill-rule="evenodd" d="{Outline()}"/>{town.Districts.Select(d => Name(d, language))}{defects.Where(IsOnSheet).OrderBy(d => d.Severity).Select(Mark)}</svg>
        """);

    public bool IsOnSheet(PublishedDefect defect) => X(defect.Longitude) is >= 0 and <= Width && Y(defect.Latitude) >= 0 && Y(defect.Latitude) <= height;

    private double X(double longitude) => left + (longitude - west) * shrink * scale;

    private double Y(double latitude) => Margin + (north - latitude) * scale;

    private string Outline() => string.Concat(town.Outline.Coordinates.SelectMany(polygon => polygon)
        .Select(ring => FormattableString.Invariant($"M{string.Join('L', ring.Select(p => FormattableString.Invariant($"{X(p[0]):0.#} {Y(p[1]):0.#}")))}Z")));

    private Html Name(District district, string language) =>
        Html.Of($"""<text class="district" x="{X(district.Lon):0.#}" y="{Y(district.Lat):0.#}" text-anchor="middle">{ShortName(district.Name.In(language))}</text>""");

    // Easy Japanese writes the reading behind a name; a map has no room for it.
    private static string ShortName(string name) => name.Split('（')[0];

    // Severe ones are triangles: the shape says it where the colour cannot.
    private Html Mark(PublishedDefect defect)
    {
        var (x, y) = (X(defect.Longitude), Y(defect.Latitude));
        return defect.Severity >= 3
            ? Html.Of($"""<path class="severe" d="M{x:0.#} {y - 7:0.#}L{x + 7:0.#} {y + 5:0.#}L{x - 7:0.#} {y + 5:0.#}Z"/>""")
            : Html.Of($"""<circle class="mark" cx="{x:0.#}" cy="{y:0.#}" r="{(defect.Severity == 2 ? 4.5 : 3.5):0.#}"/>""");
    }
}
