using Machimichi.Roads.Footage.Reading;
using Machimichi.Tests.Roads.Tracks;

namespace Machimichi.Tests.Roads.Footage;

public sealed class FootageProbeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_film_says_what_it_is()
    {
        var path = Films.Make(folder, "a film: 映像 100%.mp4", 3, 10, "-metadata", "creation_time=2025-11-20T01:42:07Z");

        var info = FootageProbe.Read(path);

        Assert.Equal(("h264", 320, 240, 20.0), (info.Codec, info.Width, info.Height, info.FramesPerSecond));
        Assert.Equal(3, info.Duration!.Value.TotalSeconds, 0.1);
        Assert.Equal(new DateTime(2025, 11, 20, 1, 42, 7, DateTimeKind.Utc), info.CreatedUtc);
        Assert.Null(info.Missing);
    }

    [Theory]
    [InlineData("film.ts")]
    [InlineData("film.avi")]
    [InlineData("film.mov")]
    public void Other_containers_are_read_too(string name) =>
        Assert.Equal(2, FootageProbe.Read(Films.Make(folder, name, 2)).Duration!.Value.TotalSeconds, 0.2);

    [Theory]
    [InlineData("clip-no-gps.mp4", "h264", 640, 360, 3)]
    [InlineData("sample-hev1.mp4", "hevc", 640, 360, 2)]
    [InlineData("motorcycle-forward-2s.mp4", "h264", 1280, 720, 2.234)]
    public void Real_films_are_read(string name, string codec, int width, int height, double seconds)
    {
        var info = FootageProbe.Read(Samples.Shared("recorders", "no-gps", name));

        Assert.Equal((codec, width, height), (info.Codec, info.Width, info.Height));
        Assert.Equal(seconds, info.Duration!.Value.TotalSeconds, 0.01);
    }

    [Fact]
    public void A_film_with_its_index_in_front_that_was_cut_is_readable_up_to_there()
    {
        var whole = File.ReadAllBytes(Films.Make(folder, "film.mp4", 10, 10, "-movflags", "+faststart"));

        var info = FootageProbe.Read(folder.File("cut.mp4", whole[..(whole.Length / 2)]));

        Assert.Equal(10, info.Duration!.Value.TotalSeconds, 0.1);
        Assert.InRange(info.ReadableDuration!.Value.TotalSeconds, 3, 7);
        Assert.Contains("is cut after", info.Missing, StringComparison.Ordinal);
    }

    [Fact]
    public void A_film_whose_index_was_never_written_is_refused_with_the_reason()
    {
        var whole = File.ReadAllBytes(Films.Make(folder, "film.mp4", 2));

        var refusal = Assert.Throws<FootageException>(() => FootageProbe.Read(folder.File("cut.mp4", whole[..(whole.Length / 2)])));

        Assert.Equal("“cut.mp4” is cut.", refusal.What);
        Assert.Contains("index (“moov”) is missing", refusal.Why, StringComparison.Ordinal);
        Assert.Contains("power", refusal.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_film_is_refused_each_with_its_reason()
    {
        using var road = Films.Road(64, 64);
        var unknown = File.ReadAllBytes(Films.Make(folder, "film.mp4", 1));
        unknown.AsSpan(unknown.AsSpan().IndexOf("stsd"u8)..).Slice(16, 4).Fill((byte)'z');

        Assert.Equal("It has 0 bytes: the recorder lost power before it wrote anything, or the copy failed.", Why("zero.mp4", []));
        Assert.Equal("It is a single JPEG picture with a film's name.", Why("picture.mp4", road.EncodeJpeg()));
        Assert.Equal("It is a single WebP picture with a film's name.", Why("picture.mp4", road.EncodeWebp()));
        Assert.Contains(
            "ffprobe says",
            Why("noise.mp4", [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 37 % 251))]),
            StringComparison.Ordinal
        );
        Assert.Contains("is not known here", Why("unknown.mp4", unknown), StringComparison.Ordinal);
        Assert.Contains(
            "cannot be opened",
            Assert.Throws<FootageException>(() => FootageProbe.Read(Path.Combine(folder.Root, "none.mp4"))).What,
            StringComparison.Ordinal
        );
    }

    private string Why(string name, byte[] content) =>
        Assert.Throws<FootageException>(() => FootageProbe.Read(folder.File(name, content))).Why;
}
