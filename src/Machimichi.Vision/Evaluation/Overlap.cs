namespace Machimichi.Vision;

/// <summary>Overlaps in double precision, by the habits of the different benchmarks.</summary>
internal static class Overlap
{
    internal static double Shared(in TruthBox truth, in FoundBox found)
    {
        var width = Math.Min(truth.Left + truth.Width, found.Left + found.Width) - Math.Max(truth.Left, found.Left);
        var height = Math.Min(truth.Top + truth.Height, found.Top + found.Height) - Math.Max(truth.Top, found.Top);
        return width > 0 && height > 0 ? width * height : 0;
    }

    internal static double IoU(in TruthBox truth, in FoundBox found)
    {
        var shared = Shared(truth, found);
        return shared > 0 ? shared / (truth.Width * truth.Height + found.Width * found.Height - shared) : 0;
    }

    /// <summary>How much of what was found lies in a region, 0 to 1.</summary>
    internal static double PartInside(in FoundBox found, in TruthBox region)
    {
        var area = found.Width * found.Height;
        return area > 0 ? Shared(region, found) / area : 0;
    }
}
