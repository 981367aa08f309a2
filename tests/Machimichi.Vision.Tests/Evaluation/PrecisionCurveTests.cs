namespace Machimichi.Vision.Tests.Evaluation;

/// <summary>VOC and COCO on cases small enough to count by hand.</summary>
public sealed class PrecisionCurveTests
{
    private static readonly EvaluatedImage TwoBoxes = new(
        "image",
        [new(0, 0, 0, 10, 10), new(0, 100, 0, 10, 10)],
        [new(0, 0, 0, 10, 10, 0.9), new(0, 50, 50, 10, 10, 0.8), new(0, 100, 0, 10, 10, 0.7)]);

    [Fact]
    public void Voc_right_wrong_right_of_two_is_five_sixths_under_the_curve() =>
        Assert.Equal(0.5 * 1 + 0.5 * 2 / 3, VocEvaluator.AveragePrecision([TwoBoxes], 0.5)[0], 1e-12);

    [Fact]
    public void Voc_eleven_points_read_the_best_precision_from_each_recall_on() =>
        Assert.Equal((6 * 1 + 5 * 2.0 / 3) / 11, VocEvaluator.AveragePrecision([TwoBoxes], 0.5, VocInterpolation.ElevenPoint)[0], 1e-12);

    [Fact]
    public void Voc_counts_a_second_detection_of_a_box_as_wrong()
    {
        var image = new EvaluatedImage("i", [new(0, 0, 0, 10, 10)], [new(0, 0, 0, 10, 10, 0.5), new(0, 0, 0, 10, 9, 0.9)]);
        Assert.Equal(1, VocEvaluator.AveragePrecision([image], 0.5)[0]);
        Assert.Equal(0.5, VocEvaluator.AveragePrecision([image], 0.95)[0]);
    }

    [Fact]
    public void Voc_passes_over_what_finds_a_difficult_box()
    {
        var image = new EvaluatedImage("i", [new(0, 0, 0, 10, 10), new(0, 50, 0, 10, 10) { Ignore = true }], [new(0, 50, 0, 10, 10, 0.9), new(0, 0, 0, 10, 10, 0.5)]);
        Assert.Equal(1, VocEvaluator.AveragePrecision([image], 0.5)[0]);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void The_habit_of_one_more_pixel_decides_at_the_limit(bool habit, double expected)
    {
        // 3 × 3 in 4 × 4: 9/16 without the habit, 16/25 with it.
        var image = new EvaluatedImage("i", [new(0, 0, 0, 4, 4)], [new(0, 0, 0, 3, 3, 0.9)]);
        Assert.Equal(expected, VocEvaluator.AveragePrecision([image], 0.6, pixelHabit: habit)[0]);
    }

    [Fact]
    public void Coco_reads_a_hundred_and_one_recalls()
    {
        // Recall 0 to 0.50 has precision 1 (51 readings), 0.51 to 1 has 2/3 (50).
        var score = CocoEvaluator.Score([TwoBoxes]);
        Assert.Equal((51 + 50 * 2.0 / 3) / 101, score.Ap50!.Value, 1e-9);
        Assert.Equal(score.Ap50, score.Ap75);
        Assert.Equal(1, score.Ar100);
        Assert.Equal(0.5, score.Ar1);
        Assert.Null(score.ApLarge);
        Assert.Equal(score.Ap, score.ApSmall);
    }

    [Fact]
    public void Coco_takes_iou_from_half_to_95_hundredths()
    {
        // IoU 0.72: right at 0.50 to 0.70, five of the ten.
        var image = new EvaluatedImage("i", [new(0, 0, 0, 100, 100)], [new(0, 0, 0, 100, 72, 0.9)]);
        var score = CocoEvaluator.Score([image]);
        Assert.Equal((1, 0), (score.Ap50!.Value, score.Ap75!.Value), (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-9 && a.Item2 == b.Item2);
        Assert.Equal(0.5, score.Ap!.Value, 1e-9);
    }

    [Fact]
    public void Coco_lets_a_crowd_swallow_any_number()
    {
        var image = new EvaluatedImage(
            "i",
            [new(0, 0, 0, 10, 10), new(0, 100, 100, 200, 200) { Ignore = true }],
            [new(0, 110, 110, 20, 20, 0.9), new(0, 150, 150, 20, 20, 0.8), new(0, 0, 0, 10, 10, 0.5)]);
        Assert.Equal(1, CocoEvaluator.Score([image]).Ap50!.Value, 1e-9);
    }

    [Fact]
    public void Coco_sorts_things_by_the_area_that_the_file_gives()
    {
        var image = new EvaluatedImage("i", [new(0, 0, 0, 100, 100) { Area = 900 }], [new(0, 0, 0, 100, 100, 0.9)]);
        var score = CocoEvaluator.Score([image]);
        Assert.Equal(1, score.ApSmall!.Value, 1e-9);
        Assert.Null(score.ApLarge);
    }

    [Fact]
    public void Coco_looks_at_a_hundred_detections_of_an_image()
    {
        var many = Enumerable.Range(0, 100).Select(i => new FoundBox(0, 1000 + 20 * i, 0, 10, 10, 0.9)).Append(new FoundBox(0, 0, 0, 10, 10, 0.1));
        Assert.Equal(0, CocoEvaluator.Score([new EvaluatedImage("i", [new(0, 0, 0, 10, 10)], [.. many])]).Ar100);
    }

    [Fact]
    public void Without_labels_coco_says_nothing()
    {
        var score = CocoEvaluator.Score([new EvaluatedImage("i", [], [new(0, 0, 0, 10, 10, 0.9)])]);
        Assert.Null(score.Ap);
        Assert.Empty(score.ApByClass);
    }
}
