using System.Globalization;
using System.Text.RegularExpressions;

namespace Machimichi.Roads.Footage.Reading;

/// <summary>The time that recorders write into names: 20251120_104207, 2025-11-20T10-42-07.123, 2025_1120_104207, REC_2025_11_20_10_42_07.</summary>
public static partial class FileNameTime
{
    /// <summary>By the camera's clock, zone unknown (kind: unspecified); null where the name has no time that can be one.</summary>
    public static DateTime? Parse(string path)
    {
        var match = Pattern().Match(Path.GetFileName(path));
        if (!match.Success)
            return null;
        var digits = match.Groups["date"].Value + match.Groups["time"].Value;
        var compact = string.Concat(digits.Where(char.IsAsciiDigit));
        if (
            !DateTime.TryParseExact(compact, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            || time.Year is < 1970 or > 2099
        )
            return null;
        var fraction = match.Groups["fraction"].Value;
        return fraction.Length > 0
            ? time.AddSeconds(int.Parse(fraction, CultureInfo.InvariantCulture) / Math.Pow(10, fraction.Length))
            : time;
    }

    // No digit before or after: fourteen digits out of a longer number are not a time.
    [GeneratedRegex(
        @"(?<!\d)(?<date>(?:19|20)\d\d[-_.]?\d\d[-_.]?\d\d)[-_T. ]{0,3}(?<time>\d\d[-_.:h]?\d\d[-_.:m]?\d\d)(?:[.,](?<fraction>\d{1,6})|(?<fraction>\d{3}))?(?!\d)",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Pattern();
}
