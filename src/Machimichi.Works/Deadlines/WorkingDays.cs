using System.Globalization;
using PublicHoliday;

namespace Machimichi.Works.Deadlines;

/// <summary>The days on which a town's office works: no weekend, no national holiday, no day on which the town is closed.</summary>
public sealed class WorkingDays(IReadOnlyList<string>? closed)
{
    private static readonly JapanPublicHoliday Holidays = new();
    private readonly HashSet<string> closed = [.. closed ?? []];

    public bool Works(DateOnly day) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)
        && !closed.Contains(day.ToString("MM-dd", CultureInfo.InvariantCulture)) && !closed.Contains(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
        && !IsHoliday(day) && !(IsHoliday(day.AddDays(-1)) && IsHoliday(day.AddDays(1)));

    // A day between two holidays is one itself (Act on National Holidays, article 3, paragraph 3), which the library does not know.
    private static bool IsHoliday(DateOnly day) => Holidays.IsPublicHoliday(day.ToDateTime(TimeOnly.MinValue));

    /// <summary>The <paramref name="days"/>-th working day after a day.</summary>
    public DateOnly After(DateOnly day, int days)
    {
        for (var left = days; left > 0;)
        {
            day = day.AddDays(1);
            if (Works(day)) left--;
        }
        return day;
    }

    /// <summary>How many working days lie after <paramref name="from"/> up to <paramref name="to"/>; negative when that day is past.</summary>
    public int Between(DateOnly from, DateOnly to)
    {
        var (sign, first, last) = from <= to ? (1, from, to) : (-1, to, from);
        var count = 0;
        for (var day = first.AddDays(1); day <= last; day = day.AddDays(1))
            if (Works(day)) count++;
        return sign * count;
    }
}
