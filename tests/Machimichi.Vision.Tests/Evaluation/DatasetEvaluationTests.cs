namespace Machimichi.Vision.Tests.Evaluation;

public sealed class DatasetEvaluationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dataset-").FullName;
    private readonly ModelDescription _model = ModelDescription.Unmeasured("scripted", "D00", "D10", "D20", "D40") with { Thresholds = [0.5, 0.5, 0.5, 0.5] };

    [Fact]
    public void A_folder_of_sources_gives_figures_by_class_and_source()
    {
        Save("east/1.jpg", "0 0.25 0.5 0.5 1\n");
        Save("east/2.jpg", "3 0.25 0.5 0.5 1\n6 0.75 0.5 0.5 1\n");
        Save("west/3.jpg", "");
        // Left half is a crack everywhere, the right half a pothole, and a weak crack more.
        using var detector = Scripted(new Box(0, 0, 50, 100), 0, 0.9f, new Box(50, 0, 100, 100), 3, 0.8f, new Box(0, 0, 10, 10), 1, 0.3f);

        var report = DatasetEvaluation.Run(detector, _folder, new() { Sweep = [0.2, 0.85] });

        // 1: crack right, pothole wrong. 2: crack wrong, pothole ignored and its own missed. 3: both wrong.
        Assert.Equal(3, report.Images);
        Assert.Equal((1 / 5.0, 1 / 2.0), (report.Precision, report.Recall));
        Assert.Equal(2 / 7.0, report.F1, 1e-12);
        Assert.Equal(0.5, report.Threshold);
        Assert.Equal(new ClassReport(0.5, 1 / 3.0, 1, report.PerClass["D00"].Ap50, 1), report.PerClass["D00"]);
        Assert.Null(report.PerClass["D10"].F1);
        Assert.Equal(["east", "west"], report.PerSource.Keys.Order());
        Assert.Equal(0, report.PerSource["west"].F1);
        Assert.Equal(1, report.PerSource["west"].Images);
        Assert.Equal([1 / 8.0, 1 / 3.0], report.Sweep.Select(p => p.Precision));
        Assert.True(report.ImagesPerSecond > 0);
    }

    [Fact]
    public void A_picture_without_labels_or_that_is_broken_is_left_out_and_told()
    {
        Save("1.jpg", "0 0.25 0.5 0.5 1\n");
        Save("2.jpg", null);
        File.WriteAllText(Path.Combine(_folder, "3.jpg"), "no picture");
        File.WriteAllText(Path.Combine(_folder, "3.txt"), "");
        using var detector = Scripted(new Box(0, 0, 50, 100), 0, 0.9f);

        var report = DatasetEvaluation.Run(detector, _folder);

        Assert.Equal((1, 1, 1.0), (report.Images, report.Unlabelled, report.F1));
        Assert.Contains("3.jpg", Assert.Single(report.Refused), StringComparison.Ordinal);
        Assert.Equal(Path.GetFileName(_folder), Assert.Single(report.PerSource).Key);
    }

    [Fact]
    public void A_folder_without_anything_to_evaluate_is_refused()
    {
        using var detector = Scripted();
        Assert.Throws<LabelException>(() => DatasetEvaluation.Run(detector, _folder));
        Assert.Throws<LabelException>(() => DatasetEvaluation.Run(detector, Path.Combine(_folder, "nowhere")));
        Save("1.jpg", null);
        Assert.Contains("no label file", Assert.Throws<LabelException>(() => DatasetEvaluation.Run(detector, _folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_of_the_model_beyond_the_damages_are_not_scored()
    {
        Save("1.jpg", "0 0.25 0.5 0.5 1\n");
        using var detector = new ScriptedDetector(
            ModelDescription.Unmeasured("wide", "D00", "D10", "D20", "D40", "person"),
            _ => [new Detection(new Box(0, 0, 50, 100), 0, 0.9f), new Detection(new Box(0, 0, 90, 90), 4, 0.9f)]);
        var report = DatasetEvaluation.Run(detector, _folder);
        Assert.Equal(1, report.F1);
        Assert.Equal(4, report.PerClass.Count);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ScriptedDetector Scripted(params object[] triples) =>
        new(_model, _ => [.. triples.Chunk(3).Select(t => new Detection((Box)t[0], (int)t[1], (float)t[2]))]);

    private void Save(string name, string? labels)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var picture = Picture.Blank(100, 100);
        File.WriteAllBytes(path, picture.EncodeJpeg());
        if (labels is not null)
            File.WriteAllText(Path.ChangeExtension(path, ".txt"), labels);
    }
}
