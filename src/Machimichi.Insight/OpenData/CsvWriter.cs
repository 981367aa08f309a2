using System.Globalization;
using System.Text;

namespace Machimichi.Insight.OpenData;

/// <summary>
/// CSV as a spreadsheet and a program both read it: UTF-8 with BOM, header in row 1, one record a line, ISO 8601, CRLF (RFC 4180).
/// A cell that a spreadsheet would take for a formula begins with an apostrophe. In Shift_JIS (Windows-31J), what it cannot hold is 〓.
/// </summary>
internal sealed class CsvWriter(Stream output, TimeZoneInfo zone, bool shiftJis = false) : IAsyncDisposable
{
    private static readonly UTF8Encoding Utf8WithBom = new(encoderShouldEmitUTF8Identifier: true);
    private static readonly Encoding Windows31J = CodePagesEncodingProvider.Instance.GetEncoding(932, new EncoderReplacementFallback("〓"), DecoderFallback.ReplacementFallback)!;
    private readonly StreamWriter writer = new(output, shiftJis ? Windows31J : Utf8WithBom, 16 * 1024, leaveOpen: true) { NewLine = "\r\n" };
    private readonly StringBuilder line = new();

    public async Task Write(IEnumerable<object?> cells, CancellationToken ct)
    {
        line.Clear();
        var first = true;
        foreach (var cell in cells)
        {
            if (!first) line.Append(',');
            Append(cell);
            first = false;
        }
        line.Append("\r\n");
        if (shiftJis) Mend();
        await writer.WriteAsync(line, ct);
    }

    // Signs that both know, under another number.
    private static readonly (char Unicode, char Theirs)[] SameInShiftJis =
        [('\u301C', '\uFF5E'), ('\u2212', '\uFF0D'), ('\u2016', '\u2225'), ('\u2014', '\u2015'), ('\u00A2', '\uFFE0'), ('\u00A3', '\uFFE1'), ('\u00AC', '\uFFE2'), ('\u00A5', '\uFFE5')];

    private void Mend()
    {
        foreach (var (unicode, theirs) in SameInShiftJis) line.Replace(unicode, theirs);
        // One mark for one character, however many halves it has.
        for (var i = line.Length - 2; i >= 0; i--)
            if (char.IsSurrogatePair(line[i], line[i + 1])) line.Remove(i, 2).Insert(i, '〓');
    }

    public async ValueTask DisposeAsync() => await writer.DisposeAsync();

    private void Append(object? cell)
    {
        switch (cell)
        {
            case null: break;
            case DateTime utc: line.Append(Iso(utc)); break;
            case DateOnly day: line.Append(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
            case bool flag: line.Append(flag ? "true" : "false"); break;
            case double number: line.Append(number.ToString("0.######", CultureInfo.InvariantCulture)); break;
            case int number: line.Append(CultureInfo.InvariantCulture, $"{number}"); break;
            default: Quote(Harmless(cell.ToString() ?? "")); break;
        }
    }

    // With the town's offset: exact for a program, and a person reads the town's clock.
    private string Iso(DateTime utc) =>
        TimeZoneInfo.ConvertTime(new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)), zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string Harmless(string text)
    {
        var oneLine = string.Join(' ', text.Split(LineBreaks, StringSplitOptions.RemoveEmptyEntries)).Replace('\t', ' ').Replace("\0", "", StringComparison.Ordinal);
        // Full-width signs too: a Japanese spreadsheet reads them as their plain ones.
        return oneLine.TrimStart() is [var sign, ..] && "=+-@＝＋－＠|%".Contains(sign) ? $"'{oneLine}" : oneLine;
    }

    private static readonly char[] LineBreaks = ['\r', '\n', '\v', '\f', '\u0085', '\u2028', '\u2029'];

    private void Quote(string text)
    {
        if (text.AsSpan().IndexOfAny(',', '"') < 0 && text == text.Trim()) line.Append(text);
        else line.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
