using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Machimichi.Platform.Towns;

namespace Machimichi.Web.Shell;

/// <summary>A town's outline as a drawing of 1000 x 700, made once a town: equirectangular, true to scale at the town's latitude, centred.</summary>
internal sealed class TownOutline
{
    private static readonly ConditionalWeakTable<TownFile, TownOutline> Made = [];
    private readonly double west, south, east, north, squeeze, scale;

    private TownOutline(TownFile town)
    {
        var points = town.Outline.Coordinates.SelectMany(p => p).SelectMany(r => r).ToList();
        (west, south, east, north) = (points.Min(p => p[0]), points.Min(p => p[1]), points.Max(p => p[0]), points.Max(p => p[1]));
        squeeze = Math.Cos(double.DegreesToRadians((south + north) / 2));
        scale = Math.Min(940 / ((east - west) * squeeze), 640 / (north - south));
        Path = Draw(town);
    }

    public static TownOutline Of(TownFile town) => Made.GetValue(town, t => new TownOutline(t));

    /// <summary>For the <c>d</c> of an SVG path.</summary>
    public string Path { get; }

    public (string X, string Y) Project(double lon, double lat)
    {
        var x = 500 + (lon - (west + east) / 2) * squeeze * scale;
        var y = 350 - (lat - (south + north) / 2) * scale;
        return (x.ToString("0.#", CultureInfo.InvariantCulture), y.ToString("0.#", CultureInfo.InvariantCulture));
    }

    private string Draw(TownFile town)
    {
        var d = new StringBuilder();
        foreach (var ring in town.Outline.Coordinates.SelectMany(p => p))
        {
            for (var i = 0; i < ring.Length; i++)
            {
                var (x, y) = Project(ring[i][0], ring[i][1]);
                d.Append(i == 0 ? 'M' : 'L').Append(x).Append(' ').Append(y);
            }
            d.Append('Z');
        }
        return d.ToString();
    }
}
