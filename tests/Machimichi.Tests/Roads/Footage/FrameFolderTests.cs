using Machimichi.Roads.Footage.Reading;
using Machimichi.Roads.Tracks;
using Machimichi.Tests.Roads.Tracks;

namespace Machimichi.Tests.Roads.Footage;

public sealed class FrameFolderTests : IDisposable
{
    private static readonly DateTime Start = new(2025, 11, 20, 1, 42, 7, DateTimeKind.Utc);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("20251120_104207.jpg", "2025-11-20T10:42:07")]
    [InlineData("IMG_20251120_104207123.jpg", "2025-11-20T10:42:07.123")]
    [InlineData("2025-11-20T10-42-07.123", "2025-11-20T10:42:07.123")]
    [InlineData("2025-11-20T10-42-07.123.jpg", "2025-11-20T10:42:07.123")]
    [InlineData("2025-11-20 10.42.07.png", "2025-11-20T10:42:07")]
    [InlineData("2025_1120_104207_196A.MP4", "2025-11-20T10:42:07")]
    [InlineData("REC_2025_11_20_10_42_07_F.MP4", "2025-11-20T10:42:07")]
    [InlineData("20251120104207_000123F.mp4", "2025-11-20T10:42:07")]
    [InlineData("Adachi_20170906093838.webp", "2017-09-06T09:38:38")]
    [InlineData("NO20240702-094820-000029F.MP4", "2024-07-02T09:48:20")]
    [InlineData("China_MotorBike_000002.webp", null)]
    [InlineData("1007607_RS_386_386RS289112_28960.webp", null)]
    [InlineData("20251350_104207.jpg", null)]
    [InlineData("920251120104207.jpg", null)]
    public void A_name_tells_the_time(string name, string? time) =>
        Assert.Equal(
            time,
            FileNameTime.Parse(name)?.ToString("yyyy-MM-ddTHH:mm:ss.FFF", System.Globalization.CultureInfo.InvariantCulture)
        );

    [Fact]
    public void Frames_named_by_local_time_find_their_zone_by_the_track()
    {
        for (var i = 0; i < 20; i++)
            Picture($"{Start.AddHours(9).AddSeconds(i):yyyyMMdd_HHmmss}.jpg");

        var frames = FrameFolder.Read(folder.Root, Track(60));

        Assert.Equal(FrameTimes.FileName, frames.Times);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (DateTime?)Start.AddSeconds(i)), frames.Frames.Select(frame => frame.Utc));
    }

    [Fact]
    public void The_known_zone_of_the_camera_comes_first()
    {
        Picture("20251120_104207.jpg");

        var frames = FrameFolder.Read(folder.Root, null, TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(9), null, null));

        Assert.Equal(Start, frames.Frames[0].Utc);
    }

    [Fact]
    public void Several_frames_of_one_second_are_spread_over_it()
    {
        for (var i = 0; i < 8; i++)
            Picture($"20251120_01420{7 + i / 4}_{i:000}.jpg");

        var frames = FrameFolder.Read(folder.Root);

        Assert.Equal(Enumerable.Range(0, 8).Select(i => (DateTime?)Start.AddSeconds(i * 0.25)), frames.Frames.Select(frame => frame.Utc));
    }

    [Fact]
    public void Frames_without_times_are_spread_evenly_along_the_track_in_the_order_of_their_numbers()
    {
        for (var i = 1; i <= 12; i++)
            Picture($"frame_{i}.jpg");
        var track = Track(45);

        var frames = FrameFolder.Read(folder.Root, track);

        Assert.Equal(FrameTimes.AlongTrack, frames.Times);
        Assert.Equal("frame_2.jpg", Path.GetFileName(frames.Frames[1].Path));
        Assert.Equal("frame_12.jpg", Path.GetFileName(frames.Frames[11].Path));
        Assert.All(
            frames.Frames.Select((frame, i) => (frame.Utc!.Value - Start).TotalSeconds - i * 4),
            error => Assert.Equal(0, error, 0.01)
        );
    }

    [Fact]
    public void A_camera_whose_clock_has_nothing_to_do_with_the_track_is_not_believed()
    {
        for (var i = 0; i < 5; i++)
            Picture($"19800106_00000{i}.jpg");

        Assert.Equal(FrameTimes.AlongTrack, FrameFolder.Read(folder.Root, Track(45)).Times);
    }

    [Fact]
    public void Without_times_and_without_a_track_they_are_still_frames()
    {
        Picture("a.jpg");
        folder.File("empty.jpg", []);
        folder.File("notes.txt", "x");

        var frames = FrameFolder.Read(folder.Root);

        Assert.Equal((FrameTimes.None, 1), (frames.Times, frames.Frames.Count));
        Assert.Contains("0 bytes", Assert.Single(frames.NotTaken).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Exif_gives_time_and_place()
    {
        var exiftool = Samples.Tool("exiftool");
        Assert.SkipWhen(exiftool is null, "skipped: exiftool is not installed");
        for (var i = 0; i < 3; i++)
        {
            Picture($"p{i}.jpg");
            Samples.Run(
                exiftool!,
                "-q",
                "-overwrite_original",
                $"-DateTimeOriginal=2025:11:20 10:42:0{7 + i}",
                "-SubSecTimeOriginal=5",
                "-OffsetTimeOriginal=+09:00",
                $"-GPSLatitude=34.700{i}",
                "-GPSLatitudeRef=N",
                "-GPSLongitude=136.93",
                "-GPSLongitudeRef=E",
                Path.Combine(folder.Root, $"p{i}.jpg")
            );
        }

        var frames = FrameFolder.Read(folder.Root);

        Assert.Equal(FrameTimes.Exif, frames.Times);
        Assert.Equal(Enumerable.Range(0, 3).Select(i => (DateTime?)Start.AddSeconds(i + 0.5)), frames.Frames.Select(frame => frame.Utc));
        Assert.Equal("exif", frames.Track!.Source);
        Assert.Equal(34.7002, frames.Track.Fixes[2].Latitude, 6);
    }

    [Fact]
    public void Real_frames_of_a_dashboard_camera_have_their_time_in_their_name()
    {
        var frames = FrameFolder.Read(Samples.Shared("road", "japan_unlabelled"));

        Assert.Equal((FrameTimes.FileName, 201), (frames.Times, frames.Frames.Count));
        Assert.Equal(new DateTime(2017, 9, 6, 9, 38, 35, DateTimeKind.Utc), frames.Frames[0].Utc);
    }

    [Fact]
    public void A_folder_without_pictures_is_refused()
    {
        Assert.Contains(
            "has no pictures",
            Assert.Throws<FootageException>(() => FrameFolder.Read(folder.Root)).What,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "cannot be read",
            Assert.Throws<FootageException>(() => FrameFolder.Read(Path.Combine(folder.Root, "none"))).What,
            StringComparison.Ordinal
        );
    }

    private static Track Track(int seconds) =>
        new([.. Enumerable.Range(0, seconds).Select(i => new Fix(Start.AddSeconds(i), 34.7 + i * 8 / 111_195.0, 136.93, 8, null))], "test");

    private void Picture(string name)
    {
        using var picture = Films.Road(32, 32);
        folder.File(name, picture.EncodeJpeg());
    }
}
