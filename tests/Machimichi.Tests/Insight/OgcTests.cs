using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Machimichi.Tests.Insight;

public sealed class OgcTests(TrialTown town) : IClassFixture<TrialTown>
{
    private const string Base = "/minamichita/ogc";
    private const string Jgd2011 = "http://www.opengis.net/def/crs/EPSG/0/6668";

    [Fact]
    public async Task Its_links_lead_from_the_landing_page_to_every_item()
    {
        using var client = town.Host.Browser();
        using var landing = await Json(client, $"{Base}?f=json");
        foreach (var rel in new[] { "self", "service-desc", "conformance", "data" })
        {
            var link = landing.RootElement.GetProperty("links").EnumerateArray().First(l => l.GetProperty("rel").GetString() == rel);
            Assert.Equal(HttpStatusCode.OK, (await client.Http.GetAsync(link.GetProperty("href").GetString())).StatusCode);
        }
        using var list = await Json(client, $"{Base}/collections?f=json");
        var ids = list.RootElement.GetProperty("collections").EnumerateArray().Select(c => c.GetProperty("id").GetString()!).ToList();
        Assert.Equal(["reports", "proposals", "defects", "works"], ids);
        foreach (var id in ids)
        {
            using var items = await Json(client, $"{Base}/collections/{id}/items?f=json");
            var features = items.RootElement.GetProperty("features").EnumerateArray().ToList();
            Assert.NotEmpty(features);
            Assert.Equal(features.Count, items.RootElement.GetProperty("numberReturned").GetInt32());
            using var one = await Json(client, $"{Base}/collections/{id}/items/{features[0].GetProperty("id")}?f=json");
            Assert.Equal(features[0].GetProperty("properties").ToString(), one.RootElement.GetProperty("properties").ToString());
            Assert.Contains("<table>", await client.Http.GetStringAsync($"{Base}/collections/{id}/items"));
        }
        using var api = await Json(client, $"{Base}/api?f=json");
        Assert.StartsWith("3.0", api.RootElement.GetProperty("openapi").GetString());
    }

    [Fact]
    public async Task Pages_follow_each_other_by_their_links_and_each_item_comes_once()
    {
        using var client = town.Host.Browser();
        var (seen, next) = (new List<int>(), $"{Base}/collections/proposals/items?limit=1&f=json");
        while (next is not null)
        {
            using var page = await Json(client, next);
            seen.AddRange(page.RootElement.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("id").GetInt32()));
            next = page.RootElement.GetProperty("links").EnumerateArray().FirstOrDefault(l => l.GetProperty("rel").GetString() == "next") is { ValueKind: JsonValueKind.Object } link ? link.GetProperty("href").GetString() : null;
        }
        Assert.Equal([1, 2], seen);
    }

    [Fact]
    public async Task Axes_stand_in_the_order_of_the_reference_system()
    {
        using var client = town.Host.Browser();
        var place = TownHost.Town().Districts.Single(d => d.Code == "morozaki");
        var (west, south, east, north) = (place.Lon - 0.01, place.Lat - 0.01, place.Lon + 0.01, place.Lat + 0.01);
        foreach (var (query, first, count) in new[]
        {
            ($"bbox={west},{south},{east},{north}", place.Lon, 1),
            ($"bbox={west},{south},0,{east},{north},100", place.Lon, 1),
            ($"bbox={south},{west},{north},{east}&bbox-crs={Jgd2011}&crs={Jgd2011}", place.Lat, 1),
            ($"bbox={east},{south},{west},{north}", 0, 0),
            ($"bbox={west},{south},{east},{north}&datetime=../2020-01-01T00:00:00Z", 0, 0),
            ("datetime=2020-01-01T00:00:00Z/..&limit=100000", place.Lon, 1),
        })
        {
            var answer = await client.Http.GetAsync($"{Base}/collections/defects/items?f=json&{query}");
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            var features = json.RootElement.GetProperty("features").EnumerateArray().ToList();
            Assert.Equal(count, features.Count);
            if (count == 0) continue;
            Assert.Equal(first, features[0].GetProperty("geometry").GetProperty("coordinates")[0].GetDouble(), 5);
            Assert.Contains(query.Contains("&crs=", StringComparison.Ordinal) ? Jgd2011 : "CRS84", answer.Headers.GetValues("Content-Crs").Single());
        }
    }

    [Theory]
    [InlineData("bbox=1,2,3")]
    [InlineData("bbox=a,b,c,d")]
    [InlineData("bbox=NaN,0,1,1")]
    [InlineData("bbox=0,10,1,5")]
    [InlineData("bbox=0,0,999,1")]
    [InlineData("bbox=136,34,137,35&bbox-crs=EPSG:4326")]
    [InlineData("crs=http://www.opengis.net/def/crs/EPSG/0/3857")]
    [InlineData("limit=0")]
    [InlineData("limit=-5")]
    [InlineData("limit=ten")]
    [InlineData("limit=99999999999999999999")]
    [InlineData("datetime=yesterday")]
    [InlineData("datetime=2026-02-02T00:00:00Z/2026-02-01T00:00:00Z")]
    [InlineData("cursor=%27%20OR%201")]
    [InlineData("f=pdf")]
    [InlineData("nonsense=1")]
    public async Task What_is_asked_wrong_is_a_bad_request_with_problem_details(string query)
    {
        using var client = town.Host.Browser();
        var answer = await client.Http.GetAsync($"{Base}/collections/reports/items?{query}");
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.NotEmpty(json.RootElement.GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task A_private_report_is_no_item_and_a_case_of_it_has_neither_place_nor_category()
    {
        using var client = town.Host.Browser();
        foreach (var path in new[] { "reports/items/2", "reports/items/99", "reports/items/abc", "nothing/items", "nothing" })
            Assert.Equal(HttpStatusCode.NotFound, (await client.Http.GetAsync($"{Base}/collections/{path}?f=json")).StatusCode);
        using var works = await Json(client, $"{Base}/collections/works/items?f=json");
        var hidden = works.RootElement.GetProperty("features").EnumerateArray().Single(f => f.GetProperty("id").GetInt32() == 2);
        Assert.Equal(JsonValueKind.Null, hidden.GetProperty("geometry").ValueKind);
        Assert.Equal(("", ""), (hidden.GetProperty("properties").GetProperty("category").GetString(), hidden.GetProperty("properties").GetProperty("district").GetString()));
    }

    [Fact]
    public async Task Ogr2ogr_reads_the_collections_and_the_files()
    {
        if (!File.Exists("/usr/bin/ogr2ogr")) Assert.Skip("skipped: no ogr2ogr (Debian: gdal-bin)");
        var place = TownHost.Town().Districts.Single(d => d.Code == "morozaki");
        foreach (var (source, layer, rows) in new[] { ($"OAPIF:{town.Host.Address}minamichita/ogc", "proposals", 2), ($"OAPIF:{town.Host.Address}minamichita/ogc", "defects", 1), ($"{town.Host.Address}minamichita/data/defects.geojson", "", 1) })
        {
            string[] arguments = ["-f", "GeoJSONSeq", "/vsistdout/", source, .. layer.Length > 0 ? [layer] : Array.Empty<string>()];
            using var ogr = Process.Start(new ProcessStartInfo("/usr/bin/ogr2ogr", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var problems = ogr.StandardError.ReadToEndAsync();
            var lines = (await ogr.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            await ogr.WaitForExitAsync();
            Assert.True(ogr.ExitCode == 0, await problems);
            Assert.Equal(rows, lines.Length);
            if (rows > 1) continue;
            using var feature = JsonDocument.Parse(lines[0]);
            Assert.Equal([place.Lon, place.Lat], feature.RootElement.GetProperty("geometry").GetProperty("coordinates").EnumerateArray().Select(c => c.GetDouble()));
        }
    }

    [Fact]
    public async Task Ogr_reads_a_tile_at_the_place_of_its_defect_and_its_description()
    {
        if (!File.Exists("/usr/bin/ogr2ogr")) Assert.Skip("skipped: no ogr2ogr (Debian: gdal-bin)");
        using var client = town.Host.Browser();
        using var described = await Json(client, "/minamichita/tiles/defects.json");
        Assert.Equal("defects", described.RootElement.GetProperty("vector_layers")[0].GetProperty("id").GetString());
        var place = TownHost.Town().Districts.Single(d => d.Code == "morozaki");
        const int zoom = 12;
        var (x, y) = ((int)((place.Lon + 180) / 360 * (1 << zoom)), (int)((1 - Math.Asinh(Math.Tan(double.DegreesToRadians(place.Lat))) / Math.PI) / 2 * (1 << zoom)));
        var address = described.RootElement.GetProperty("tiles")[0].GetString()!.Replace("{z}", $"{zoom}", StringComparison.Ordinal).Replace("{x}", $"{x}", StringComparison.Ordinal).Replace("{y}", $"{y}", StringComparison.Ordinal);
        var folder = Directory.CreateDirectory(Path.Combine(town.Host.Data, "tiles", $"{zoom}", $"{x}")).FullName;
        var file = Path.Combine(folder, $"{y}.mvt");
        await File.WriteAllBytesAsync(file, await client.Http.GetByteArrayAsync(address));
        using var ogr = Process.Start(new ProcessStartInfo("/usr/bin/ogr2ogr", ["-f", "GeoJSONSeq", "-t_srs", "EPSG:4326", "/vsistdout/", file]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var problems = ogr.StandardError.ReadToEndAsync();
        var lines = (await ogr.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await ogr.WaitForExitAsync();
        Assert.True(lines.Length == 1, await problems);
        using var feature = JsonDocument.Parse(lines[0]);
        Assert.Equal("D40", feature.RootElement.GetProperty("properties").GetProperty("class").GetString());
        var coordinates = feature.RootElement.GetProperty("geometry").GetProperty("coordinates");
        Assert.Equal((place.Lon, place.Lat), (Math.Round(coordinates[0].GetDouble(), 4), Math.Round(coordinates[1].GetDouble(), 4)), Near);
        foreach (var wrong in new[] { "defects/3/8/0.mvt", "defects/99/0/0.mvt", "works/0/0/0.mvt", "nothing/0/0/0.mvt", "nothing.json" })
            Assert.Equal(HttpStatusCode.NotFound, (await client.Http.GetAsync($"/minamichita/tiles/{wrong}")).StatusCode);
    }

    // A tile's grid at this zoom is about 2 metres.
    private static bool Near((double, double) a, (double, double) b) => Math.Abs(a.Item1 - b.Item1) < 2e-4 && Math.Abs(a.Item2 - b.Item2) < 2e-4;

    private static async Task<JsonDocument> Json(TownClient client, string path) => JsonDocument.Parse(await client.Http.GetStringAsync(path));
}
