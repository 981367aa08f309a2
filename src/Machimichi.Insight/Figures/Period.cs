using Machimichi.Platform;
using Machimichi.Platform.Towns;

namespace Machimichi.Insight.Figures;

/// <summary>Days of a town, as people say them: the first and the last, both of them whole. In time it is half-open, [<see cref="FromUtc"/>, <see cref="ToUtc"/>).</summary>
public sealed record Period
{
    private static readonly DateOnly Earliest = new(1990, 1, 1), Latest = new(2199, 12, 31);

    private Period(DateOnly first, DateOnly last, TimeZoneInfo zone)
    {
        (First, Last) = (first, last);
        (FromUtc, ToUtc) = (StartOf(first, zone), StartOf(last.AddDays(1), zone));
    }

    public DateOnly First { get; }
    public DateOnly Last { get; }
    public DateTime FromUtc { get; }
    public DateTime ToUtc { get; }
    public int Days => Last.DayNumber - First.DayNumber + 1;

    /// <summary>All that there is.</summary>
    public static Period Always(TownFile town) => new(Earliest, Latest, town.Zone);

    /// <summary>A day that is left open reaches as far as there is anything.</summary>
    public static Period Of(DateOnly? first, DateOnly? last, TownFile town)
    {
        var (from, to) = (first ?? Earliest, last ?? Latest);
        if (from < Earliest || to > Latest) throw new Refusal("insight.period-years", "from", values: [("first", Earliest.Year), ("last", Latest.Year)]);
        if (to < from) throw new Refusal("insight.period-backwards", "to", values: [("from", from.ToString("O")), ("to", to.ToString("O"))]);
        return new Period(from, to, town.Zone);
    }

    // The first moment of a day: where clocks are put forward at midnight, 0:00 does not exist.
    private static DateTime StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight)) midnight = midnight.AddMinutes(15);
        return TimeZoneInfo.ConvertTimeToUtc(midnight, zone);
    }
}
