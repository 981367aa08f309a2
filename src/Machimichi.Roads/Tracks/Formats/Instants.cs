using System.Globalization;

namespace Machimichi.Roads.Tracks.Formats;

internal static class Instants
{
    public const double MpsPerKnot = 1852.0 / 3600;

    /// <summary>ISO 8601; a time without a zone is taken as UTC.</summary>
    public static DateTime? Parse(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.UtcDateTime : null;

    public static DateTime? From(int year, int month, int day, int hour, int minute, double second)
    {
        if (
            year is < 1970 or > 2199
            || month is < 1 or > 12
            || hour is < 0 or > 23
            || minute is < 0 or > 59
            || second is not (>= 0 and < 61)
        )
            return null;
        if (day < 1 || day > DateTime.DaysInMonth(year, month))
            return null;
        // Whole microseconds: 3.2 s must not become 3.1999999 s.
        return new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc).AddTicks((long)Math.Round(second * 1e6) * 10);
    }

    public static double? Number(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    /// <summary>NMEA's degrees and minutes in one number, 3507.25 for 35° 07.25′; null where the minutes cannot be.</summary>
    public static double? Degrees(double degreesMinutes)
    {
        var degrees = Math.Truncate(degreesMinutes / 100);
        var minutes = degreesMinutes - degrees * 100;
        return Math.Abs(minutes) < 60 && Math.Abs(degrees) <= 180 ? degrees + minutes / 60 : null;
    }
}
