using Machimichi.Roads.Defects;
using Machimichi.Vision;

namespace Machimichi.Tests.Roads.Defects;

public class SpotTests
{
    private static Spot At(double north, double east, string damage = "D40", double? heading = 0, double along = 0.6) =>
        new(damage, north, east, new GroundError(7, 6.5, 0), heading, along, 0.6);

    [Theory]
    [InlineData(0, true)]
    [InlineData(50, true)]
    [InlineData(180, false)]
    [InlineData(310, true)]
    public void Only_those_seen_in_one_direction_are_one(double heading, bool one) =>
        Assert.Equal(one, Spot.Cost(At(0, 0), At(1, 0, heading: heading)) is not null);

    [Theory]
    [InlineData("D00", "D20", true)]
    [InlineData("D40", "D20", true)]
    [InlineData("D40", "D00", true)]
    public void Only_classes_that_become_one_another_are_one(string a, string b, bool one) =>
        Assert.Equal(one, Spot.Cost(At(0, 0, a), At(1, 0, b)) is not null);

    [Fact]
    public void What_is_called_a_hole_and_a_crack_is_one_only_when_near_enough()
    {
        Assert.NotNull(Spot.Cost(At(0, 0), At(3, 0, "D00")));
        Assert.True(Spot.Cost(At(0, 0), At(3, 0)) < Spot.Cost(At(0, 0), At(3, 0, "D00")));
        Assert.Null(Spot.Cost(At(0, 0), At(11.5, 0, "D00")));
    }

    [Fact]
    public void Nearer_costs_less() => Assert.True(Spot.Cost(At(0, 0), At(2, 0)) < Spot.Cost(At(0, 0), At(5, 0)));

    [Fact]
    public void Of_a_long_crack_only_the_gap_counts()
    {
        Assert.NotNull(Spot.Cost(At(0, 0, "D00", along: 30), At(18, 0, "D00", along: 12)));
        Assert.Null(Spot.Cost(At(0, 0, "D00", along: 2), At(18, 0, "D00", along: 2)));
    }

    [Fact]
    public void Two_close_defects_seen_again_are_not_swapped_or_made_one()
    {
        var matches = MergeIntoDefects.Match([At(0.5, 0), At(4.5, 0)], [At(4, 0), At(0, 0)]);
        Assert.Equal([1, 0], matches);
    }

    [Fact]
    public void A_third_sighting_of_the_same_pass_is_a_new_defect() =>
        Assert.Single(MergeIntoDefects.Match([At(0, 0), At(1, 0), At(2, 0)], [At(0, 0), At(1, 0)]), m => m is null);
}
