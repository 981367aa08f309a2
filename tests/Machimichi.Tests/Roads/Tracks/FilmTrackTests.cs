using System.Globalization;
using Machimichi.Roads.Tracks;

namespace Machimichi.Tests.Roads.Tracks;

/// <summary>Tracks inside recorder files.</summary>
public sealed class FilmTrackTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Layouts => [.. Recordings.FreeGpsLayouts];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("gopro/hero5-trimmed.mp4", "gopro-gpmf", 36, "2017-04-17T17:31:03Z", 33.1264969, -117.3273542, 33.1265052, -117.3273654)]
    [InlineData("novatek/2e-drive-730.mp4", "novatek-freegps", 3, "2021-10-13T15:37:57Z", 50, 30, 50.0002034505, 30.0001993815)]
    [InlineData(
        "novatek/synthetic-viofo.mp4",
        "novatek-freegps",
        3,
        "2026-01-15T12:00:00Z",
        50.1234537760,
        30.6543212891,
        50.125,
        30.6560017904
    )]
    [InlineData("thinkware/real-anonymized.mp4", "nmea-subtitle", 10, "2026-06-02T04:16:46Z", 50, 30, 50.0009, 30.0009)]
    [InlineData("70mai/synthetic-70mai.mp4", "70mai-freegps", 3, "1970-01-01T00:00:00Z", 50, 30, 50.001, 30.001)]
    public void The_track_inside_a_recorder_file_is_read(
        string file,
        string source,
        int count,
        string start,
        double lat,
        double lon,
        double lastLat,
        double lastLon
    )
    {
        var track = TrackReader.Read(Samples.Shared(["recorders", .. file.Split('/')]));

        Assert.Equal(source, track.Source);
        Assert.Equal(count, track.Fixes.Count);
        Assert.Equal(DateTime.Parse(start, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal), track.Fixes[0].Utc);
        Assert.Equal((lat, lon), (track.Fixes[0].Latitude, track.Fixes[0].Longitude), Near);
        Assert.Equal((lastLat, lastLon), (track.Fixes[^1].Latitude, track.Fixes[^1].Longitude), Near);
        Assert.Null(track.Missing);
    }

    [Fact]
    public void Each_place_of_a_gopro_file_is_the_one_that_exiftool_reads()
    {
        var exiftool = ExifTool();
        var file = Samples.Shared("recorders", "gopro", "hero5-trimmed.mp4");
        var read = Samples
            .Run(exiftool, "-ee3", "-n", "-G3", "-s", "-a", file)
            .Split('\n')
            .Where(line => line.StartsWith("[Doc", StringComparison.Ordinal))
            .ToList();
        double[] Values(string tag) =>
            [.. read.Where(line => line.Split(']')[1].Split(':')[0].Trim() == tag).Select(line => Number(line.Split(": ")[1]))];

        var track = TrackReader.Read(file);

        Assert.Equal(Values("GPSLatitude"), track.Fixes.Select(fix => fix.Latitude), (a, b) => Math.Abs(a - b) < 1e-7);
        Assert.Equal(Values("GPSLongitude"), track.Fixes.Select(fix => fix.Longitude), (a, b) => Math.Abs(a - b) < 1e-7);
        Assert.Equal(Values("GPSSpeed"), track.Fixes.Select(fix => fix.SpeedMps!.Value), (a, b) => Math.Abs(a - b) < 1e-3);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Each_layout_of_a_freeGPS_block_gives_the_points_that_exiftool_reads(string layout)
    {
        // With these ExifTool wants the list of blocks; the others it finds by itself.
        var index = layout is "with-doubles" or "viofo-a119v3" or "vantrue-s1" or "xor" or "shifted-nmea" or "nmea";
        var file = folder.File(
            "film.mp4",
            Recordings.NovatekMovie(Recordings.Drive.Select(point => Recordings.FreeGpsBlock(layout, point)), index)
        );

        var track = TrackReader.Read(file);

        Assert.Equal("novatek-freegps", track.Source);
        Assert.Equal(Recordings.Drive.Select(point => Recordings.Start.AddSeconds(point.Second)), track.Fixes.Select(fix => fix.Utc));
        // A float of degrees and minutes has steps of up to 1.6e-5 degrees.
        Assert.All(
            track.Fixes.Zip(Recordings.Drive),
            pair => Assert.Equal((pair.Second.Latitude, pair.Second.Longitude), (pair.First.Latitude, pair.First.Longitude), Nearly)
        );
        Assert.All(track.Fixes.Zip(Recordings.Drive), pair => Assert.Equal(pair.Second.Mps, pair.First.SpeedMps!.Value, 0.2));
        if (Samples.Tool("exiftool") is { } exiftool)
            Assert.Equal(Read(exiftool, file), track.Fixes.Select(fix => (fix.Utc, fix.Latitude, fix.Longitude)), Same);
    }

    [Theory]
    [InlineData("viofo")]
    [InlineData("spread-doubles")]
    [InlineData("nmea")]
    [InlineData("vantrue-s1")]
    public void A_block_written_without_satellites_is_no_place(string layout)
    {
        var blocks = Recordings.Drive.Select(point => Recordings.FreeGpsBlock(layout, point, point.Second < 4 ? 'V' : 'A'));
        var file = folder.File("film.mp4", Recordings.NovatekMovie(blocks, index: true));

        Assert.Equal(8, TrackReader.Read(file).Fixes.Count);
    }

    [Fact]
    public void A_transport_stream_is_read_packet_by_packet()
    {
        var file = folder.File("film.ts", Recordings.TransportStream(Recordings.Drive.Select(Recordings.Structure)));

        var track = TrackReader.Read(file);

        Assert.Equal(("novatek-ts", 12), (track.Source, track.Fixes.Count));
        if (Samples.Tool("exiftool") is { } exiftool)
            Assert.Equal(Read(exiftool, file), track.Fixes.Select(fix => (fix.Utc, fix.Latitude, fix.Longitude)), Same);
    }

    [Fact]
    public void Newer_gopros_write_a_time_with_each_place()
    {
        var file = folder.File(
            "film.mp4",
            Recordings.MovieWithSamples("meta", "gpmd", [.. Enumerable.Range(0, 5).Select(second => Recordings.Gps9(second))])
        );

        var track = TrackReader.Read(file);

        Assert.Equal(50, track.Fixes.Count);
        Assert.Equal(Recordings.Start.AddSeconds(1.3), track.Fixes[13].Utc, TimeSpan.FromMilliseconds(1));
        Assert.Equal((34.70026, 136.93039), (track.Fixes[13].Latitude, track.Fixes[13].Longitude), Near);
        Assert.Equal(Recordings.Start, track.VideoStartUtc!.Value, TimeSpan.FromMilliseconds(1));
        Assert.Equal(8.003, track.Fixes[13].SpeedMps!.Value, 4);
    }

    [Fact]
    public void A_gopro_without_satellites_says_so()
    {
        var file = folder.File("film.mp4", Recordings.MovieWithSamples("meta", "gpmd", [Recordings.Gps9(0, fix: 0), Recordings.Gps9(1)]));

        Assert.Equal(10, TrackReader.Read(file).Fixes.Count(fix => !fix.Locked));
    }

    [Fact]
    public void A_blackvue_has_its_log_in_a_box_of_its_own()
    {
        var log = string.Concat(Recordings.Drive.Select(point => $"[{1732098030123 + point.Second * 1000}]{Recordings.Rmc(point)}"));
        byte[] film =
        [
            .. Recordings.Box("ftyp", [.. "mp42\0\0\0\0"u8]),
            .. Recordings.Box("free", Recordings.Box("gps ", System.Text.Encoding.ASCII.GetBytes(log.PadRight(4000, '\0')))),
            .. Recordings.Box("moov", Recordings.Header(12)),
        ];

        var track = TrackReader.Read(folder.File("20241120_102030_NF.mp4", film));

        Assert.Equal(("blackvue-nmea", 12), (track.Source, track.Fixes.Count));
    }

    [Fact]
    public void What_a_cut_film_lacks_is_said()
    {
        var whole = Recordings.NovatekMovie(Recordings.Drive.Select(point => Recordings.FreeGpsBlock("viofo", point)), index: true);

        var track = TrackReader.Read(folder.File("cut.mp4", whole[..200_000]));

        Assert.Equal(7, track.Fixes.Count);
        Assert.Contains(
            "cut after 200000 bytes, inside its “mdat” part, and its index (“moov”) is missing",
            track.Missing,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_gopro_film_whose_index_was_never_written_still_gives_its_places()
    {
        var whole = File.ReadAllBytes(Samples.Shared("recorders", "gopro", "hero5-trimmed.mp4"));
        "lost"u8.CopyTo(whole.AsSpan(whole.AsSpan().IndexOf("moov"u8)));

        var track = TrackReader.Read(folder.File("cut.mp4", whole));

        Assert.Equal(36, track.Fixes.Count);
        Assert.Equal("Its index (“moov”) is missing.", track.Missing);
    }

    [Fact]
    public void Encrypted_places_are_not_taken_for_places()
    {
        static byte[] Block(int second)
        {
            var block = Recordings.FreeGpsBlock("viofo", Recordings.Drive[second]);
            block.AsSpan(76, 4).Clear();
            return block;
        }
        var file = folder.File("film.mp4", Recordings.NovatekMovie(Enumerable.Range(0, 12).Select(Block), index: true));

        Assert.Throws<TrackException>(() => TrackReader.Read(file));
    }

    [Theory]
    [InlineData("clip-no-gps.mp4")]
    [InlineData("sample-hev1.mp4")]
    public void A_film_without_a_track_is_refused_with_what_to_do(string name)
    {
        var refusal = Assert.Throws<TrackException>(() => TrackReader.Read(Samples.Shared("recorders", "no-gps", name)));

        Assert.Equal($"“{name}” has no GPS track inside.", refusal.What);
        Assert.Contains("GPX", refusal.Mend, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gopro/hero5-trimmed.mp4")]
    [InlineData("novatek/2e-drive-730.mp4")]
    [InlineData("thinkware/real-anonymized.mp4")]
    [InlineData("70mai/synthetic-70mai.mp4")]
    [InlineData("tracks/Geotag.gpx")]
    public void Whatever_is_broken_in_a_file_it_is_read_or_refused(string file)
    {
        var whole = File.ReadAllBytes(Samples.Shared(["recorders", .. file.Split('/')]));
        var random = new Random(5);
        for (var round = 0; round < 60; round++)
        {
            var broken = whole[..random.Next(1, whole.Length + 1)];
            for (var i = 0; i < 8; i++)
                broken[random.Next(Math.Min(broken.Length, i < 4 ? 4000 : int.MaxValue))] = (byte)random.Next(256);
            var path = folder.File("broken", broken);
            try
            {
                Assert.All(
                    TrackReader.ReadOwn(path).Fixes,
                    fix => Assert.True(double.IsFinite(fix.Latitude) && Math.Abs(fix.Latitude) <= 90)
                );
            }
            catch (TrackException refusal)
            {
                Assert.NotEmpty(refusal.Mend);
            }
        }
    }

    [Fact]
    public void What_only_exiftool_knows_is_read_by_it()
    {
        ExifTool();
        // A Kenwood recorder's own box, after the pictures.
        byte[] log =
        [
            .. "VIDEOUUUUUUUUUUUUUUUUUUUUUU"u8,
            0xfe,
            0xfe,
            .. "20230107111914.20230107111915\u0003N47377053W122099014+0058000+006+009+004"u8,
        ];
        var film = folder.File(
            "film.mp4",
            [
                .. Recordings.Box("ftyp", [.. "mp42\0\0\0\0"u8]),
                .. Recordings.Box("mdat", new byte[64]),
                .. Recordings.Box("udta", log),
                .. Recordings.Box("moov", Recordings.Header(1)),
            ]
        );

        var track = TrackReader.Read(film);

        Assert.Equal("exiftool", track.Source);
        Assert.Equal((47.6284, -122.1650), (Math.Round(track.Fixes[0].Latitude, 4), Math.Round(track.Fixes[0].Longitude, 4)));
    }

    private static string ExifTool()
    {
        var tool = Samples.Tool("exiftool");
        Assert.SkipWhen(tool is null, "skipped: exiftool is not installed");
        return tool!;
    }

    private static List<(DateTime, double, double)> Read(string exiftool, string file) =>
        [
            .. Samples
                .Run(exiftool, "-ee3", "-n", "-q", "-q", "-m", "-p", "$GPSDateTime|$GPSLatitude|$GPSLongitude", file)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('|'))
                .Where(f => f[0].Length > 0)
                .Select(f =>
                    (
                        DateTime.ParseExact(f[0].Split('.')[0].TrimEnd('Z'), "yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture),
                        Number(f[1]),
                        Number(f[2])
                    )
                ),
        ];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static bool Near((double, double) a, (double, double) b) =>
        Math.Abs(a.Item1 - b.Item1) < 1e-6 && Math.Abs(a.Item2 - b.Item2) < 1e-6;

    private static bool Nearly((double, double) a, (double, double) b) =>
        Math.Abs(a.Item1 - b.Item1) < 2e-5 && Math.Abs(a.Item2 - b.Item2) < 2e-5;

    private static bool Same((DateTime Utc, double, double) a, (DateTime Utc, double, double) b) =>
        (a.Utc - b.Utc).Duration() < TimeSpan.FromSeconds(0.1) && Near((a.Item2, a.Item3), (b.Item2, b.Item3));
}
