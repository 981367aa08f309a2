using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Roads;
using Machimichi.Roads.Defects;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Roads.Import;

public sealed class ImportFootageTests : IAsyncLifetime
{
    private static readonly DateTime Monday = new(2026, 11, 16, 1, 0, 0, DateTimeKind.Utc);
    private readonly FilmedTown town = new();

    public ValueTask InitializeAsync() => town.InitializeAsync();

    public ValueTask DisposeAsync() => town.DisposeAsync();

    private Task<List<ListDefects.Row>> Found() => town.In(s => s.GetRequiredService<ListDefects>().ForMap("all", 100, CancellationToken.None));

    private Task<(int Frames, int Detections, int Sightings, int Footage, int Drives)> Rows() => town.In(async s =>
    {
        var db = s.GetRequiredService<MachimichiDb>();
        return (await db.Frames.CountAsync(), await db.Detections.CountAsync(), await db.Sightings.CountAsync(), await db.Footage.CountAsync(), await db.Drives.CountAsync());
    });

    [Fact]
    public async Task What_lies_on_the_road_becomes_one_defect_at_its_place()
    {
        var receipt = await town.Import(town.Film("monday", Monday, squares: (60, 1.2)));
        Assert.Equal("done", Assert.Single(receipt.Files).Result);
        Assert.Equal((1, FilmedTown.Frames, 1, 1), (receipt.Drives, receipt.Frames, receipt.Sightings, receipt.Defects));
        var defect = Assert.Single(await Found());
        var truth = FilmedTown.Start.Move(60, 1.2);
        Assert.InRange(truth.MetersTo(new Place(defect.Latitude, defect.Longitude)), 0, 1.5);
        Assert.Equal("D40", defect.Class);
        Assert.InRange(defect.SquareMeters, 0.3, 0.8);
    }

    [Fact]
    public async Task The_same_folder_twice_is_the_same_footage()
    {
        var folder = town.Film("monday", Monday, squares: (60, 1.2));
        await town.Import(folder);
        var before = await Rows();
        var again = await town.Import(folder);
        Assert.Equal(before, await Rows());
        Assert.Equal(1, again.Defects);
        Assert.Contains("same", Assert.Single(again.Files).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(20)]
    public async Task A_reading_that_broke_off_and_ran_again_doubles_nothing(int after)
    {
        town.BreaksAfter = after;
        var receipt = await town.Import(town.Film("monday", Monday, squares: [(40, -1), (60, 1.2)]));
        Assert.True(town.BreaksAfter < 0, "it did not break");
        Assert.Equal("done", Assert.Single(receipt.Files).Result);
        Assert.Equal(2, (await Found()).Count);
        Assert.Equal(2, (await Rows()).Sightings);
    }

    [Fact]
    public async Task A_second_drive_sees_the_same_defects_again_and_a_new_one()
    {
        await town.Import(town.Film("monday", Monday, squares: [(40, -1), (60, 1.2)]));
        await town.Import(town.Film("tuesday", Monday.AddDays(1), eastMeters: 1.5, squares: [(40, -1), (60, 1.2), (80, 0)]));
        var found = (await Found()).OrderBy(d => d.Latitude).ToList();
        Assert.Equal([2, 2, 1], found.Select(d => d.Drives));
        Assert.Equal(2, (await Rows()).Drives);
    }

    [Fact]
    public async Task A_defect_that_was_rejected_does_not_come_back()
    {
        await town.Import(town.Film("monday", Monday, squares: (60, 1.2)));
        var number = Assert.Single(await Found()).Number;
        await town.In(async s => { await s.GetRequiredService<RejectDefect>().Handle(number, CancellationToken.None); return 0; });
        await town.Import(town.Film("tuesday", Monday.AddDays(1), squares: (60, 1.2)));
        Assert.Empty(await Found());
    }

    [Fact]
    public async Task A_folder_without_a_track_is_refused_with_what_to_do_and_read_once_it_has_one()
    {
        var folder = town.Film("monday", Monday, withTrack: false, squares: (60, 1.2));
        var refused = Assert.Single((await town.Import(folder)).Files);
        Assert.Equal("refused", refused.Result);
        Assert.Contains("GPX", refused.Reason, StringComparison.Ordinal);
        FilmedTown.WriteTrack(folder, Monday);
        Assert.Equal("done", Assert.Single((await town.Import(folder)).Files).Result);
        Assert.Equal(1, (await Rows()).Footage);
    }

    [Fact]
    public async Task A_broken_picture_among_good_ones_is_said_and_the_rest_is_read()
    {
        var folder = town.Film("monday", Monday, squares: (60, 1.2));
        await File.WriteAllTextAsync(Path.Combine(folder, "frame-3.jpg"), "this is no picture");
        var file = Assert.Single((await town.Import(folder)).Files);
        Assert.Equal("part", file.Result);
        Assert.Contains("frame-3.jpg", file.Reason, StringComparison.Ordinal);
        Assert.Single(await Found());
    }

    [Fact]
    public async Task A_camera_file_that_cannot_be_is_refused_by_name()
    {
        var folder = town.Film("monday", Monday, squares: (60, 1.2));
        await File.WriteAllTextAsync(Path.Combine(folder, "camera.json"), """{ "heightMeters": 90 }""");
        var file = Assert.Single((await town.Import(folder)).Files);
        Assert.Equal("refused", file.Result);
        Assert.Contains("heightMeters", file.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_files_of_one_trip_are_one_drive()
    {
        await town.Import(town.Film("first", Monday, squares: (60, 1.2)));
        await town.Import(town.Film("second", Monday.AddMinutes(2), eastMeters: 30, squares: (60, 1.2)));
        Assert.Equal((2, 1), ((await Rows()).Footage, (await Rows()).Drives));
    }
}
