using System.Buffers;
using System.Globalization;
using System.Text;

namespace Machimichi.Roads.Tracks.Formats;

/// <summary>
/// NMEA 0183 sentences wherever they stand: in a log, after a recorder's own prefix, or between other fields.
/// RMC gives date, place, speed and course; GGA the place where no RMC has it. A sentence with a wrong checksum does not count.
/// </summary>
internal sealed class NmeaReader
{
    private static readonly SearchValues<char> SentenceEnds = SearchValues.Create("*$;\r\n\0");

    private DateOnly? date;
    private DateTime? last;
    private readonly List<Fix> waiting = [];
    private int undated;

    public int Damaged { get; private set; }
    public int Void { get; private set; }

    public static Track Read(Stream input, string name)
    {
        var reader = new NmeaReader();
        var fixes = new FixList();
        using var text = new StreamReader(input, Encoding.Latin1);
        while (ReadLine(text) is { } line)
            fixes.AddRange(reader.Sentences(line));
        fixes.AddRange(reader.Rest());
        if (fixes.Count > 0)
            return fixes.ToTrack("nmea");
        if (reader.undated > 0)
            throw new TrackException(
                $"“{name}” has {reader.undated} places but no date (no RMC or ZDA sentence).",
                "Set the receiver to write RMC sentences too."
            )
            {
                Key = "footage.track-timeless",
                Detail = name,
            };
        throw reader.Void > 0
            ? new TrackException(
                $"“{name}”: the receiver found no satellites during the whole file.",
                "Import it without a track and give a GPX of the drive later."
            )
            {
                Key = "footage.track-empty",
            }
            : new TrackException(
                $"“{name}” has no valid NMEA sentence ({reader.Damaged} with a wrong checksum).",
                "Copy the file from the recorder again."
            )
            {
                Key = "footage.track-unreadable",
                Detail = name,
            };
    }

    /// <summary>The fixes that this piece of text completes. State (the date) is kept from piece to piece.</summary>
    public IEnumerable<Fix> Sentences(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var comma = text.IndexOf(',', at);
            if (comma < 0)
                yield break;
            at = comma + 1;
            if (comma < 5 || text.AsSpan(comma - 3, 3) is not ("RMC" or "GGA" or "ZDA"))
                continue;
            if (!char.IsAsciiLetterUpper(text[comma - 4]) || !char.IsAsciiLetterUpper(text[comma - 5]))
                continue;
            var end = text.AsSpan(comma).IndexOfAny(SentenceEnds);
            end = end < 0 ? text.Length : comma + end;
            if (Checked(text, comma - 5, end) is not { } fields)
            {
                Damaged++;
                continue;
            }
            at = end;
            foreach (var fix in Sentence(text.Substring(comma - 3, 3), fields))
                yield return fix;
        }
    }

    /// <summary>What still waits when the text is at its end.</summary>
    public IEnumerable<Fix> Rest() => Released(DateTime.MaxValue);

    private static string[]? Checked(string text, int start, int end)
    {
        var body = text.AsSpan(start, end - start);
        var fields = body.ToString().Split(',');
        if (end < text.Length && text[end] == '*')
        {
            var sum = 0;
            foreach (var c in body)
                sum ^= c;
            return
                end + 3 <= text.Length
                && int.TryParse(text.AsSpan(end + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var said)
                && said == sum
                ? fields
                : null;
        }
        // Without a checksum, the fields that follow the ones we need show that those were not cut.
        return fields.Length >= (fields[0].EndsWith("ZDA", StringComparison.Ordinal) ? 6 : 11) ? fields : null;
    }

    private IEnumerable<Fix> Sentence(string kind, string[] f)
    {
        if (kind == "ZDA" && f.Length > 4)
            date = Whole(f[4]) is { } year && Whole(f[3]) is { } month && Whole(f[2]) is { } day ? Day(year, month, day) ?? date : date;
        else if (kind == "RMC" && f.Length > 9)
            return Rmc(f);
        else if (kind == "GGA" && f.Length > 6)
            return Gga(f);
        return [];
    }

    private List<Fix> Rmc(string[] f)
    {
        if (f[9].Length == 6 && Whole(f[9]) is { } ddmmyy)
        {
            var year = ddmmyy % 100;
            date = Day(year >= 70 ? 1900 + year : 2000 + year, ddmmyy / 100 % 100, ddmmyy / 10000) ?? date;
        }
        if (f[2] != "A")
        {
            Void++;
            return [];
        }
        if (Time(f[1]) is not { } utc || Place(f[3], f[4]) is not { } latitude || Place(f[5], f[6]) is not { } longitude)
            return [];
        var fixes = Released(utc);
        last = utc;
        fixes.Add(new Fix(utc, latitude, longitude, Instants.Number(f[7]) * Instants.MpsPerKnot, Instants.Number(f[8])));
        return fixes;
    }

    // A GGA counts only where no RMC of the same instant does, so it waits for the next instant.
    private List<Fix> Gga(string[] f)
    {
        if (f[6] is "" or "0")
        {
            Void++;
            return [];
        }
        if (Place(f[2], f[3]) is not { } latitude || Place(f[4], f[5]) is not { } longitude)
            return [];
        if (date is null)
        {
            undated++;
            return [];
        }
        if (Time(f[1]) is not { } utc || utc == last)
            return [];
        var fixes = Released(utc);
        waiting.Add(new Fix(utc, latitude, longitude, null, null));
        return fixes;
    }

    private List<Fix> Released(DateTime utc)
    {
        var fixes = waiting.FindAll(fix => fix.Utc != utc && (last is null || fix.Utc > last));
        waiting.Clear();
        return fixes;
    }

    private DateTime? Time(string hhmmss)
    {
        if (date is not { } day || hhmmss.Length < 6 || Instants.Number(hhmmss.AsSpan(4)) is not { } second)
            return null;
        if (Whole(hhmmss.AsSpan(0, 2)) is not { } hour || Whole(hhmmss.AsSpan(2, 2)) is not { } minute)
            return null;
        var utc = Instants.From(day.Year, day.Month, day.Day, hour, minute, second);
        // GGA has no date of its own: past midnight it is still yesterday's until the next RMC.
        return utc is { } time && last is { } before && before - time > TimeSpan.FromHours(23) ? time.AddDays(1) : utc;
    }

    private static DateOnly? Day(int year, int month, int day) =>
        Instants.From(year, month, day, 0, 0, 0) is { } at ? DateOnly.FromDateTime(at) : null;

    private static int? Whole(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static double? Place(string number, string side) =>
        number.Length > 0 && Instants.Number(number) is { } value && Instants.Degrees(value) is { } degrees
            ? side is "S" or "W"
                ? -degrees
                : side is "N" or "E"
                    ? degrees
                    : null
            : null;

    // A binary file that only looks like text must not become one endless line.
    private static string? ReadLine(StreamReader text)
    {
        var line = new StringBuilder();
        int c;
        while ((c = text.Read()) >= 0 && line.Length < 4096)
        {
            if (c is '\n' or '\r')
                return line.ToString();
            line.Append((char)c);
        }
        return line.Length > 0 ? line.ToString() : null;
    }
}
