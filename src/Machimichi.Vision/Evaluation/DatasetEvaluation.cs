using System.Diagnostics;

namespace Machimichi.Vision;

/// <summary>
/// Runs a detector over a folder of pictures with YOLO text labels (<see cref="YoloLabels"/>) beside them, in the folder itself
/// or in subfolders; the first subfolder's name is the source.
/// </summary>
public static class DatasetEvaluation
{
    private static readonly HashSet<string> PictureEndings = new(StringComparer.OrdinalIgnoreCase) { ".jpg", ".jpeg", ".png", ".webp" };

    /// <summary>Loads a model so that it gives what lies below its thresholds too, which AP and a sweep need, and runs it.</summary>
    /// <param name="modelPath">The ONNX file.</param>
    /// <param name="folder">The pictures.</param>
    /// <param name="options">What counts.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="ModelException">The model can't be used.</exception>
    /// <exception cref="LabelException">There is nothing to evaluate, or a label file isn't what it should be.</exception>
    public static DatasetReport Run(string modelPath, string folder, DatasetEvaluationOptions? options = null, CancellationToken ct = default)
    {
        options ??= new();
        using var detector = OnnxDetector.Load(modelPath, new DetectorOptions { ScoreFloor = options.ScoreFloor, Threads = options.Threads });
        return Run(detector, folder, options, ct);
    }

    /// <summary>Runs a detector over a folder. Figures below the scores that it gives (AP, sweep) rest on what it gives.</summary>
    /// <param name="detector">The detector; it counts at the thresholds of its <see cref="IDetector.Model"/>.</param>
    /// <param name="folder">The pictures.</param>
    /// <param name="options">What counts.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="LabelException">There is nothing to evaluate, or a label file isn't what it should be.</exception>
    public static DatasetReport Run(IDetector detector, string folder, DatasetEvaluationOptions? options = null, CancellationToken ct = default)
    {
        options ??= new();
        var files = Pictures(folder);
        var refused = new List<string>();
        var unlabelled = 0;
        var images = new List<(string Source, EvaluatedImage Image)>();
        var clock = new Stopwatch();
        foreach (var file in files)
        {
            ct.ThrowIfCancellationRequested();
            var labels = Path.ChangeExtension(file, ".txt");
            if (!File.Exists(labels))
            {
                unlabelled++;
                continue;
            }
            try
            {
                clock.Start();
                using var picture = Picture.Load(file);
                FoundBox[] found = [.. detector.Detect(picture, ct).Select(FoundBox.From)];
                clock.Stop();
                var truth = YoloLabels.Read(labels, picture.Width, picture.Height, options.IgnoreFrom);
                images.Add((SourceOf(folder, file), new EvaluatedImage(file, truth, found)));
            }
            catch (PictureException e)
            {
                clock.Stop();
                refused.Add(e.Message);
            }
        }
        if (images.Count == 0)
            throw new LabelException(folder, $"of its {files.Count} pictures, {unlabelled} have no label file beside them and {refused.Count} can't be read: there is nothing to evaluate");
        return Report(detector.Model, images, options) with
        {
            ImagesPerSecond = images.Count / clock.Elapsed.TotalSeconds,
            Unlabelled = unlabelled,
            Refused = refused,
        };
    }

    private static DatasetReport Report(ModelDescription model, List<(string Source, EvaluatedImage Image)> images, DatasetEvaluationOptions options)
    {
        var codes = model.Classes.Take(options.IgnoreFrom).ToArray();
        double[] thresholds = [.. model.Thresholds.Take(codes.Length)];
        var all = images.ConvertAll(i => i.Image);
        var evaluator = new ChallengeEvaluator(all, codes.Length);
        var score = evaluator.At(thresholds);
        var precise = CocoEvaluator.Score([.. all.Select(image => ForAp(image, codes.Length))]);
        return new DatasetReport
        {
            F1 = score.Total.F1 ?? 0,
            Precision = score.Total.Precision ?? 0,
            Recall = score.Total.Recall ?? 0,
            Threshold = thresholds.Min(),
            Ap50 = precise.Ap50,
            PerClass = codes.Index().ToDictionary(c => c.Item, c => OfClass(score.ByClass[c.Index], precise, c.Index)),
            PerSource = images.GroupBy(i => i.Source).ToDictionary(g => g.Key, g => OfSource([.. g.Select(i => i.Image)], codes, thresholds)),
            Images = images.Count,
            ImagesPerSecond = 0,
            Unlabelled = 0,
            Refused = [],
            Sweep = [.. options.Sweep.Select(t => (Threshold: t, evaluator.At(t).Total)).Select(p => new SweepPoint(p.Threshold, p.Total.F1, p.Total.Precision, p.Total.Recall))],
        };
    }

    private static ClassReport OfClass(DetectionCounts counts, CocoScore precise, int type) => new(
        counts.F1, counts.Precision, counts.Recall,
        precise.Ap50ByClass.TryGetValue(type, out var ap) ? ap : null,
        counts.TruePositives + counts.FalseNegatives);

    private static SourceReport OfSource(EvaluatedImage[] images, string[] codes, double[] thresholds)
    {
        var score = new ChallengeEvaluator(images, codes.Length).At(thresholds);
        var precise = CocoEvaluator.Score([.. images.Select(image => ForAp(image, codes.Length))]);
        return new SourceReport(
            score.Total.F1, score.Total.Precision, score.Total.Recall, precise.Ap50, images.Length,
            codes.Index().ToDictionary(c => c.Item, c => score.ByClass[c.Index].F1));
    }

    /// <summary>COCO's crowds belong to a class; a region in which nothing counts is one of every class.</summary>
    private static EvaluatedImage ForAp(EvaluatedImage image, int classes) => image with
    {
        Truth = [.. image.Truth.Where(t => !t.Ignore), .. image.Truth.Where(t => t.Ignore).SelectMany(t => Enumerable.Range(0, classes).Select(c => t with { Class = c }))],
        Found = [.. image.Found.Where(f => f.Class < classes)],
    };

    private static List<string> Pictures(string folder)
    {
        if (!Directory.Exists(folder))
            throw new LabelException(folder, "there is no such folder");
        return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => PictureEndings.Contains(Path.GetExtension(f)))
            .Order(StringComparer.Ordinal)];
    }

    private static string SourceOf(string folder, string file)
    {
        var parts = Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar);
        return parts.Length > 1 ? parts[0] : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
    }
}

/// <summary>What <see cref="DatasetEvaluation"/> counts.</summary>
public sealed record DatasetEvaluationOptions
{
    /// <summary>Label classes from this number on are regions in which nothing counts; classes of the model from there on are not scored.</summary>
    public int IgnoreFrom { get; init; } = 4;

    /// <summary>The lowest score that a model loaded for the evaluation gives, 0 to 1.</summary>
    public float ScoreFloor { get; init; } = 0.01f;

    /// <summary>Threads for one run of the model; 0 takes one for each physical core.</summary>
    public int Threads { get; init; }

    /// <summary>Other thresholds to report.</summary>
    public IReadOnlyList<double> Sweep { get; init; } = [];

    /// <summary>0.05, 0.06, … 0.95.</summary>
    public static IReadOnlyList<double> FullSweep { get; } = [.. Enumerable.Range(5, 91).Select(i => i / 100.0)];
}
