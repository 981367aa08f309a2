using System.Globalization;
using System.Text;

namespace Machimichi.Insight.OpenData;

/// <summary>
/// CSV as a spreadsheet and a program both read it: UTF-8 with BOM, header in row 1, one record a line, ISO 8601, CRLF (RFC 4180).
/// A cell that a spreadsheet would take for a formula begins with an apostrophe.
/// </summary>
internal sealed class CsvWriter(Stream output, TimeZoneInfo zone) : IAsyncDisposable
{
    private static readonly UTF8Encoding Utf8WithBom = new(encoderShouldEmitUTF8Identifier: true);
    private readonly StreamWriter writer = new(output, Utf8WithBom, 16 * 1024, leaveOpen: true) { NewLine = "\r\n" };
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
        await writer.WriteAsync(line, ct);
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
