namespace Machimichi.Vision.Tests.Detecting;

public sealed class ShippedModelTests
{
    [Fact]
    public void The_shipped_model_says_what_it_sees_and_how_well()
    {
        using var detector = OnnxDetector.Load(SharedData.Model);
        Assert.Equal(["D00", "D10", "D20", "D40"], detector.Model.Classes);
        Assert.NotNull(detector.Model.TrainingData);
        Assert.NotNull(detector.Model.Quality.Recall);
        Assert.NotEmpty(detector.Model.QualityBySource);
    }

    [Fact]
    public void Its_own_figures_for_the_dashboard_view_are_what_is_measured()
    {
        var report = DatasetEvaluation.Run(SharedData.Model, SharedData.Folder("road", "japan_val"));
        using var detector = OnnxDetector.Load(SharedData.Model);
        var said = Assert.Single(detector.Model.QualityBySource, q => q.Data!.StartsWith("japan_val", StringComparison.Ordinal));

        Assert.Equal(said.Images, report.Images);
        Assert.Equal(said.F1!.Value, report.F1, 0.001);
        Assert.Equal(said.Precision!.Value, report.Precision, 0.001);
        Assert.Equal(said.Recall!.Value, report.Recall, 0.001);
    }

    [Fact]
    public void It_finds_much_of_the_damage_seen_from_a_motorbike()
    {
        var files = Directory.GetFiles(SharedData.Folder("road", "val", "rdd22_china_motorbike"), "*.webp").Order().Take(30);
        using var detector = OnnxDetector.Load(SharedData.Model);
        var images = files.Select(file =>
        {
            using var picture = Picture.Load(file);
            var truth = YoloLabels.Read(Path.ChangeExtension(file, ".txt"), picture.Width, picture.Height, ignoreFrom: 4);
            return new EvaluatedImage(file, truth, [.. detector.Detect(picture).Select(FoundBox.From)]);
        });
        Assert.InRange(new ChallengeEvaluator(images, 4).At(0.40).Total.F1!.Value, 0.5, 0.8);
    }
}
