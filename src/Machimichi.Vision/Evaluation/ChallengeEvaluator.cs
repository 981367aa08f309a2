namespace Machimichi.Vision;

/// <summary>What was found rightly, found wrongly, and not found.</summary>
/// <param name="TruePositives">Found and real.</param>
/// <param name="FalsePositives">Found and not real.</param>
/// <param name="FalseNegatives">Real and not found.</param>
public readonly record struct DetectionCounts(int TruePositives, int FalsePositives, int FalseNegatives)
{
    /// <summary>Of what was found, how much is real, 0 to 1; null where nothing was found.</summary>
    public double? Precision => Ratio(TruePositives, TruePositives + FalsePositives);

    /// <summary>Of what is real, how much was found, 0 to 1; null where nothing is real.</summary>
    public double? Recall => Ratio(TruePositives, TruePositives + FalseNegatives);

    /// <summary>Harmonic mean of precision and recall, 2 TP / (2 TP + FP + FN), 0 to 1; null where nothing is real and nothing was found.</summary>
    public double? F1 => Ratio(2 * TruePositives, 2 * TruePositives + FalsePositives + FalseNegatives);

    /// <summary>The counts of two sets of images together.</summary>
    /// <param name="a">One set.</param>
    /// <param name="b">The other.</param>
    public static DetectionCounts operator +(DetectionCounts a, DetectionCounts b) =>
        new(a.TruePositives + b.TruePositives, a.FalsePositives + b.FalsePositives, a.FalseNegatives + b.FalseNegatives);

    private static double? Ratio(int part, int whole) => whole == 0 ? null : (double)part / whole;
}

/// <summary>A result of <see cref="ChallengeEvaluator"/>.</summary>
/// <param name="Total">All classes together: its F1 is the challenge's figure.</param>
/// <param name="ByClass">One a class.</param>
public sealed record ChallengeScore(DetectionCounts Total, IReadOnlyList<DetectionCounts> ByClass);

/// <summary>
/// F1 as the road damage challenges count it (CRDDC2022, ORDDC2024; Arya et al., "Crowdsensing-based Road Damage Detection
/// Challenge", IEEE Big Data 2022): a detection is right when it has the class of a labelled box and an IoU of 0.5 or more
/// with it; each labelled box is found at most once; all images and classes are counted together.
/// Detections choose by falling score, each the free box that it covers best.
/// <para>
/// A detection with more than half of its area in one region marked <see cref="TruthBox.Ignore"/> counts neither way.
/// </para>
/// Matching is done once; after that any threshold costs next to nothing.
/// </summary>
public sealed class ChallengeEvaluator
{
    private readonly int[] _real;
    private readonly double[][] _right;
    private readonly double[][] _wrong;

    /// <summary>Matches detections to labels.</summary>
    /// <param name="images">The images; boxes of classes that aren't below <paramref name="classes"/> are left out.</param>
    /// <param name="classes">How many classes count.</param>
    /// <param name="minimumIoU">The overlap from which on a box is found.</param>
    public ChallengeEvaluator(IEnumerable<EvaluatedImage> images, int classes, double minimumIoU = 0.5)
    {
        _real = new int[classes];
        var right = new List<double>[classes];
        var wrong = new List<double>[classes];
        for (var c = 0; c < classes; c++)
            (right[c], wrong[c]) = ([], []);

        foreach (var image in images)
        {
            var regions = image.Truth.Where(t => t.Ignore).ToArray();
            for (var c = 0; c < classes; c++)
            {
                var truth = image.Truth.Where(t => t.Class == c && !t.Ignore).ToArray();
                _real[c] += truth.Length;
                var taken = new bool[truth.Length];
                // OrderByDescending is stable: of equal scores the earlier chooses first.
                foreach (var found in image.Found.Where(f => f.Class == c).OrderByDescending(f => f.Score))
                {
                    if (Array.Exists(regions, region => Overlap.PartInside(found, region) > 0.5))
                        continue;
                    var match = BestFree(truth, taken, found, minimumIoU);
                    if (match >= 0)
                        taken[match] = true;
                    (match >= 0 ? right : wrong)[c].Add(found.Score);
                }
            }
        }
        _right = Array.ConvertAll(right, Falling);
        _wrong = Array.ConvertAll(wrong, Falling);
    }

    /// <summary>The score when what is found at <paramref name="threshold"/> or above counts, the same for all classes.</summary>
    /// <param name="threshold">A score.</param>
    public ChallengeScore At(double threshold) => At([.. _real.Select(_ => threshold)]);

    /// <summary>The score with a threshold for each class.</summary>
    /// <param name="thresholds">One score a class.</param>
    public ChallengeScore At(IReadOnlyList<double> thresholds)
    {
        if (thresholds.Count != _real.Length)
            throw new ArgumentException($"{_real.Length} classes need as many thresholds, not {thresholds.Count}.", nameof(thresholds));
        var byClass = new DetectionCounts[_real.Length];
        for (var c = 0; c < byClass.Length; c++)
        {
            var right = CountAtLeast(_right[c], thresholds[c]);
            byClass[c] = new DetectionCounts(right, CountAtLeast(_wrong[c], thresholds[c]), _real[c] - right);
        }
        return new ChallengeScore(byClass.Aggregate(default(DetectionCounts), (sum, counts) => sum + counts), byClass);
    }

    private static int BestFree(TruthBox[] truth, bool[] taken, in FoundBox found, double minimumIoU)
    {
        var (best, bestIoU) = (-1, minimumIoU);
        for (var i = 0; i < truth.Length; i++)
        {
            if (taken[i])
                continue;
            var iou = Overlap.IoU(truth[i], found);
            if (iou > bestIoU || best < 0 && iou >= bestIoU)
                (best, bestIoU) = (i, iou);
        }
        return best;
    }

    private static double[] Falling(List<double> scores) => [.. scores.OrderDescending()];

    private static int CountAtLeast(double[] falling, double threshold)
    {
        var (low, high) = (0, falling.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (falling[middle] >= threshold)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
