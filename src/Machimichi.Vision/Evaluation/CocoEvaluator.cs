namespace Machimichi.Vision;

/// <summary>
/// The twelve figures of the COCO detection benchmark, 0 to 1; null where no labelled thing is of the size.
/// Small is below 32² square pixels, large above 96².
/// </summary>
/// <param name="Ap">AP, the mean over IoU 0.50, 0.55, … 0.95.</param>
/// <param name="Ap50">AP at IoU 0.50.</param>
/// <param name="Ap75">AP at IoU 0.75.</param>
/// <param name="ApSmall">AP of small things.</param>
/// <param name="ApMedium">AP of things in between.</param>
/// <param name="ApLarge">AP of large things.</param>
/// <param name="Ar1">Recall with one detection an image and class, mean over the same IoUs.</param>
/// <param name="Ar10">Recall with ten.</param>
/// <param name="Ar100">Recall with a hundred.</param>
/// <param name="ArSmall">Recall of small things, with a hundred.</param>
/// <param name="ArMedium">Recall of things in between.</param>
/// <param name="ArLarge">Recall of large things.</param>
public sealed record CocoScore(
    double? Ap, double? Ap50, double? Ap75, double? ApSmall, double? ApMedium, double? ApLarge,
    double? Ar1, double? Ar10, double? Ar100, double? ArSmall, double? ArMedium, double? ArLarge)
{
    /// <summary>AP of each class, mean over the ten IoUs; classes without a label are left out.</summary>
    public required IReadOnlyDictionary<int, double> ApByClass { get; init; }

    /// <summary>AP of each class at IoU 0.50.</summary>
    public required IReadOnlyDictionary<int, double> Ap50ByClass { get; init; }
}

/// <summary>
/// AP and AR as COCO counts boxes (Lin et al., "Microsoft COCO", ECCV 2014, and the benchmark's definition of its metrics):
/// precision read at 101 recalls, IoU 0.50 to 0.95, at most 100 detections an image and class. A box marked
/// <see cref="TruthBox.Ignore"/> is a crowd: whatever lies in it by half or more (by the IoU asked for) counts neither way.
/// </summary>
public static class CocoEvaluator
{
    private const int Steps = 10;
    private static readonly double[] MinimumIoUs = [.. Enumerable.Range(0, Steps).Select(i => i == Steps - 1 ? 0.95 : 0.5 + i * ((0.95 - 0.5) / (Steps - 1)))];
    private static readonly (double From, double To) AllSizes = (0, 1e10);

    /// <summary>Scores detections.</summary>
    /// <param name="images">The images; of equal scores, the earlier image and detection comes first.</param>
    public static CocoScore Score(IReadOnlyList<EvaluatedImage> images)
    {
        var classes = images.SelectMany(i => i.Truth).Select(t => t.Class).Distinct().Order().ToArray();
        var all = Curves(images, classes, AllSizes, 100);
        var small = Curves(images, classes, (0, 32 * 32), 100);
        var medium = Curves(images, classes, (32 * 32, 96 * 96), 100);
        var large = Curves(images, classes, (96 * 96, 1e10), 100);
        return new CocoScore(
            Mean(all, c => c.Precision), Mean(all, c => c.Precision, 0), Mean(all, c => c.Precision, 5),
            Mean(small, c => c.Precision), Mean(medium, c => c.Precision), Mean(large, c => c.Precision),
            Mean(Curves(images, classes, AllSizes, 1), c => c.Recall), Mean(Curves(images, classes, AllSizes, 10), c => c.Recall),
            Mean(all, c => c.Recall), Mean(small, c => c.Recall), Mean(medium, c => c.Recall), Mean(large, c => c.Recall))
        {
            ApByClass = all.ToDictionary(c => c.Class, c => c.Precision.Average()),
            Ap50ByClass = all.ToDictionary(c => c.Class, c => c.Precision[0]),
        };
    }

    private static double? Mean(List<ClassCurve> curves, Func<ClassCurve, double[]> figure, int? step = null)
    {
        if (curves.Count == 0)
            return null;
        return curves.Average(c => step is { } s ? figure(c)[s] : figure(c).Average());
    }

    private static List<ClassCurve> Curves(IReadOnlyList<EvaluatedImage> images, int[] classes, (double From, double To) sizes, int most)
    {
        var curves = new List<ClassCurve>();
        foreach (var type in classes)
        {
            var matches = images.Select(image => CocoMatch.Of(image, type, sizes, most, MinimumIoUs)).ToArray();
            var real = matches.Sum(m => m.Real);
            if (real > 0)
                curves.Add(Curve(type, matches, real));
        }
        return curves;
    }

    private static ClassCurve Curve(int type, CocoMatch[] matches, int real)
    {
        var scores = matches.SelectMany(m => m.Scores).ToArray();
        // Indices by falling score; OrderByDescending is stable as COCO's merge sort is.
        var order = Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]).ToArray();
        var (precision, recall) = (new double[Steps], new double[Steps]);
        for (var step = 0; step < Steps; step++)
        {
            var outcomes = matches.SelectMany(m => m.Outcomes[step]).ToArray();
            (precision[step], recall[step]) = ReadAtRecalls([.. order.Select(i => outcomes[i])], real);
        }
        return new ClassCurve(type, precision, recall);
    }

    private static (double Precision, double Recall) ReadAtRecalls(CocoOutcome[] outcomes, int real)
    {
        var (recalls, precisions) = (new List<double>(), new List<double>());
        double right = 0, wrong = 0;
        foreach (var outcome in outcomes)
        {
            right += outcome == CocoOutcome.Right ? 1 : 0;
            wrong += outcome == CocoOutcome.Wrong ? 1 : 0;
            recalls.Add(right / real);
            // Where everything so far was ignored, COCO divides by the smallest step of a double instead of by 0.
            precisions.Add(right / (wrong + right + double.BitIncrement(1) - 1));
        }
        for (var i = precisions.Count - 1; i > 0; i--)
            precisions[i - 1] = Math.Max(precisions[i - 1], precisions[i]);

        var (sum, at) = (0.0, 0);
        for (var percent = 0; percent <= 100; percent++)
        {
            while (at < recalls.Count && recalls[at] < percent * 0.01)
                at++;
            sum += at < precisions.Count ? precisions[at] : 0;
        }
        return (sum / 101, recalls.Count > 0 ? recalls[^1] : 0);
    }

    private sealed record ClassCurve(int Class, double[] Precision, double[] Recall);
}
