namespace Machimichi.Roads.Survey;

/// <summary>
/// How much the looks at one spot say together: one at the detector's own threshold is 1, a very sure one <see cref="Most"/>, and they add up.
/// </summary>
internal static class Evidence
{
    private const double Most = 2.5, UnmeasuredThreshold = 0.3;

    /// <param name="threshold">The score at which the detector's class counts; 0 where nobody measured.</param>
    public static double Of(double score, double threshold)
    {
        var half = (threshold > 0 ? threshold : UnmeasuredThreshold) / 2;
        return Math.Clamp((score - half) / half, 0, Most);
    }
}
