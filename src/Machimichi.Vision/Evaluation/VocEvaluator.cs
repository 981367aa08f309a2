namespace Machimichi.Vision;

/// <summary>How a precision-recall curve becomes one number.</summary>
public enum VocInterpolation
{
    /// <summary>The area under the curve made monotone (VOC 2010 and later).</summary>
    EveryPoint,

    /// <summary>The mean of the best precision at recall 0, 0.1, … 1 or more (VOC 2007).</summary>
    ElevenPoint,
}

/// <summary>
/// Average precision as PASCAL VOC counts it (Everingham et al., IJCV 2010 and 2015): detections of a class over all images by
/// falling score; each asks the labelled box that it covers best; the first to come with enough IoU is right, whoever comes
/// later is wrong. A detection that best covers a box marked <see cref="TruthBox.Ignore"/> ("difficult") counts neither way.
/// </summary>
public static class VocEvaluator
{
    /// <summary>AP of each class that the labels have.</summary>
    /// <param name="images">The images; of equal scores, the earlier image and detection comes first.</param>
    /// <param name="minimumIoU">The overlap from which on a box is found.</param>
    /// <param name="interpolation">How the curve becomes a number.</param>
    /// <param name="pixelHabit">
    /// True counts a box from pixel 10 to pixel 19 as ten wide (right − left + 1), as VOC's own program does with whole pixels.
    /// </param>
    /// <returns>Class → AP, 0 to 1.</returns>
    public static IReadOnlyDictionary<int, double> AveragePrecision(
        IReadOnlyList<EvaluatedImage> images,
        double minimumIoU,
        VocInterpolation interpolation = VocInterpolation.EveryPoint,
        bool pixelHabit = false)
    {
        var classes = images.SelectMany(i => i.Truth).Where(t => !t.Ignore).Select(t => t.Class).Distinct().Order();
        return classes.ToDictionary(c => c, c => OfClass(images, c, minimumIoU, interpolation, pixelHabit ? 1 : 0));
    }

    private static double OfClass(IReadOnlyList<EvaluatedImage> images, int type, double minimumIoU, VocInterpolation interpolation, int extra)
    {
        var truth = images.Select(i => i.Truth.Where(t => t.Class == type).ToArray()).ToArray();
        var taken = truth.Select(t => new bool[t.Length]).ToArray();
        var real = truth.Sum(t => t.Count(box => !box.Ignore));
        var found = images.SelectMany((image, i) => image.Found.Where(f => f.Class == type).Select(f => (Box: f, Image: i)))
            .OrderByDescending(f => f.Box.Score);

        var (right, wrong) = (0, 0);
        var curve = new List<(double Recall, double Precision)>();
        foreach (var (box, image) in found)
        {
            var (match, iou) = BestCovered(truth[image], box, extra);
            if (match >= 0 && iou >= minimumIoU && truth[image][match].Ignore)
                continue;
            if (match >= 0 && iou >= minimumIoU && !taken[image][match])
            {
                taken[image][match] = true;
                right++;
            }
            else
            {
                wrong++;
            }
            curve.Add(((double)right / real, (double)right / (right + wrong)));
        }
        return interpolation == VocInterpolation.EveryPoint ? Area(curve) : ElevenPoints(curve);
    }

    private static (int Index, double IoU) BestCovered(TruthBox[] truth, in FoundBox found, int extra)
    {
        var (best, bestIoU) = (-1, 0.0);
        for (var i = 0; i < truth.Length; i++)
        {
            var iou = IoU(truth[i], found, extra);
            if (iou > bestIoU)
                (best, bestIoU) = (i, iou);
        }
        return (best, bestIoU);
    }

    private static double IoU(in TruthBox truth, in FoundBox found, int extra)
    {
        var width = Math.Min(truth.Left + truth.Width, found.Left + found.Width) - Math.Max(truth.Left, found.Left) + extra;
        var height = Math.Min(truth.Top + truth.Height, found.Top + found.Height) - Math.Max(truth.Top, found.Top) + extra;
        if (width <= 0 || height <= 0)
            return 0;
        var shared = width * height;
        return shared / ((truth.Width + extra) * (truth.Height + extra) + (found.Width + extra) * (found.Height + extra) - shared);
    }

    private static double Area(List<(double Recall, double Precision)> curve)
    {
        var (area, best) = (0.0, 0.0);
        for (var i = curve.Count - 1; i >= 0; i--)
        {
            best = Math.Max(best, curve[i].Precision);
            area += (curve[i].Recall - (i > 0 ? curve[i - 1].Recall : 0)) * best;
        }
        return area;
    }

    private static double ElevenPoints(List<(double Recall, double Precision)> curve)
    {
        var sum = 0.0;
        // tenth * 0.1 and not tenth / 10.0: the published programs compare with 0.30000000000000004, and so a recall of 3/10 misses it.
        for (var tenth = 0; tenth <= 10; tenth++)
            sum += curve.Where(p => p.Recall >= tenth * 0.1).Select(p => p.Precision).DefaultIfEmpty(0).Max();
        return sum / 11;
    }
}
