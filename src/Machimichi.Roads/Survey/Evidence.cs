namespace Machimichi.Roads.Survey;

/// <summary>
/// How much looks at one spot say together. A look at the detector's own threshold is 1; one at half of it is nothing, a very sure one at most
/// <see cref="Most"/>. Looks add up: three from which nobody would conclude anything, at one spot of the ground, are worth a sure one.
/// </summary>
internal static class Evidence
{
    /// <summary>A spot in one pass with less than this was not seen there.</summary>
    public const double Sighting = 1;

    private const double Most = 2.5, StoredShare = 0.75, UnmeasuredThreshold = 0.3;

    /// <summary>A box below this is not kept: it only adds to others.</summary>
    public static double StoredScore(double threshold) => StoredShare * Threshold(threshold);

    /// <param name="threshold">The score at which the detector's class counts; 0 where nobody measured.</param>
    public static double Of(double score, double threshold)
    {
        var half = Threshold(threshold) / 2;
        return Math.Clamp((score - half) / half, 0, Most);
    }

    private static double Threshold(double threshold) => threshold > 0 ? threshold : UnmeasuredThreshold;
}
