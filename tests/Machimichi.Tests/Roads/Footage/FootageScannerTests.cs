using Machimichi.Roads.Footage.Reading;
using Machimichi.Tests.Roads.Tracks;

namespace Machimichi.Tests.Roads.Footage;

public sealed class FootageScannerTests : IDisposable
{
    private const string Gpx = "<gpx><trk/></gpx>";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("DCIM/Movie/20250101120000_000001F.MP4", CameraSide.Front, false)]
    [InlineData("DCIM/Movie/20250101120000_000001R.MP4", CameraSide.Rear, false)]
    [InlineData("DCIM/Movie/RO/20250101120000_000002F.MP4", CameraSide.Front, true)]
    [InlineData("DCIM/Movie/Parking/20250101120000_000003PF.MP4", CameraSide.Front, false)]
    [InlineData("BlackVue/Record/20190417_062502_NF.mp4", CameraSide.Front, false)]
    [InlineData("BlackVue/Record/20190417_062502_ER.mp4", CameraSide.Rear, true)]
    [InlineData("Normal/Back/NO20240702-094820-000029B.MP4", CameraSide.Rear, false)]
    [InlineData("Event/Front/EV20240702-094820-000029F.MP4", CameraSide.Front, true)]
    [InlineData("cont_rec/REC_2025_06_01_21_16_47_F.MP4", CameraSide.Front, false)]
    [InlineData("evt_rec/EVT_2025_06_01_21_16_47_R.MP4", CameraSide.Rear, true)]
    [InlineData("2021_1013_183759_050.MP4", CameraSide.Unknown, false)]
    [InlineData("GX010123.MP4", CameraSide.Unknown, false)]
    public void Names_and_folders_of_the_makers_are_understood(string path, CameraSide side, bool isEvent)
    {
        folder.File(path, "film");

        var found = Assert.Single(FootageScanner.Scan([folder.Root]).Candidates);

        Assert.Equal((FootageKind.Video, side, isEvent), (found.Kind, found.Side, found.IsEvent));
    }

    [Fact]
    public void A_film_takes_the_track_of_its_own_name_and_the_rest_the_only_one_there_is()
    {
        folder.File("own/a.mp4", "film");
        folder.File("own/a.gpx", Gpx);
        folder.File("own/b.mp4", "film");
        folder.File("own/b.MP4.nmea", "log");
        folder.File("shared/1.mp4", "film");
        folder.File("shared/2.mp4", "film");
        folder.File("shared/drive.gpx", Gpx);

        var tracks = FootageScanner
            .Scan([folder.Root])
            .Candidates.ToDictionary(found => Path.GetFileName(found.Path), found => Path.GetFileName(found.TrackPath));

        Assert.Equal(
            new()
            {
                ["a.mp4"] = "a.gpx",
                ["b.mp4"] = "b.MP4.nmea",
                ["1.mp4"] = "drive.gpx",
                ["2.mp4"] = "drive.gpx",
            },
            tracks
        );
    }

    [Theory]
    [InlineData("frames/track.gpx")]
    [InlineData("frames.gpx")]
    public void A_folder_of_frames_is_one_thing_with_the_track_in_or_beside_it(string track)
    {
        for (var i = 0; i < 5; i++)
            folder.File($"frames/{i}.webp", "picture");
        folder.File(track, Gpx);

        var found = Assert.Single(FootageScanner.Scan([folder.Root]).Candidates);

        Assert.Equal((FootageKind.Frames, 5, Path.Combine(folder.Root, track)), (found.Kind, found.Files, found.TrackPath));
    }

    [Fact]
    public void A_track_without_pictures_is_a_candidate_of_its_own()
    {
        folder.File("drive.gpx", Gpx);
        folder.File("log.txt", "$GPRMC,1,A");
        folder.File(
            "truth.geojson",
            """{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{}}]}"""
        );

        var scan = FootageScanner.Scan([folder.Root]);

        Assert.Equal(
            [(FootageKind.Track, "drive.gpx"), (FootageKind.Track, "log.txt")],
            scan.Candidates.Select(found => (found.Kind, Path.GetFileName(found.Path)))
        );
        Assert.EndsWith("truth.geojson", Assert.Single(scan.NotTaken).Path, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_taken_is_listed_with_its_reason()
    {
        folder.File("a.mp4", "film");
        folder.File("a.jpg", "thumbnail");
        folder.File("a.LRV", "preview");
        folder.File("zero.mp4", "");
        folder.File("readme.pdf", "text");
        folder.File("._a.mp4", "resource");
        folder.File("System Volume Information/x", "x");
        File.CreateSymbolicLink(Path.Combine(folder.Root, "link.mp4"), Path.Combine(folder.Root, "a.mp4"));
        Directory.CreateSymbolicLink(Path.Combine(folder.Root, "loop"), folder.Root);

        var scan = FootageScanner.Scan([folder.Root, Path.Combine(folder.Root, "none")]);

        Assert.Equal("a.mp4", Path.GetFileName(Assert.Single(scan.Candidates).Path));
        var why = scan.NotTaken.ToDictionary(not => Path.GetFileName(not.Path), not => not.Why);
        Assert.Equal(9, why.Count);
        Assert.Contains("thumbnail", why["a.jpg"], StringComparison.Ordinal);
        Assert.Contains("small copy", why["a.LRV"], StringComparison.Ordinal);
        Assert.Contains("0 bytes", why["zero.mp4"], StringComparison.Ordinal);
        Assert.Contains("neither a film", why["readme.pdf"], StringComparison.Ordinal);
        Assert.Contains("operating system", why["._a.mp4"], StringComparison.Ordinal);
        Assert.Contains("operating system", why["System Volume Information"], StringComparison.Ordinal);
        Assert.Contains("symbolic link", why["link.mp4"], StringComparison.Ordinal);
        Assert.Contains("symbolic link", why["loop"], StringComparison.Ordinal);
        Assert.Contains("nothing at this place", why["none"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_named_twice_is_taken_once()
    {
        var film = folder.File("a.mp4", "film");

        Assert.Single(FootageScanner.Scan([film, folder.Root, film]).Candidates);
    }

    [Fact]
    public void A_single_film_takes_the_track_of_its_name_along()
    {
        var film = folder.File("a.mp4", "film");
        folder.File("a.gpx", Gpx);
        folder.File("b.mp4", "film");

        Assert.EndsWith("a.gpx", Assert.Single(FootageScanner.Scan([film]).Candidates).TrackPath, StringComparison.Ordinal);
    }

    [Fact]
    public void A_film_is_known_by_its_content_where_its_name_says_nothing()
    {
        folder.File("movie.001", [0, 0, 0, 16, .. "ftypisom"u8, 0, 0, 0, 0]);

        Assert.Equal(FootageKind.Video, Assert.Single(FootageScanner.Scan([folder.Root]).Candidates).Kind);
    }

    [Fact]
    public void Ten_thousand_files_are_no_trouble()
    {
        for (var i = 0; i < 10_000; i++)
            folder.File($"{i / 1000}/{i:00000}F.mp4", "film");

        var scan = FootageScanner.Scan([folder.Root]);

        Assert.Equal((10_000, 0), (scan.Candidates.Count, scan.NotTaken.Count));
        Assert.Equal("00000F.mp4", Path.GetFileName(scan.Candidates[0].Path));
    }
}
