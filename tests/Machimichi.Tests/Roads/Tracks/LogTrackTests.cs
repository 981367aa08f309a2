using System.Text;
using Machimichi.Roads.Tracks;

namespace Machimichi.Tests.Roads.Tracks;

/// <summary>Tracks in files of their own: GPX, NMEA, GeoJSON.</summary>
public sealed class LogTrackTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Gpx_of_version_1_0_is_read_in_its_own_order()
    {
        var track = TrackReader.Read(Samples.Shared("recorders", "tracks", "Geotag.gpx"));

        Assert.Equal(9, track.Fixes.Count);
        Assert.Equal(new Fix(new DateTime(2003, 5, 24, 17, 10, 5, DateTimeKind.Utc), 43.641, -116.062231, null, null), track.Fixes[0]);
    }

    [Fact]
    public void Gpx_is_known_by_its_content_whatever_its_name()
    {
        var path = folder.File(
            "track.bin",
            """<gpx version="1.1"><trk><trkseg><trkpt lat="34.7" lon="136.9"><time>2025-11-20T10:42:07.5+09:00</time><extensions><x><speed>8.5</speed><course>90</course></x></extensions></trkpt></trkseg></trk></gpx>"""
        );

        Assert.Equal(
            new Fix(new DateTime(2025, 11, 20, 1, 42, 7, 500, DateTimeKind.Utc), 34.7, 136.9, 8.5, 90),
            Assert.Single(TrackReader.Read(path).Fixes)
        );
    }

    [Fact]
    public void A_gpx_cut_in_the_middle_gives_what_is_there_and_says_what_is_not()
    {
        var text = File.ReadAllText(Samples.Shared("recorders", "tracks", "Geotag.gpx"));

        var track = TrackReader.Read(folder.File("cut.gpx", text[..(text.Length / 2)]));

        Assert.InRange(track.Fixes.Count, 1, 8);
        Assert.Contains("breaks off at line", track.Missing, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""<gpx><trk><trkseg><trkpt lat="34.7" lon="136.9"/></trkseg></trk></gpx>""", "without a usable time")]
    [InlineData("<gpx></gpx>", "no track points")]
    [InlineData("""<!DOCTYPE gpx [<!ENTITY a "b">]><gpx>&a;</gpx>""", "not a readable GPX")]
    [InlineData("{\"type\":\"FeatureCollection\",\"features\":[]}", "no line with times")]
    [InlineData("{\"type\":", "not readable JSON")]
    [InlineData(
        "$GPRMC,102030.00,A,3442.00000,N,13655.80000,E,15.551,45.00,201124,,,A*00\r\n",
        "no valid NMEA sentence (1 with a wrong checksum)"
    )]
    [InlineData("$GPRMC,102030.00,V,,,,,,,201124,,,N*79\r\n", "found no satellites")]
    [InlineData("just a text", "no valid NMEA sentence")]
    public void A_log_that_holds_no_track_says_what_it_is(string content, string what)
    {
        var refusal = Assert.Throws<TrackException>(() => TrackReader.Read(folder.File("track.gpx", content)));

        Assert.Contains(what, refusal.What, StringComparison.Ordinal);
        Assert.NotEmpty(refusal.Mend);
    }

    [Fact]
    public void An_empty_file_a_folder_and_a_missing_file_are_refused()
    {
        Assert.Contains(
            "0 bytes",
            Assert.Throws<TrackException>(() => TrackReader.Read(folder.File("a.gpx", ""))).What,
            StringComparison.Ordinal
        );
        Assert.Contains("is a folder", Assert.Throws<TrackException>(() => TrackReader.Read(folder.Root)).What, StringComparison.Ordinal);
        Assert.Contains(
            "cannot be read",
            Assert.Throws<TrackException>(() => TrackReader.Read(Path.Combine(folder.Root, "none.gpx"))).What,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_sentence_with_a_wrong_checksum_does_not_count()
    {
        var log = string.Concat(
            Recordings.Drive.Select(point =>
                point.Second == 5 ? Recordings.Rmc(point).Replace("3442", "3542", StringComparison.Ordinal) : Recordings.Rmc(point)
            )
        );

        Assert.Equal(11, TrackReader.Read(folder.File("log.txt", log)).Fixes.Count);
    }

    [Fact]
    public void Rmc_and_gga_of_one_instant_are_one_place()
    {
        var log = string.Concat(
            Recordings.Drive.Select(point => Recordings.Gga(Recordings.Start.AddSeconds(point.Second), point) + Recordings.Rmc(point))
        );

        var fixes = TrackReader.Read(folder.File("log.nmea", log)).Fixes;

        Assert.Equal(12, fixes.Count);
        Assert.All(fixes, fix => Assert.NotNull(fix.SpeedMps));
    }

    [Fact]
    public void Gga_alone_takes_its_date_from_zda_and_goes_past_midnight()
    {
        var start = new DateTime(2024, 11, 20, 23, 59, 58, DateTimeKind.Utc);
        var log = new StringBuilder(Recordings.Sentence("GPZDA,235957.00,20,11,2024,00,00"));
        foreach (var point in Recordings.Drive[..2])
            log.Append(Recordings.Gga(start.AddSeconds(point.Second), point));
        log.Append(Recordings.Rmc(start.AddSeconds(1), Recordings.Drive[1]));
        foreach (var point in Recordings.Drive[2..4])
            log.Append(Recordings.Gga(start.AddSeconds(point.Second), point));

        var fixes = TrackReader.Read(folder.File("log.nmea", log.ToString())).Fixes;

        Assert.Equal([start, start.AddSeconds(1), start.AddSeconds(2), start.AddSeconds(3)], fixes.Select(fix => fix.Utc));
    }

    [Theory]
    [InlineData(
        """{"type":"Feature","geometry":{"type":"LineString","coordinates":[[136.9,34.7],[136.91,34.71]]},"properties":{"coordTimes":["2025-11-20T01:00:00Z","2025-11-20T01:00:01Z"]}}"""
    )]
    [InlineData(
        """{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"MultiLineString","coordinates":[[[136.9,34.7],[136.91,34.71]]]},"properties":{"coordinateProperties":{"times":[[1763600400000,1763600401000]]}}}]}"""
    )]
    [InlineData(
        """{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[136.9,34.7]},"properties":{"time":1763600400}},{"type":"Feature","geometry":{"type":"Point","coordinates":[136.91,34.71]},"properties":{"time":1763600401}}]}"""
    )]
    [InlineData(
        """{"points":[{"t":"2025-11-20T01:00:00Z","lat":34.7,"lon":136.9},{"t":"2025-11-20T01:00:01Z","lat":34.71,"lon":136.91}],"source":"x"}"""
    )]
    public void Geojson_is_a_track_when_it_has_times(string json)
    {
        var start = new DateTime(2025, 11, 20, 1, 0, 0, DateTimeKind.Utc);

        Assert.Equal(
            [new Fix(start, 34.7, 136.9, null, null), new Fix(start.AddSeconds(1), 34.71, 136.91, null, null)],
            TrackReader.Read(folder.File("t.json", json)).Fixes
        );
    }

    [Theory]
    [InlineData("gpx")]
    [InlineData("geojson")]
    [InlineData("points")]
    public void What_is_written_is_read_again(string format)
    {
        var track = new Track(
            [.. Recordings.Drive.Select(p => new Fix(Recordings.Start.AddSeconds(p.Second), p.Latitude, p.Longitude, p.Mps, p.Heading))],
            "test"
        );
        var path = Path.Combine(folder.Root, "out");
        using (var output = File.Create(path))
            (
                format switch
                {
                    "gpx" => (Action<Track, Stream>)TrackWriter.WriteGpx,
                    "geojson" => TrackWriter.WriteGeoJson,
                    _ => TrackWriter.WritePoints,
                }
            )(track, output);

        var again = TrackReader.Read(path).Fixes;

        Assert.Equal(
            track.Fixes.Select(fix => (fix.Utc, Math.Round(fix.Latitude, 9), Math.Round(fix.Longitude, 9))),
            again.Select(fix => (fix.Utc, Math.Round(fix.Latitude, 9), Math.Round(fix.Longitude, 9)))
        );
        if (format == "gpx")
            Assert.Equal(
                track.Fixes.Select(fix => (fix.SpeedMps, fix.HeadingDegrees)),
                again.Select(fix => (fix.SpeedMps, fix.HeadingDegrees))
            );
    }
}
