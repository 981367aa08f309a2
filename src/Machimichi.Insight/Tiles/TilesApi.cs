using Machimichi.Insight.Figures;
using Machimichi.Insight.Ogc;
using Machimichi.Insight.OpenData;
using Machimichi.Insight.Report;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Platform.Language;
using Machimichi.Roads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Machimichi.Insight.Tiles;

/// <summary>What the town publishes with a place as vector tiles, each layer described by its TileJSON.</summary>
public sealed class TilesApi(MachimichiDb db, Collections collections, PublishedRoads roads, Texts texts)
{
    private const int MaxZoom = 16;

    /// <summary>More points than these in one tile are a grey cloud; the nearer tiles have them all.</summary>
    private const int Most = 10_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var tiles = routes.MapGroup("/{town}/tiles").AllowAnonymous().WithTags("Tiles");
        tiles.MapGet("/{layer}.json", (string layer, TilesApi api, HttpContext http) => api.Describe(layer, http)).WithSummary("TileJSON of a layer: reports, proposals, defects or segments.");
        tiles.MapGet("/{layer}/{z:int}/{x:int}/{y:int}.mvt", (string layer, int z, int x, int y, TilesApi api, HttpContext http, CancellationToken ct) => api.Tile(layer, z, x, y, http, ct)).WithSummary("One vector tile of a layer.");
    }

    private IResult Describe(string layer, HttpContext http)
    {
        var words = new Words(texts, Texts.Japanese, db.Town);
        var columns = layer == SegmentTile.Layer ? SegmentTile.Columns : [.. Shown(Find(layer)).Select(c => c.Column)];
        var corners = db.Town.Outline.Coordinates.SelectMany(polygon => polygon[0]).ToList();
        http.Response.Headers.AccessControlAllowOrigin = "*";
        return Results.Json(new
        {
            tilejson = "3.0.0",
            name = words[$"insight.table.{layer}"],
            attribution = $"{words.TownName} (CC BY 4.0)",
            tiles = new[] { $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}/{db.Town.Slug}/tiles/{layer}/{{z}}/{{x}}/{{y}}.mvt" },
            minzoom = 0,
            maxzoom = MaxZoom,
            bounds = new[] { corners.Min(c => c[0]), corners.Min(c => c[1]), corners.Max(c => c[0]), corners.Max(c => c[1]) },
            center = new[] { db.Town.Center.Lon, db.Town.Center.Lat, Math.Floor(db.Town.Center.Zoom) },
            vector_layers = new[] { new { id = layer, fields = columns.ToDictionary(c => c.Name, c => words[$"insight.column.{c.Name}"], StringComparer.Ordinal) } },
        });
    }

    private async Task<IResult> Tile(string layer, int z, int x, int y, HttpContext http, CancellationToken ct)
    {
        var collection = layer == SegmentTile.Layer ? null : Find(layer);
        if (z is < 0 or > MaxZoom || x < 0 || y < 0 || x >= 1 << z || y >= 1 << z) throw Refusal.NotFound();
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers.CacheControl = "public, max-age=60";
        if (collection is null) return Results.Bytes(SegmentTile.Write(await roads.SegmentsOfTile(z, x, y, ct), z, x, y), VectorTile.MediaType);
        var all = Period.Always(db.Town);
        var found = collection.ReadTile is { } ofTile ? await ofTile(z, x, y, Most, ct) : await collection.Read(new FeatureQuery(BoxOf(z, x, y), all.FromUtc, all.ToUtc, 0, Most), ct);
        var columns = Shown(collection).ToList();
        var points = found.Where(i => i.Position is not null).Select(i => (i.Number, East(i.Position!.Value.Longitude, z) - x, South(i.Position.Value.Latitude, z) - y,
            (IReadOnlyList<object?>)[.. columns.Select(c => i.Values[c.Index])]));
        return Results.Bytes(VectorTile.Write(layer, [.. columns.Select(c => c.Column)], points), VectorTile.MediaType);
    }

    private Collection Find(string layer) => layer != "works" && collections.Find(layer) is { } collection ? collection : throw Refusal.NotFound();

    // A map needs no long text; whoever wants it follows the number.
    private static IEnumerable<(Column Column, int Index)> Shown(Collection collection) =>
        collection.Columns.Select((c, i) => (Column: c, Index: i)).Where(c => c.Column.Name is not "text");

    internal static double East(double longitude, int zoom) => (longitude + 180) / 360 * (1 << zoom);

    internal static double South(double latitude, int zoom) => (1 - Math.Asinh(Math.Tan(double.DegreesToRadians(latitude))) / Math.PI) / 2 * (1 << zoom);

    private static GeoBox BoxOf(int z, int x, int y)
    {
        var size = 1 << z;
        double North(double row) => double.RadiansToDegrees(Math.Atan(Math.Sinh(Math.PI * (1 - 2 * row / size))));
        return new GeoBox(x * 360.0 / size - 180, North(y + 1), (x + 1) * 360.0 / size - 180, North(y));
    }
}
