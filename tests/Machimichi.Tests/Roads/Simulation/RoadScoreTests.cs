using Machimichi.Roads.Simulation;

namespace Machimichi.Tests.Roads.Simulation;

public sealed class RoadScoreTests
{
    private const double MetersPerLatitude = 110_940;

    [Fact]
    public void Everything_found_in_its_place_scores_one()
    {
        var score = RoadScore.Of([Truth("a", "D40", 0), Truth("b", "D00", 50)], [Found("1", "D40", 0), Found("2", "D00", 50)]);
        Assert.Equal((1, 1), (score.Precision, score.Recall));
        Assert.Equal((2, 0, 0), (score.Matched, score.Duplicates, score.ClassErrors));
        Assert.Equal(0, score.PositionErrorMeters.P95!.Value, 3);
    }

    [Fact]
    public void A_second_find_on_the_same_damage_is_a_duplicate_and_lowers_precision()
    {
        var score = RoadScore.Of([Truth("a", "D40", 0)], [Found("1", "D40", 1), Found("2", "D40", 3)]);
        Assert.Equal((0.5, 1.0, 1), (score.Precision!.Value, score.Recall!.Value, score.Duplicates));
        Assert.Equal(1, score.PositionErrorMeters.Median!.Value, 2);
    }

    [Fact]
    public void The_nearest_pair_is_matched_first()
    {
        var score = RoadScore.Of([Truth("a", "D40", 0), Truth("b", "D40", 5)], [Found("1", "D40", 4.5), Found("2", "D40", -1)]);
        Assert.Equal((2, 0), (score.Matched, score.Duplicates));
        Assert.Equal(0.75, score.PositionErrorMeters.Median!.Value, 2);
    }

    [Theory]
    [InlineData("D00", "D10", 1, 1)]
    [InlineData("D00", "D20", 1, 1)]
    [InlineData("D20", "D40", 1, 1)]
    [InlineData("D40", "D20", 1, 1)]
    [InlineData("D40", "D40", 1, 0)]
    [InlineData("D40", "D00", 0, 0)]
    [InlineData("D10", "D40", 0, 0)]
    public void A_class_is_only_taken_for_one_that_it_can_be(string truth, string found, int matched, int classErrors)
    {
        var score = RoadScore.Of([Truth("a", truth, 0)], [Found("1", found, 1)]);
        Assert.Equal((matched, classErrors), (score.Matched, score.ClassErrors));
    }

    [Theory]
    [InlineData(5.9, 1)]
    [InlineData(6.1, 0)]
    public void Further_than_six_metres_is_another_thing(double meters, int matched) =>
        Assert.Equal(matched, RoadScore.Of([Truth("a", "D40", 0)], [Found("1", "D40", meters)]).Matched);

    [Fact]
    public void Median_and_95th_percentile_lie_between_the_errors()
    {
        var truth = Enumerable.Range(0, 5).Select(n => Truth($"t{n}", "D40", 100 * n)).ToList();
        var found = Enumerable.Range(0, 5).Select(n => Found($"f{n}", "D40", (100 * n) + n)).ToList();
        var error = RoadScore.Of(truth, found).PositionErrorMeters;
        Assert.Equal((2, 3.8), (Math.Round(error.Median!.Value, 2), Math.Round(error.P95!.Value, 2)));
    }

    [Fact]
    public void What_no_drive_could_see_is_not_missed_and_what_a_person_rejected_is_not_counted()
    {
        var unseen = Truth("b", "D40", 100) with { SeenBy = [] };
        var score = RoadScore.Of([Truth("a", "D40", 0), unseen], [Found("1", "D40", 0), Found("2", "D40", 50) with { State = "Rejected" }]);
        Assert.Equal((1, 1), (score.Precision, score.Recall));
    }

    [Fact]
    public void Repairs_count_when_proposed_rightly_and_wrongly()
    {
        TruthDefect Repaired(string id, double north) => Truth(id, "D40", north) with { SeenBy = [1], PassedBy = [1, 2], RepairedBefore = 2 };
        var truth = new[]
        {
            Repaired("proposed", 0),
            Repaired("overlooked", 50),
            Repaired("not passed again", 100) with { PassedBy = [1] },
            Truth("still there", "D40", 150),
        };
        var found = new[]
        {
            Found("1", "D40", 0) with { RepairProposed = true },
            Found("2", "D40", 50),
            Found("3", "D40", 100),
            Found("4", "D40", 150) with { RepairProposed = true },
            Found("never there", "D40", 300) with { RepairProposed = true },
        };
        Assert.Equal(new RepairScore(2, 1, 2), RoadScore.Of(truth, found).Repairs);
    }

    [Fact]
    public void Nothing_found_has_no_precision_and_nothing_there_has_no_recall()
    {
        var nothingFound = RoadScore.Of([Truth("a", "D40", 0)], []);
        Assert.Null(nothingFound.Precision);
        Assert.Equal(0, nothingFound.Recall);
        Assert.Null(nothingFound.PositionErrorMeters.Median);
        Assert.Null(RoadScore.Of([], [Found("1", "D40", 0)]).Recall);
    }

    private static TruthDefect Truth(string id, string damage, double north) =>
        new(id, damage, 34.7 + (north / MetersPerLatitude), 136.9, 1, 1, 1, "left", 2, [1], [1], null);

    private static FoundDefect Found(string id, string damage, double north) =>
        new(id, damage, 34.7 + (north / MetersPerLatitude), 136.9, "open", false);
}
