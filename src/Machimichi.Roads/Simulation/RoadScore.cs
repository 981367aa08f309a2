using System.Text.Json.Serialization;

namespace Machimichi.Roads.Simulation;

/// <summary>A defect that the program found. <paramref name="State"/> <c>rejected</c> takes it out of the score.</summary>
/// <param name="RepairProposed">The program believes that it is repaired, or says so already.</param>
public sealed record FoundDefect(string Id, string Class, double Latitude, double Longitude, string State, bool RepairProposed);

public sealed record PositionError(
    [property: JsonPropertyName("median")] double? Median,
    [property: JsonPropertyName("p95")] double? P95
);

public sealed record RepairScore(
    [property: JsonPropertyName("true_total")] int TrueTotal,
    [property: JsonPropertyName("proposed")] int Proposed,
    [property: JsonPropertyName("false")] int False
);

/// <summary>What was found, held against what is there.</summary>
/// <param name="Precision">Matched share of what was found; a duplicate counts as wrong. Null when nothing was found.</param>
/// <param name="Recall">Found share of the damages that at least one drive could see. Null when there were none.</param>
/// <param name="Duplicates">Found defects that lie on a damage which another found defect has already.</param>
/// <param name="ClassErrors">Matches whose class differs.</param>
public sealed record RoadScoreResult(
    [property: JsonPropertyName("precision")] double? Precision,
    [property: JsonPropertyName("recall")] double? Recall,
    [property: JsonPropertyName("position_error_m")] PositionError PositionErrorMeters,
    [property: JsonPropertyName("duplicates")] int Duplicates,
    [property: JsonPropertyName("class_errors")] int ClassErrors,
    [property: JsonPropertyName("repairs")] RepairScore Repairs,
    [property: JsonPropertyName("truth")] int Truth,
    [property: JsonPropertyName("found")] int Found,
    [property: JsonPropertyName("matched")] int Matched,
    [property: JsonPropertyName("recall_by_class")] IReadOnlyDictionary<string, double> RecallByClass
);

public static class RoadScore
{
    /// <summary>Two places further apart are never the same damage.</summary>
    public const double WithinMeters = 6;

    /// <summary>One to one, the nearest pairs first; then a class may only be taken for one that it can grow into.</summary>
    public static RoadScoreResult Of(IReadOnlyList<TruthDefect> truth, IReadOnlyList<FoundDefect> found)
    {
        var visible = truth.Where(t => t.SeenBy.Count > 0).ToList();
        var counted = found.Where(f => !string.Equals(f.State, "rejected", StringComparison.OrdinalIgnoreCase)).ToList();
        var pairs = Pairs(visible, counted);
        var truthOf = new Dictionary<int, int>();
        var foundOf = new Dictionary<int, int>();
        var errors = new List<double>();
        foreach (var (t, f, meters) in pairs)
        {
            if (foundOf.ContainsKey(t) || truthOf.ContainsKey(f))
                continue;
            foundOf[t] = f;
            truthOf[f] = t;
            errors.Add(meters);
        }
        var leftOver = pairs.Where(p => !truthOf.ContainsKey(p.Found)).GroupBy(p => p.Found).ToDictionary(g => g.Key, g => g.First().Truth);
        errors.Sort();
        return new(
            counted.Count == 0 ? null : (double)truthOf.Count / counted.Count,
            visible.Count == 0 ? null : (double)foundOf.Count / visible.Count,
            new(Percentile(errors, 0.5), Percentile(errors, 0.95)),
            leftOver.Count,
            truthOf.Count(m => !string.Equals(counted[m.Key].Class, visible[m.Value].Class, StringComparison.Ordinal)),
            Repairs(visible, counted, truthOf, leftOver),
            visible.Count,
            counted.Count,
            truthOf.Count,
            ByClass(visible, foundOf)
        );
    }

    /// <summary>Cracks are taken for each other, and so are an alligator crack and a pothole; a pothole is no single crack.</summary>
    internal static bool MayBe(string truth, string found)
    {
        if (string.Equals(truth, found, StringComparison.Ordinal))
            return true;
        static bool Crack(string c) => c is "D00" or "D10" or "D20";
        return (Crack(truth) && Crack(found)) || (truth, found) is ("D20", "D40") or ("D40", "D20");
    }

    internal static double Meters(double latitudeA, double longitudeA, double latitudeB, double longitudeB)
    {
        var (perLatitude, perLongitude) = RoadCurve.MetersPerDegree((latitudeA + latitudeB) / 2);
        var north = (latitudeA - latitudeB) * perLatitude;
        var east = (longitudeA - longitudeB) * perLongitude;
        return Math.Sqrt((north * north) + (east * east));
    }

    private static List<(int Truth, int Found, double Meters)> Pairs(List<TruthDefect> truth, List<FoundDefect> found)
    {
        // Sorted by latitude, so that only neighbours are compared.
        var order = Enumerable.Range(0, found.Count).OrderBy(f => found[f].Latitude).ToArray();
        var latitudes = order.Select(f => found[f].Latitude).ToArray();
        const double reach = WithinMeters / 110_000;
        var pairs = new List<(int Truth, int Found, double Meters)>();
        for (var t = 0; t < truth.Count; t++)
        {
            var first = Array.BinarySearch(latitudes, truth[t].Latitude - reach);
            first = first < 0 ? ~first : first;
            while (first > 0 && latitudes[first - 1] >= truth[t].Latitude - reach)
                first--;
            for (var i = first; i < order.Length && latitudes[i] <= truth[t].Latitude + reach; i++)
            {
                var f = order[i];
                var meters = Meters(truth[t].Latitude, truth[t].Longitude, found[f].Latitude, found[f].Longitude);
                if (meters <= WithinMeters && MayBe(truth[t].Class, found[f].Class))
                    pairs.Add((t, f, meters));
            }
        }
        pairs.Sort((a, b) => a.Meters != b.Meters ? a.Meters.CompareTo(b.Meters) : (a.Truth, a.Found).CompareTo((b.Truth, b.Found)));
        return pairs;
    }

    private static RepairScore Repairs(List<TruthDefect> truth, List<FoundDefect> found, Dictionary<int, int> truthOf, Dictionary<int, int> duplicateOf)
    {
        // A repair can only be noticed by a drive that passed the place after it.
        static bool IsRepaired(TruthDefect t) => t.RepairedBefore is { } drive && t.PassedBy.Any(p => p >= drive);
        var proposed = 0;
        var wrong = 0;
        for (var f = 0; f < found.Count; f++)
        {
            if (!found[f].RepairProposed)
                continue;
            // What was never there was not repaired either.
            var real = truthOf.TryGetValue(f, out var t) || duplicateOf.TryGetValue(f, out t);
            if (!real || !IsRepaired(truth[t]))
                wrong++;
            else if (truthOf.ContainsKey(f))
                proposed++;
        }
        return new(truth.Count(IsRepaired), proposed, wrong);
    }

    private static Dictionary<string, double> ByClass(List<TruthDefect> truth, Dictionary<int, int> foundOf) =>
        truth
            .Select((t, index) => (t.Class, Found: foundOf.ContainsKey(index)))
            .GroupBy(t => t.Class, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Average(t => t.Found ? 1.0 : 0.0), StringComparer.Ordinal);

    private static double? Percentile(List<double> sorted, double share)
    {
        if (sorted.Count == 0)
            return null;
        var place = share * (sorted.Count - 1);
        var low = (int)place;
        var high = Math.Min(low + 1, sorted.Count - 1);
        return sorted[low] + ((sorted[high] - sorted[low]) * (place - low));
    }
}
