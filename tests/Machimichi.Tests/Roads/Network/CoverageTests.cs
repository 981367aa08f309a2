using System.Net;
using System.Text.Json;
using System.Text;
using Machimichi.Platform;
using Machimichi.Platform.Geo;
using Machimichi.Roads;
using Machimichi.Roads.Defects;
using Machimichi.Roads.Network;
using Machimichi.Tests.Roads.Import;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Roads.Network;

/// <summary>From drives to what was seen of the town's roads, and when.</summary>
public sealed class CoverageTests : IAsyncLifetime
{
    private static readonly DateTime Monday = new(2026, 11, 16, 1, 0, 0, DateTimeKind.Utc);
    private readonly FilmedTown town = new();

    public ValueTask InitializeAsync() => town.InitializeAsync();

    public ValueTask DisposeAsync() => town.DisposeAsync();

    private Task<IReadOnlyList<PublishedSegment>> Segments() => town.In(s => s.GetRequiredService<PublishedRoads>().Segments(new FeatureQuery(null, DateTime.UnixEpoch, DateTime.UtcNow.AddYears(50), 0, 10_000), CancellationToken.None));

    private Task<ShowCoverage.View> View(bool confirmedOnly = false) => town.In(s => s.GetRequiredService<ShowCoverage>().Handle(confirmedOnly, CancellationToken.None));

    private Task<ImportNetwork.Receipt> Give(string json) => town.In(s => s.GetRequiredService<ImportNetwork>().Handle(new MemoryStream(Encoding.UTF8.GetBytes(json)), CancellationToken.None));

    private static string Line(double northFrom, double northTo, double east = 0, string name = "") => JsonSerializer.Serialize(new
    {
        type = "FeatureCollection",
        features = new[] { new { type = "Feature", properties = new { name }, geometry = new { type = "LineString", coordinates = new[] { northFrom, northTo }.Select(n => FilmedTown.Start.Move(n, east)).Select(p => new[] { p.Longitude, p.Latitude }) } } },
    });

    [Fact]
    public async Task A_drive_makes_pieces_of_20_metres_along_its_way_and_marks_those_that_it_saw()
    {
        await town.Import(town.Film("monday", Monday));
        var segments = await Segments();
        Assert.Equal(5, segments.Count);
        Assert.All(segments, s => Assert.InRange(s.Meters, 18, 22));
        Assert.InRange(segments.Sum(s => s.Meters), 95, 105);
        // The camera looks from 4 m ahead: of the first piece only the part beyond is seen, which is not enough of it.
        Assert.All(segments.Skip(1), s => Assert.InRange(s.LastSeenAt!.Value, Monday, Monday.AddSeconds(30)));
        Assert.All(segments.Skip(1), s => Assert.Equal(CrackClass.I, s.CrackClass));
    }

    [Fact]
    public async Task The_same_road_again_both_ways_and_with_a_bad_receiver_makes_no_new_pieces()
    {
        await town.Import(town.Film("monday", Monday));
        await town.Import(town.Film("tuesday", Monday.AddDays(1), eastMeters: 4));
        var segments = await Segments();
        Assert.Equal(5, segments.Count);
        Assert.True(segments[2].LastSeenAt > Monday.AddHours(20));
    }

    [Fact]
    public async Task What_was_too_dark_to_see_was_passed_but_not_seen()
    {
        await town.Import(town.Film("night", Monday, light: 0.1));
        var view = await View();
        Assert.InRange(view.Whole.ByAge[SeenAge.Never], 0.09, 0.11);
        Assert.Equal(0, view.Whole.FreshPercent);
        Assert.NotNull(Assert.Single(view.Waiting).LastPassedAt);
        Assert.All(await Segments(), s => Assert.Null(s.CrackClass));
    }

    [Fact]
    public async Task A_networks_road_that_nobody_drove_is_never_seen_and_one_that_was_keeps_what_is_known()
    {
        await town.Import(town.Film("monday", Monday));
        var receipt = await Give(Line(-100, 200, east: 2, name: "町道1号"));
        Assert.Equal((1, 15, 0), (receipt.Roads, receipt.Segments, receipt.Kept));
        var segments = await Segments();
        Assert.Equal(15, segments.Count);
        Assert.All(segments, s => Assert.Equal("町道1号", s.RoadName));
        Assert.InRange(segments.Count(s => s.LastSeenAt is not null), 4, 5);
        Assert.InRange((await View()).Whole.ByAge[SeenAge.Never], 0.19, 0.23);

        await town.Import(town.Film("tuesday", Monday.AddDays(1)));
        Assert.Equal(15, (await Segments()).Count);
        // Another network takes its place; where it has no road any more nothing stays of the one before.
        Assert.Equal(5, (await Give(Line(0, 100))).Segments);
        Assert.Equal(5, (await Segments()).Count);
    }

    [Theory]
    [InlineData("no json", "network.unreadable")]
    [InlineData("""{"type":"FeatureCollection","features":[]}""", "network.no-lines")]
    [InlineData("""{"type":"LineString","coordinates":[[34.7,136.9],[34.8,136.9]]}""", "network.unreadable")]
    [InlineData("""{"type":"LineString","coordinates":[[-46.6,-23.5],[-46.7,-23.5]]}""", "network.elsewhere")]
    public async Task A_network_that_is_none_is_refused_and_changes_nothing(string json, string key)
    {
        await Give(Line(0, 100));
        Assert.Equal(key, (await Assert.ThrowsAsync<Refusal>(() => Give(json))).TextKey);
        Assert.Equal(5, (await Segments()).Count);
    }

    [Fact]
    public async Task The_public_class_rests_on_confirmed_cracks_and_falls_when_one_is_rejected()
    {
        // Black squares become alligator cracks by a person's word, so many that the piece is of the third class.
        await town.Import(town.Film("monday", Monday, squares: [(48, -1), (50, 1), (52, -1), (54, 1)]));
        var numbers = (await town.In(s => s.GetRequiredService<ListDefects>().ForMap("all", 100, CancellationToken.None))).ConvertAll(d => d.Number);
        Assert.NotEmpty(numbers);
        foreach (var number in numbers) await town.In(async s => { await s.GetRequiredService<ReclassifyDefect>().Handle(number, Damage.AlligatorCrack, CancellationToken.None); return 0; });
        var before = await Percents();
        Assert.True(before.All > 0);
        Assert.Equal(0, before.Confirmed);
        await town.In(async s => { await s.GetRequiredService<ConfirmDefect>().Handle(new ConfirmDefect.Request(numbers[0]), CancellationToken.None); return 0; });
        var confirmed = await Percents();
        Assert.InRange(confirmed.Confirmed, 0.01, before.All);
        foreach (var number in numbers.Skip(1)) await town.In(async s => { await s.GetRequiredService<RejectDefect>().Handle(number, CancellationToken.None); return 0; });
        var after = await Percents();
        Assert.Equal(after.Confirmed, after.All, 6);
    }

    private async Task<(double All, double Confirmed)> Percents()
    {
        var (all, confirmed) = await town.In(async s =>
        {
            var db = s.GetRequiredService<Machimichi.Platform.Data.MachimichiDb>();
            var rows = await Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.ToListAsync(Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.SqlQueryRaw<double>(db.Database, "SELECT coalesce(sum(crack_percent), 0) AS \"Value\" FROM segments UNION ALL SELECT coalesce(sum(confirmed_crack_percent), 0) FROM segments"));
            return (rows[0], rows[1]);
        });
        return (all, confirmed);
    }

    [Theory]
    [InlineData(0, CrackClass.I)]
    [InlineData(19.9, CrackClass.I)]
    [InlineData(20, CrackClass.II)]
    [InlineData(39.9, CrackClass.II)]
    [InlineData(40, CrackClass.III)]
    [InlineData(100, CrackClass.III)]
    public void The_classes_are_those_of_the_ministry(double percent, CrackClass expected) => Assert.Equal(expected, EstimateCracks.ClassOf(percent));

    [Fact]
    public void A_road_never_seen_has_no_class() => Assert.Null(EstimateCracks.ClassOf(null));

    [Theory]
    // A crack of 60 m over three pieces is shared among them; one across the road belongs to none that runs along.
    [InlineData(0, 60, 18, 0, 1, 6.0)]
    [InlineData(0, 20, 6, 0, 1, 6.0)]
    [InlineData(0, 20, 6, 0, 3, 6.0)]
    [InlineData(0, 20, 6, 90, 1, 0.0)]
    [InlineData(15, 0, 6, 0, 1, 0.0)]
    [InlineData(8, 0, 6, 0, 1, 6.0)]
    public void A_cracks_area_goes_to_the_pieces_on_which_it_lies(double north, double along, double area, double heading, int ways, double onPiece)
    {
        var piece = new PieceOnPlane(0, 0, 0, 20);
        var percent = EstimateCracks.Percent(piece, ways, [new EstimateCracks.Strip(north, 1, heading, along, area, true)]);
        Assert.Equal(100 * onPiece / (20 * EstimateCracks.LaneMeters * (ways == 3 ? 2 : 1)), percent, 3);
    }

    [Fact]
    public void A_bent_line_is_cut_into_even_pieces_that_follow_each_other()
    {
        var line = new[] { FilmedTown.Start, FilmedTown.Start.Move(33, 0), FilmedTown.Start.Move(33, 33), FilmedTown.Start.Move(80, 33) }.Select(p => (p.Latitude, p.Longitude)).ToList();
        var pieces = CutRoads.Cut(line);
        Assert.Equal(6, pieces.Count);
        Assert.All(pieces, p => Assert.InRange(p.Meters, 18.5, 19.2));
        for (var i = 1; i < pieces.Count; i++) Assert.Equal(pieces[i - 1].Points[^1], pieces[i].Points[0]);
        Assert.Equal(line[^1], pieces[^1].Points[^1]);
        Assert.Empty(CutRoads.Cut([line[0], line[0]]));
    }

    [Fact]
    public async Task The_pages_and_the_tiles_show_it_to_everyone()
    {
        await town.Import(town.Film("monday", Monday));
        await Give(Line(-100, 200, east: 2, name: "町道1号"));
        using var clerk = await town.Clerk();
        var page = WebUtility.HtmlDecode(await clerk.Page($"/{TownHost.Slug}/console/roads/coverage"));
        Assert.Contains("町道1号", page, StringComparison.Ordinal);
        Assert.Contains("推定", page, StringComparison.Ordinal);
        using var anyone = new TownClient(town.Address);
        Assert.Contains("推定", WebUtility.HtmlDecode(await anyone.Page($"/{TownHost.Slug}/roads")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await anyone.Http.GetAsync($"/{TownHost.Slug}/console/roads/coverage")).StatusCode);

        foreach (var zoom in new[] { 5, 12, 16 })
        {
            var (x, y) = MortonCell.Unit(FilmedTown.Start.Latitude, FilmedTown.Start.Longitude);
            var tile = await anyone.Http.GetByteArrayAsync($"/{TownHost.Slug}/tiles/segments/{zoom}/{(int)(x * (1 << zoom))}/{(int)(y * (1 << zoom))}.mvt");
            var text = Encoding.Latin1.GetString(tile);
            Assert.Contains("segments", text, StringComparison.Ordinal);
            Assert.Contains("Never", text, StringComparison.Ordinal);
        }
        Assert.Equal(200, (int)(await anyone.Http.GetAsync($"/{TownHost.Slug}/tiles/segments.json")).StatusCode);
    }

    [Fact]
    public async Task From_afar_one_defect_stands_for_its_neighbours_and_near_by_each_is_there()
    {
        await town.Import(town.Film("monday", Monday, squares: [(40, -1), (60, 1.2), (80, -1)]));
        var numbers = (await town.In(s => s.GetRequiredService<ListDefects>().ForMap("all", 100, CancellationToken.None))).ConvertAll(d => d.Number);
        Assert.Equal(3, numbers.Count);
        foreach (var number in numbers.Take(2)) await town.In(async s => { await s.GetRequiredService<ConfirmDefect>().Handle(new ConfirmDefect.Request(number), CancellationToken.None); return 0; });
        foreach (var (zoom, count) in new[] { (0, 1), (5, 1), (16, 2) })
        {
            var (x, y) = MortonCell.Unit(FilmedTown.Start.Latitude, FilmedTown.Start.Longitude);
            var tiles = new List<PublishedDefect>();
            // The road may cross from one tile to the next.
            foreach (var row in new[] { 0, -1 })
                if ((int)(y * (1 << zoom)) + row is var at and >= 0)
                    tiles.AddRange(await town.In(s => s.GetRequiredService<PublishedRoads>().DefectsOfTile(zoom, (int)(x * (1 << zoom)), at, 100, CancellationToken.None)));
            Assert.Equal(count, tiles.Count);
        }
    }

    [Fact]
    public async Task A_form_without_a_file_is_told_so_and_one_with_a_network_says_how_many_pieces()
    {
        using var clerk = await town.Clerk();
        var (page, action) = ($"/{TownHost.Slug}/console/roads/coverage", $"/{TownHost.Slug}/console/network");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await clerk.PostForm(page, action, [])).StatusCode);
        var answer = await clerk.PostForm(page, action, [], ("file", "roads.geojson", Encoding.UTF8.GetBytes(Line(0, 100))));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Contains("5", await clerk.Page(answer.Headers.Location!.ToString()), StringComparison.Ordinal);
        Assert.Equal(5, (await Segments()).Count);
    }
}
