using System.Globalization;

namespace Machimichi.Platform.Towns;

/// <summary>How a town works on what it was told and what it saw.</summary>
/// <param name="ClosedDays">Days on which the office is closed besides weekends and national holidays: <c>12-29</c> for each year, <c>2026-08-14</c> for one.</param>
/// <param name="Deadlines">Within how many working days a case should be done; the most particular rule that fits counts.</param>
/// <param name="Offices">To whom the town hands over what is not its own.</param>
public sealed record TownWorks(IReadOnlyList<string>? ClosedDays = null, IReadOnlyList<DeadlineRule>? Deadlines = null, PriorityWeights? Weights = null, IReadOnlyList<Office>? Offices = null)
{
    /// <summary>What of it cannot be, by its name in the file; null when all can.</summary>
    internal string? Wrong(IReadOnlyList<Category> categories)
    {
        if (ClosedDays?.FirstOrDefault(d => !IsDay(d)) is { } day) return $"works.closedDays {day}";
        if (Deadlines?.FirstOrDefault(d => d.Days is < 1 or > 250 || (d.Category is not null && categories.All(c => c.Code != d.Category))) is { } rule) return $"works.deadlines {rule.Category} {rule.Days}";
        if (Weights is { } w && new[] { w.Severity, w.People, w.Seen, w.Near, w.Waiting }.Any(v => !(v is >= 0 and <= 100))) return "works.weights";
        return null;
    }

    private static bool IsDay(string text) =>
        DateOnly.TryParseExact(text is { Length: 5 } ? $"2024-{text}" : text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}

public sealed record DeadlineRule(int Days, string? Category = null, int? Severity = null);
public sealed record Office(string Code, LocalName Name, string Phone, string Address = "", IReadOnlyList<string>? Categories = null);

/// <summary>How many points each reason gives a case.</summary>
/// <param name="Severity">For each step of severity.</param>
/// <param name="People">For each person who reported it.</param>
/// <param name="Seen">Where a camera saw it as well as a person.</param>
/// <param name="Near">Near something that matters (a landmark with a kind).</param>
/// <param name="Waiting">For each day since it was opened.</param>
public sealed record PriorityWeights(double Severity = 30, double People = 6, double Seen = 8, double Near = 12, double Waiting = 0.5);
