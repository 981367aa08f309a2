namespace Machimichi.Vision.Tests.Evaluation;

/// <summary>Figures that others published for files that we did not make.</summary>
public sealed class PublishedFigureTests
{
    [Theory]
    [InlineData(0.1, VocInterpolation.EveryPoint, 0.3371980676)]
    [InlineData(0.3, VocInterpolation.EveryPoint, 0.2456866804)]
    [InlineData(0.5, VocInterpolation.EveryPoint, 0.0222222222)]
    [InlineData(0.1, VocInterpolation.ElevenPoint, 0.3333333333)]
    [InlineData(0.3, VocInterpolation.ElevenPoint, 0.2683982684)]
    [InlineData(0.5, VocInterpolation.ElevenPoint, 0.0303030303)]
    public void Average_precision_agrees_with_the_voc_case(double minimumIoU, VocInterpolation interpolation, double published)
    {
        var folder = SharedData.Folder("fixtures", "voc_case_1");
        var set = VocText.Read(Path.Combine(folder, "gts"), Path.Combine(folder, "dets"));

        var ap = VocEvaluator.AveragePrecision(set.Images, minimumIoU, interpolation, pixelHabit: true);

        Assert.Equal(published, Assert.Single(ap).Value, 1e-9);
    }

    [Fact]
    public void Tracking_figures_agree_with_the_campus_sequence()
    {
        var folder = SharedData.Folder("fixtures", "mot_tud_campus");

        var score = MotEvaluator.Score(MotText.ReadPairs(Path.Combine(folder, "tud_campus_gt.csv"), Path.Combine(folder, "tud_campus_hyp.csv")));

        Assert.Equal((13, 150, 7), (score.FalsePositives, score.FalseNegatives, score.Switches));
        Assert.Equal(0.526, score.Mota!.Value, 5e-4);
        Assert.Equal(0.558, score.Idf1!.Value, 5e-4);
    }
}
