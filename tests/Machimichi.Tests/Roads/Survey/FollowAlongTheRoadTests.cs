using Machimichi.Roads.Defects;
using Machimichi.Roads.Survey;
using Machimichi.Vision;

namespace Machimichi.Tests.Roads.Survey;

public class FollowAlongTheRoadTests
{
    private static LocatedDetection Seen(int frame, string damage, double north, double east, double along = 0.6, double across = 0.6, float score = 0.7f) =>
        new(frame, 0, score, Evidence.Of(score, 0.46), frame * 5, east, new Spot(damage, north, east, new GroundError(0.6, 0.05, 0), 0, along, across));

    [Fact]
    public void A_pothole_in_three_frames_is_one()
    {
        var found = Assert.Single(FollowAlongTheRoad.Join([Seen(0, "D40", 20.4, 1), Seen(1, "D40", 19.8, 1.1), Seen(2, "D40", 20.1, 0.9)]));
        Assert.Equal(3, found.Detections.Count);
        Assert.Equal(20.1, found.Spot.North, 0.3);
    }

    [Fact]
    public void Two_potholes_side_by_side_in_each_frame_are_two() =>
        Assert.Equal(2, FollowAlongTheRoad.Join([Seen(0, "D40", 20, -0.5), Seen(0, "D40", 20, 0.8), Seen(1, "D40", 20.3, -0.4), Seen(1, "D40", 20.2, 0.9)]).Count);

    [Fact]
    public void A_crack_longer_than_a_frame_sees_is_one_as_long_as_all_of_it()
    {
        var found = Assert.Single(FollowAlongTheRoad.Join(Enumerable.Range(0, 6).Select(i => Seen(i, "D00", 10 + 5 * i, 1, along: 12, across: 0.3))));
        Assert.Equal(37, found.LengthMeters, 0.5);
        Assert.Equal(22.5, found.Spot.North, 0.5);
    }

    [Fact]
    public void A_pothole_and_a_crack_seen_together_are_two_and_one_that_is_called_now_this_now_that_is_one()
    {
        Assert.Equal(2, FollowAlongTheRoad.Join([Seen(0, "D40", 20, 0), Seen(0, "D00", 20, 0), Seen(1, "D40", 20, 0), Seen(1, "D00", 20, 0)]).Count);
        Assert.Equal("D00", Assert.Single(FollowAlongTheRoad.Join([Seen(0, "D00", 20, 0), Seen(1, "D40", 20, 0), Seen(2, "D00", 20, 0)])).Class);
    }

    [Fact]
    public void A_class_said_twice_outweighs_one_said_once() =>
        Assert.Equal("D20", Assert.Single(FollowAlongTheRoad.Join([Seen(0, "D00", 20, 0, 2), Seen(1, "D20", 20, 0, 2), Seen(2, "D20", 20, 0, 2)])).Class);

    [Fact]
    public void Nothing_gives_nothing() => Assert.Empty(FollowAlongTheRoad.Join([]));
}
