using Machimichi.Platform.Geo;
using Machimichi.Platform.Towns;
using Machimichi.Works.Cases;
using Machimichi.Works.Deadlines;

namespace Machimichi.Works.Priority;

/// <summary>One thing that makes a case more urgent, with the points that it gives.</summary>
/// <param name="Text">Key of the text that says it.</param>
public sealed record Reason(string Text, double Points, params (string Name, object Value)[] Values);

/// <summary>What a town's rules make of a case: its deadline, its priority, and why.</summary>
public sealed class WorkRules
{
    public const double NearMeters = 150;
    private static readonly DateTime Start = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DeadlineRule[] UsualDeadlines = [new(20), new(10, Severity: 2), new(3, Severity: 3)];
    private readonly TownFile town;
    private readonly PriorityWeights weights;

    private WorkRules(TownFile town, PriorityWeights weights) => (this.town, this.weights, Days) = (town, weights, new WorkingDays(town.Works.ClosedDays));

    public WorkingDays Days { get; }

    public static WorkRules Of(TownFile town, PriorityWeights? instead = null) => new(town, instead ?? town.Works.Weights ?? new());

    public DateOnly DayOf(DateTime utc) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(utc, town.Zone));

    /// <summary>Today, and the last day of what is due soon: within three working days.</summary>
    public (DateOnly Today, DateOnly Soon) Due(DateTime now) => (DayOf(now), Days.After(DayOf(now), 3));

    /// <summary>By when a case of that kind should be done. A rule that names category and severity goes before one that names either, category first.</summary>
    public DateOnly DeadlineOf(string category, int severity, DateTime openedAt)
    {
        var rules = town.Works.Deadlines is { Count: > 0 } own ? own : UsualDeadlines;
        var fits = rules.Where(r => (r.Category is null || r.Category == category) && (r.Severity is null || r.Severity == severity))
            .OrderByDescending(r => (r.Category is null ? 0 : 2) + (r.Severity is null ? 0 : 1)).FirstOrDefault();
        return Days.After(DayOf(openedAt), fits?.Days ?? 20);
    }

    /// <summary>Everything that speaks for the case, in words and points.</summary>
    public IReadOnlyList<Reason> Reasons(Weighed one, DateTime now)
    {
        var reasons = new List<Reason> { new("priority.severity", weights.Severity * one.Severity, ("severity", one.Severity)) };
        if (one.People > 0) reasons.Add(new("priority.people", weights.People * one.People, ("n", one.People)));
        if (one.People > 0 && one.Seen > 0) reasons.Add(new("priority.seen", weights.Seen));
        if (NearestThatMatters(one) is { } near) reasons.Add(new($"priority.near.{near.Mark.Kind}", weights.Near, ("name", near.Mark.Name), ("meters", (int)near.Meters)));
        var days = Math.Max(0, (int)(now - one.OpenedAt).TotalDays);
        if (days > 0) reasons.Add(new("priority.waiting", weights.Waiting * days, ("n", days)));
        return [.. reasons.Where(r => r.Points > 0).OrderByDescending(r => r.Points)];
    }

    /// <summary>
    /// Cases in the order of their points, whatever day it is: each waits one day more every day, so the days since a fixed start
    /// can be taken off once instead of being added anew every night.
    /// </summary>
    public double Rank(Weighed one) => Reasons(one, one.OpenedAt).Sum(r => r.Points) - weights.Waiting * (one.OpenedAt - Start).TotalDays;

    private (Landmark Mark, double Meters)? NearestThatMatters(Weighed one)
    {
        if (one.Latitude is not { } lat || one.Longitude is not { } lon) return null;
        var near = town.Landmarks.Where(l => l.Kind.Length > 0).Select(l => (Mark: l, Meters: Place.MetersBetween(lat, lon, l.Lat, l.Lon))).Where(l => l.Meters <= NearMeters).ToList();
        return near.Count == 0 ? null : near.MinBy(l => l.Meters);
    }
}

/// <summary>What of a case its priority rests on.</summary>
/// <param name="People">Subjects that a person reported.</param>
/// <param name="Seen">Subjects that a camera saw.</param>
public readonly record struct Weighed(int Severity, int People, int Seen, double? Latitude, double? Longitude, DateTime OpenedAt)
{
    internal static Weighed Of(Case one) => new(one.Severity, one.Subjects.Count(s => s.Kind == "report"), one.Subjects.Count(s => s.Kind == "defect"), one.Latitude, one.Longitude, one.OpenedAt);
}
