using System.Globalization;
using Machimichi.Works.Deadlines;

namespace Machimichi.Tests.Works;

public sealed class WorkingDaysTests
{
    private static readonly WorkingDays Town = new(["12-29", "12-30", "12-31", "01-02", "01-03", "2026-08-14"]);

    // As the Cabinet Office publishes them, substitute and sandwiched days included.
    [Theory]
    [InlineData(2015, "01-01 01-12 02-11 03-21 04-29 05-03 05-04 05-05 05-06 07-20 09-21 09-22 09-23 10-12 11-03 11-23 12-23")]
    [InlineData(2024, "01-01 01-08 02-11 02-12 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-15 08-11 08-12 09-16 09-22 09-23 10-14 11-03 11-04 11-23")]
    [InlineData(2025, "01-01 01-13 02-11 02-23 02-24 03-20 04-29 05-03 05-04 05-05 05-06 07-21 08-11 09-15 09-23 10-13 11-03 11-23 11-24")]
    [InlineData(2026, "01-01 01-12 02-11 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23")]
    [InlineData(2027, "01-01 01-11 02-11 02-23 03-21 03-22 04-29 05-03 05-04 05-05 07-19 08-11 09-20 09-23 10-11 11-03 11-23")]
    public void The_office_works_on_every_weekday_that_is_no_holiday(int year, string holidays)
    {
        var free = holidays.Split(' ').ToHashSet();
        var office = new WorkingDays([]);
        for (var day = new DateOnly(year, 1, 1); day.Year == year; day = day.AddDays(1))
        {
            var expected = day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !free.Contains(day.ToString("MM-dd", CultureInfo.InvariantCulture));
            Assert.True(office.Works(day) == expected, $"{day:O} works: {!expected}");
        }
    }

    [Theory]
    [InlineData("2026-12-25", 1, "2026-12-28")]
    [InlineData("2026-12-28", 1, "2027-01-04")]
    [InlineData("2026-04-28", 3, "2026-05-07")]
    [InlineData("2026-08-12", 2, "2026-08-17")]
    [InlineData("2026-09-18", 1, "2026-09-24")]
    public void A_deadline_steps_over_the_days_on_which_the_town_is_closed(string from, int days, string to)
    {
        var (first, last) = (DateOnly.Parse(from, CultureInfo.InvariantCulture), DateOnly.Parse(to, CultureInfo.InvariantCulture));
        Assert.Equal(last, Town.After(first, days));
        Assert.Equal(days, Town.Between(first, last));
        Assert.Equal(-days, Town.Between(last, first));
    }
}
