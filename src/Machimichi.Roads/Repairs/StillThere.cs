namespace Machimichi.Roads.Repairs;

/// <summary>How probable it is that a defect is gone, from the passes that had its place in view (Bayes; the estimate that pages show as such).</summary>
public static class StillThere
{
    /// <summary>From here on the program proposes that it is repaired; a person decides.</summary>
    public const double Proposed = 0.85;

    // Of a town's defects one in five is mended between two drives; of those that a crew reported done nearly all.
    private const double Mended = 0.2, MendedAsReported = 0.7;

    // How many passes the detector's measured recall is worth beside the defect's own.
    private const double MeasuredWeight = 2, UnmeasuredRecall = 0.7;

    // After a repair its patch is taken for damage now and then, but seldom in more than one look.
    private const double WeakShare = 0.5, WeakEvidence = 1.6;

    /// <param name="passes">What was seen of it, in the order of time (<see cref="Survey.Evidence"/>); 0 where nothing was.</param>
    /// <param name="recall">The detector's, as measured; null where it was not.</param>
    public static double Gone(IReadOnlyList<double> passes, double? recall, bool reported = false)
    {
        var usual = passes.Where(e => e >= WeakEvidence).DefaultIfEmpty().Average();
        return Gone([.. passes.Where(e => e == 0 || e >= WeakEvidence || e >= WeakShare * usual).Select(e => e > 0)], recall, reported);
    }

    private static double Gone(List<bool> passes, double? recall, bool reported)
    {
        var last = -1;
        for (var i = 0; i < passes.Count; i++)
            if (passes[i]) last = i;
        var missed = passes.Count - 1 - last;
        if (last < 0 || missed == 0) return 0;
        // How often it was seen while it was surely there says more of this defect than the average of all.
        var seen = passes.Take(last + 1).Count(s => s);
        var chance = (seen + MeasuredWeight * (recall ?? UnmeasuredRecall)) / (last + 1 + MeasuredWeight);
        var prior = reported ? MendedAsReported : Mended;
        return prior / (prior + (1 - prior) * Math.Pow(1 - chance, missed));
    }
}
