using Machimichi.Voice;
using Machimichi.Works;

namespace Machimichi.Insight.Figures;

/// <summary>
/// A case is counted for everybody, but what a private report says of itself, its category and its district, is not shown.
/// Works does not know what is private, so a case keeps both only where something public vouches for it: a confirmed defect,
/// or a public report of the same category and district that was submitted when the case was opened.
/// </summary>
public sealed class PublicCases
{
    // Report and case are made in one transaction, by one clock.
    public static readonly TimeSpan Together = TimeSpan.FromSeconds(2);

    private readonly Dictionary<(string Category, string District), List<DateTime>> reported = [];

    public PublicCases(IEnumerable<PublishedReport> reports)
    {
        foreach (var report in reports)
        {
            if (!reported.TryGetValue((report.Category, report.District), out var times)) reported[(report.Category, report.District)] = times = [];
            times.Add(report.SubmittedAt);
        }
        foreach (var times in reported.Values) times.Sort();
    }

    public PublishedCase Show(PublishedCase one) => one.Defects > 0 || IsReported(one) ? one : one with { Category = "", District = "" };

    private bool IsReported(PublishedCase one)
    {
        if (!reported.TryGetValue((one.Category, one.District), out var times)) return false;
        var first = times.BinarySearch(one.OpenedAt - Together);
        if (first < 0) first = ~first;
        return first < times.Count && times[first] <= one.OpenedAt + Together;
    }
}
