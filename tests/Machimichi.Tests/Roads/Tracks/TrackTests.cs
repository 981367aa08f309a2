using Machimichi.Roads.Tracks;

namespace Machimichi.Tests.Roads.Tracks;

public sealed class TrackTests
{
    private static readonly DateTime Start = new(2025, 11, 20, 1, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private const double North = 1 / 111_194.9266;

    [Fact]
    public void Between_two_fixes_the_place_is_interpolated()
    {
        var fix = Straight(10, 8).At(Start.AddSeconds(4.5))!.Value;

        Assert.Equal(34.7 + 36 * North, fix.Latitude, 1e-9);
        Assert.Equal(8, fix.SpeedMps!.Value, 0.01);
        Assert.Equal(0, Turn(fix.HeadingDegrees!.Value, 0), 0.1);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(3.1, false)]
    [InlineData(60, false)]
    public void In_a_gap_of_more_than_3_s_the_place_is_uncertain(double gap, bool certain)
    {
        var track = new Track([At(0, 0), At(gap, 8 * gap)], "test");

        Assert.Equal(certain, track.At(Start.AddSeconds(gap / 2)) is not null);
        Assert.NotNull(track.At(Start));
        Assert.Null(track.At(Start.AddSeconds(-0.1)));
        Assert.Null(track.At(Start.AddSeconds(gap + 0.1)));
        Assert.Equal(certain ? 8 * gap : 0, track.LengthMeters, 0.01);
    }

    [Fact]
    public void The_heading_is_steady_in_spite_of_noise()
    {
        var random = new Random(7);
        double Noise() => (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 3;
        var track = new Track([.. Enumerable.Range(0, 60).Select(i => At(i, i * 8 + Noise(), Noise()))], "test");

        var errors = Enumerable
            .Range(5, 50)
            .Select(i => Math.Abs(Turn(track.At(Start.AddSeconds(i + 0.3))!.Value.HeadingDegrees!.Value, 0)))
            .Order()
            .ToList();

        Assert.InRange(errors[25], 0, 8);
    }

    [Fact]
    public void A_receivers_own_heading_counts_when_the_path_agrees()
    {
        Assert.Equal(3, Straight(10, 8, heading: 3).At(Start.AddSeconds(4.5))!.Value.HeadingDegrees!.Value, 0.01);
        Assert.Equal(0, Turn(Straight(10, 8, heading: 180).At(Start.AddSeconds(4.5))!.Value.HeadingDegrees!.Value, 0), 0.1);
    }

    [Fact]
    public void Headings_either_side_of_north_meet_at_north()
    {
        var track = new Track([At(0, 0) with { HeadingDegrees = 350 }, At(1, 8) with { HeadingDegrees = 10 }], "test");

        Assert.Equal(0, Turn(track.At(Start.AddSeconds(0.5))!.Value.HeadingDegrees!.Value, 0), 0.01);
    }

    [Fact]
    public void A_frame_is_wanted_each_5_m_whatever_the_speed()
    {
        var track = new Track([At(0, 0), At(1, 12), At(2, 16), At(3, 40), At(4, 41)], "test");

        var wanted = track.EveryMeters(5);

        Assert.Equal(9, wanted.Count);
        Assert.All(wanted.Select((at, i) => (track.At(at)!.Value.Latitude - 34.7) / North - i * 5), error => Assert.Equal(0, error, 0.01));
    }

    [Fact]
    public void While_it_stands_no_frame_is_wanted_and_its_place_is_known()
    {
        var random = new Random(3);
        var fixes = Straight(5, 8, speed: 8).Fixes.ToList();
        for (var i = 0; i < 60; i++)
            fixes.Add(At(5 + i, 40 + random.NextDouble() * 4, random.NextDouble() * 4) with { SpeedMps = 0.1 });
        for (var i = 0; i < 5; i++)
            fixes.Add(At(65 + i, 42 + i * 8) with { SpeedMps = 8 });

        var cleaned = TrackCleaner.Clean(new Track(fixes, "test"), Now);

        Assert.Equal(1, cleaned.Stops);
        Assert.Equal(0, cleaned.Track.At(Start.AddSeconds(30))!.Value.SpeedMps);
        Assert.DoesNotContain(cleaned.Track.EveryMeters(5), at => at > Start.AddSeconds(5) && at < Start.AddSeconds(64));
    }

    [Theory]
    [InlineData(9 * 3600 + 12, 9, 12)]
    [InlineData(-3, 0, -3)]
    [InlineData(5.75 * 3600, 5.75, 0)]
    [InlineData(400 * 3600, 14, 386 * 3600)]
    public void A_cameras_clock_is_a_zone_and_an_error(double ahead, double zoneHours, double error)
    {
        var clock = CameraClock.From(Start.AddSeconds(ahead), Start);

        Assert.Equal((TimeSpan.FromHours(zoneHours), TimeSpan.FromSeconds(error)), (clock.Zone, clock.Error));
        Assert.Equal(Start, clock.ToUtc(Start.AddSeconds(ahead)));
    }

    internal static Fix At(double second, double north, double east = 0) =>
        new(Start.AddSeconds(second), 34.7 + north * North, 136.93 + east * North / Math.Cos(34.7 * Math.PI / 180), null, null);

    internal static Track Straight(int seconds, double mps, double? heading = null, double? speed = null) =>
        new([.. Enumerable.Range(0, seconds).Select(i => At(i, i * mps) with { HeadingDegrees = heading, SpeedMps = speed })], "test");

    private static double Turn(double heading, double from) => ((heading - from + 540) % 360) - 180;
}
