using Machimichi.Roads.Tracks;

namespace Machimichi.Tests.Roads.Tracks;

public sealed class TrackCleanerTests
{
    private static readonly DateTime Now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("1970-01-01")]
    [InlineData("1980-01-06")]
    [InlineData("1999-08-22")]
    [InlineData("2000-01-01")]
    [InlineData("2080-01-06")]
    public void Fixes_with_a_date_that_cannot_be_are_dropped(string date)
    {
        var wrong = DateTime.Parse(
            date,
            System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal
        );
        var fixes = Drive();
        for (var i = 0; i < 4; i++)
            fixes[i] = fixes[i] with { Utc = wrong.AddSeconds(i) };

        var cleaned = Clean(fixes);

        Assert.Equal((4, 26), (cleaned.WrongDate, cleaned.Track.Fixes.Count));
    }

    [Fact]
    public void A_cold_start_gives_no_places_before_its_first_fix()
    {
        var fixes = Drive();
        fixes[0] = fixes[0] with { Latitude = 0, Longitude = 0 };
        fixes[1] = fixes[1] with { Locked = false };
        for (var i = 2; i < 6; i++)
            fixes[i] = fixes[i] with { Latitude = 35.2, Longitude = 137.1 };

        var cleaned = Clean(fixes);

        Assert.Equal(2, cleaned.WithoutFix);
        Assert.Equal(fixes[6].Utc, cleaned.Track.Fixes[0].Utc);
    }

    [Fact]
    public void A_receiver_that_repeats_its_last_place_is_not_believed()
    {
        var fixes = Drive();
        for (var i = 11; i < 15; i++)
            fixes[i] = fixes[i] with { Latitude = fixes[10].Latitude, Longitude = fixes[10].Longitude };

        var cleaned = Clean(fixes);

        Assert.Equal(4, cleaned.Repeated);
        Assert.Null(cleaned.Track.At(fixes[12].Utc));
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    [InlineData(-86400)]
    public void A_clock_that_jumps_inside_a_file_is_set_right_by_its_longer_piece(double jump)
    {
        var whole = Drive();
        var fixes = Drive();
        for (var i = 0; i < 8; i++)
            fixes[i] = fixes[i] with { Utc = fixes[i].Utc.AddSeconds(-jump) };

        var cleaned = Clean(fixes);

        Assert.Equal(1, cleaned.ClockJumps);
        Assert.Equal(whole.Select(fix => fix.Utc), cleaned.Track.Fixes.Select(fix => fix.Utc));
    }

    [Fact]
    public void A_pause_with_the_engine_off_is_no_jump_of_the_clock()
    {
        var fixes = Drive();
        for (var i = 10; i < 15; i++)
            fixes[i] = fixes[i] with { SpeedMps = 0 };
        for (var i = 15; i < 30; i++)
            fixes[i] = fixes[i] with { Utc = fixes[i].Utc.AddHours(1) };

        Assert.Equal(0, Clean(fixes).ClockJumps);
    }

    [Fact]
    public void One_fix_with_a_time_of_its_own_is_dropped()
    {
        var fixes = Drive();
        fixes[12] = fixes[12] with { Utc = fixes[12].Utc.AddHours(-9) };

        var cleaned = Clean(fixes);

        Assert.Equal((1, 29, 0), (cleaned.Outliers, cleaned.Track.Fixes.Count, cleaned.ClockJumps));
    }

    [Fact]
    public void Thirty_places_in_one_second_are_spread_over_it()
    {
        var fixes = Enumerable.Range(0, 30).Select(i => TrackTests.At(i / 10, i * 0.8) with { SpeedMps = 8 }).ToList();

        var cleaned = Clean(fixes).Track.Fixes;

        Assert.All(cleaned.Zip(cleaned.Skip(1)), pair => Assert.Equal(0.1, (pair.Second.Utc - pair.First.Utc).TotalSeconds, 0.001));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(40)]
    public void A_place_that_cannot_have_been_reached_is_dropped(double aside)
    {
        var fixes = Drive();
        fixes[12] = TrackTests.At(12, 96, aside) with { SpeedMps = 8 };

        var cleaned = Clean(fixes);

        Assert.Equal(1, cleaned.Outliers);
        Assert.DoesNotContain(fixes[12], cleaned.Track.Fixes);
    }

    [Fact]
    public void Two_long_pieces_far_apart_are_not_joined()
    {
        var fixes = Drive();
        for (var i = 15; i < 30; i++)
            fixes[i] = TrackTests.At(i, i * 8 + 5000) with { SpeedMps = 8 };

        var track = Clean(fixes).Track;

        Assert.Null(track.At(fixes[14].Utc.AddSeconds(0.5)));
        Assert.InRange(track.LengthMeters, 150, 232);
    }

    [Fact]
    public void A_track_written_backwards_is_turned_round()
    {
        var fixes = Drive();
        fixes.Reverse();

        var cleaned = Clean(fixes);

        Assert.Equal((0, 0), (cleaned.ClockJumps, cleaned.Outliers));
        Assert.Equal(Drive(), cleaned.Track.Fixes);
    }

    [Fact]
    public void A_good_track_stays_as_it_is() => Assert.Equal(Drive(), Clean(Drive()).Track.Fixes);

    [Fact]
    public void Nothing_stays_nothing() => Assert.Empty(Clean([]).Track.Fixes);

    private static CleaningResult Clean(List<Fix> fixes) => TrackCleaner.Clean(new Track(fixes, "test"), Now);

    private static List<Fix> Drive() => [.. TrackTests.Straight(30, 8, speed: 8).Fixes];
}
