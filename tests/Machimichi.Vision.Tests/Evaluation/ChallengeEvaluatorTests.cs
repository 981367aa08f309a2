namespace Machimichi.Vision.Tests.Evaluation;

public sealed class ChallengeEvaluatorTests
{
    private static readonly TruthBox Crack = new(0, 0, 0, 100, 100);

    [Theory]
    [InlineData(0, 0, 100, 100, 0, 1, 0, 0)]
    [InlineData(0, 0, 100, 50, 0, 1, 0, 0)]
    [InlineData(0, 0, 100, 49, 0, 0, 1, 1)]
    [InlineData(0, 0, 100, 100, 1, 0, 1, 1)]
    [InlineData(500, 500, 10, 10, 0, 0, 1, 1)]
    public void A_box_is_found_from_half_overlap_on_and_by_its_class(double left, double top, double width, double height, int type, int right, int wrong, int missed)
    {
        var score = Score([Crack], [new(type, left, top, width, height, 0.9)]);
        Assert.Equal(new DetectionCounts(right, wrong, missed), score.Total);
    }

    [Fact]
    public void A_box_is_found_once_and_what_finds_it_again_is_wrong() =>
        Assert.Equal(new DetectionCounts(1, 1, 0), Score([Crack], [new(0, 0, 0, 100, 90, 0.8), new(0, 0, 0, 100, 100, 0.9)]).Total);

    [Fact]
    public void A_better_box_that_is_taken_leaves_the_next_best()
    {
        // Both detections cover the first box best; the second one still finds the second box.
        TruthBox[] truth = [new(0, 0, 0, 100, 100), new(0, 20, 0, 100, 100)];
        Assert.Equal(new DetectionCounts(2, 0, 0), Score(truth, [new(0, 0, 0, 100, 100, 0.9), new(0, 5, 0, 100, 100, 0.8)]).Total);
    }

    [Theory]
    [InlineData(40, 1)]
    [InlineData(50, 1)]
    [InlineData(51, 0)]
    public void More_than_half_inside_an_ignored_region_counts_neither_way(double inside, int wrong)
    {
        var region = new TruthBox(7, 0, 0, inside, 100) { Ignore = true };
        Assert.Equal(new DetectionCounts(0, wrong, 0), Score([region], [new(0, 0, 0, 100, 100, 0.9)]).Total);
    }

    [Fact]
    public void A_threshold_cuts_what_lies_below_it_and_keeps_what_is_on_it()
    {
        var evaluator = new ChallengeEvaluator([new("a", [Crack], [new(0, 0, 0, 100, 100, 0.5), new(0, 300, 0, 50, 50, 0.3)])], 2);
        Assert.Equal(new DetectionCounts(1, 1, 0), evaluator.At(0.3).Total);
        Assert.Equal(new DetectionCounts(1, 0, 0), evaluator.At(0.5).Total);
        Assert.Equal(new DetectionCounts(0, 0, 1), evaluator.At(0.51).Total);
        Assert.Equal(new DetectionCounts(0, 1, 1), evaluator.At([0.6, 0.1]).Total with { FalsePositives = 1 });
        Assert.Throws<ArgumentException>(() => evaluator.At([0.5]));
    }

    [Fact]
    public void Every_threshold_gives_what_matching_afresh_would_give()
    {
        var random = new Random(11);
        FoundBox[] found = [.. Enumerable.Range(0, 60).Select(i => new FoundBox(i % 2, random.Next(200), random.Next(200), 60, 60, Math.Round(random.NextDouble(), 2)))];
        TruthBox[] truth = [.. Enumerable.Range(0, 20).Select(i => new TruthBox(i % 2, random.Next(200), random.Next(200), 60, 60))];
        var once = new ChallengeEvaluator([new("a", truth, found)], 2);
        for (var threshold = 0.0; threshold <= 1; threshold += 0.05)
        {
            var afresh = new ChallengeEvaluator([new("a", truth, [.. found.Where(f => f.Score >= threshold)])], 2);
            Assert.Equal(afresh.At(0).Total, once.At(threshold).Total);
        }
    }

    [Fact]
    public void Figures_that_mean_nothing_are_null()
    {
        var counts = new DetectionCounts(0, 0, 0);
        Assert.Null(counts.Precision);
        Assert.Null(counts.Recall);
        Assert.Null(counts.F1);
        Assert.Equal(0, new DetectionCounts(0, 2, 3).F1);
        Assert.Equal(0.5, new DetectionCounts(1, 1, 1).F1);
    }

    private static ChallengeScore Score(TruthBox[] truth, FoundBox[] found) => new ChallengeEvaluator([new("image", truth, found)], 2).At(0.1);
}
