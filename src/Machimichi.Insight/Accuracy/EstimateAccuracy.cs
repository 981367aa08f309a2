namespace Machimichi.Insight.Accuracy;

/// <summary>What one frame of a spot check says of one class; a frame in which nothing is and nothing was seen has one row with an empty class.</summary>
/// <param name="Vehicle">For staff; it is in no published file.</param>
/// <param name="HadBoxes">Was it drawn from the frames with boxes?</param>
/// <param name="Population">So many frames were looked at of its kind.</param>
/// <param name="Drawn">So many of them were drawn and could be judged.</param>
/// <param name="Right">Boxes that are right.</param>
/// <param name="Wrong">Boxes where nothing is, or damage of another class.</param>
/// <param name="Missed">Damage without a box of its class.</param>
public sealed record CheckedRow(int Check, int Frame, DateTime At, string Vehicle, bool HadBoxes, int Population, int Drawn, string Class, int Right, int Wrong, int Missed);

/// <summary>A share that was estimated, with the interval in which it lies 95 times of 100.</summary>
/// <param name="Counted">How many things it was counted on.</param>
public sealed record Share(double Value, double Low, double High, int Counted)
{
    /// <summary>The Ministry's grades of what surveys a road's surface (検出率 and 的中率, trial of 2018): A from 80 %, B from 60 %, C from 40 %, D from 20 %, E below.</summary>
    public static char Grade(double share) => share switch { >= 0.8 => 'A', >= 0.6 => 'B', >= 0.4 => 'C', >= 0.2 => 'D', _ => 'E' };
}

/// <summary>Recall (検出率) and precision (的中率); null where there was nothing to count on.</summary>
public sealed record MeasuredAccuracy(Share? Recall, Share? Precision)
{
    public static readonly MeasuredAccuracy Unknown = new(null, null);
}

/// <summary>
/// Recall and precision of all frames that were looked at, from the few that were drawn. Each drawn frame stands for population/drawn frames of its kind,
/// so that the estimate does not lean towards the frames in which the model saw something (Horvitz and Thompson 1952; ratio estimate, Cochran 1977, 6.11).
/// Its variance is the linearised one over frames, not over boxes, since what is in one picture belongs together. The interval is Wilson's (1927)
/// with the number of things that a plain sample would need for this variance (Korn and Graubard 1998), made wider where there are few frames.
/// </summary>
public static class EstimateAccuracy
{
    private const double Z = 1.959964;

    public static MeasuredAccuracy Of(IReadOnlyCollection<CheckedRow> rows) => Of(rows, _ => true);

    /// <param name="rows">All rows: frames in which nothing counts are part of the estimate too.</param>
    /// <param name="counts">Which of them are asked for: those of one class, or of one vehicle.</param>
    public static MeasuredAccuracy Of(IReadOnlyCollection<CheckedRow> rows, Func<CheckedRow, bool> counts)
    {
        var frames = rows.GroupBy(r => (r.Check, r.Frame)).Select(f => (First: f.First(), Rows: f.Where(counts).ToList()))
            .Select(f => new Seen((f.First.Check, f.First.HadBoxes), f.First.Population, f.First.Drawn, f.Rows.Sum(r => r.Right), f.Rows.Sum(r => r.Wrong), f.Rows.Sum(r => r.Missed))).ToList();
        return new MeasuredAccuracy(
            Ratio([.. frames.Select(f => f.Counted(f.Right, f.Right + f.Missed))]),
            Ratio([.. frames.Select(f => f.Counted(f.Right, f.Right + f.Wrong))]));
    }

    private sealed record Seen((int, bool) Stratum, int Population, int Drawn, int Right, int Wrong, int Missed)
    {
        public Frame Counted(int hits, int all) => new(Stratum, Population, Drawn, hits, all);
    }

    private readonly record struct Frame((int, bool) Stratum, int Population, int Drawn, int Hits, int All)
    {
        public double Weight => (double)Population / Drawn;
    }

    private static Share? Ratio(IReadOnlyList<Frame> frames)
    {
        var counted = frames.Sum(f => f.All);
        if (counted == 0) return null;
        var (all, strata) = (frames.Sum(f => f.Weight * f.All), frames.GroupBy(f => f.Stratum).ToList());
        var ratio = frames.Sum(f => f.Weight * f.Hits) / all;
        var variance = strata.Sum(s => Variance([.. s], ratio)) / (all * all);
        // Where all were hit or none, nothing varies; then so many frames' worth as the weights leave (Kish 1965).
        var plain = variance > 0 && ratio is > 0 and < 1
            ? Math.Min(counted, ratio * (1 - ratio) / variance)
            : all * all / frames.Sum(f => f.Weight * f.All * f.Weight * f.All);
        var few = Z / Student(Math.Max(1, frames.Count - strata.Count));
        return Wilson(ratio, plain * few * few, counted);
    }

    private static double Variance(IReadOnlyList<Frame> stratum, double ratio)
    {
        var (population, drawn) = ((double)stratum[0].Population, stratum.Count);
        var off = stratum.Select(f => f.Hits - ratio * f.All).ToList();
        var mean = off.Average();
        // One frame alone tells nothing of how frames differ; its own distance is taken for it.
        var spread = drawn > 1 ? off.Sum(o => (o - mean) * (o - mean)) / (drawn - 1) : off[0] * off[0];
        return population * population * spread / drawn;
    }

    private static Share Wilson(double share, double n, int counted)
    {
        var square = Z * Z;
        var middle = (share + square / (2 * n)) / (1 + square / n);
        var half = Z / (1 + square / n) * Math.Sqrt(share * (1 - share) / n + square / (4 * n * n));
        return new Share(share, Math.Max(0, middle - half), Math.Min(1, middle + half), counted);
    }

    // Student's 97.5 % point (Abramowitz and Stegun 26.7.5).
    private static double Student(int degrees)
    {
        double d = degrees, z3 = Z * Z * Z, z5 = z3 * Z * Z, z7 = z5 * Z * Z;
        return Z + (z3 + Z) / (4 * d) + (5 * z5 + 16 * z3 + 3 * Z) / (96 * d * d) + (3 * z7 + 19 * z5 + 17 * z3 - 15 * Z) / (384 * d * d * d);
    }
}
