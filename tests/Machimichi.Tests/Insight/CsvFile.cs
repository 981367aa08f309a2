using System.Text;

namespace Machimichi.Tests.Insight;

/// <summary>Reads CSV (RFC 4180) on its own, so that the program's writer is not measured by itself.</summary>
internal sealed class CsvFile
{
    private CsvFile(List<Dictionary<string, string>> rows, string[] header) => (Rows, Header) = (rows, header);

    public IReadOnlyList<Dictionary<string, string>> Rows { get; }
    public string[] Header { get; }

    public static CsvFile Read(byte[] bytes)
    {
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes.Take(3));
        var lines = Encoding.UTF8.GetString(bytes, 3, bytes.Length - 3).Split("\r\n");
        Assert.Equal("", lines[^1]);
        var header = Cells(lines[0]);
        var rows = lines[1..^1].Select(Cells).ToList();
        Assert.All(rows, r => Assert.Equal(header.Length, r.Length));
        return new CsvFile([.. rows.Select(r => header.Zip(r).ToDictionary(p => p.First, p => p.Second))], header);
    }

    // One record a line is promised, so a line can be read by itself.
    private static string[] Cells(string line)
    {
        var (cells, cell, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            if (quoted && line[i] == '"' && i + 1 < line.Length && line[i + 1] == '"') { cell.Append('"'); i++; }
            else if (line[i] == '"') quoted = !quoted;
            else if (line[i] == ',' && !quoted) { cells.Add(cell.ToString()); cell.Clear(); }
            else cell.Append(line[i]);
        }
        Assert.False(quoted, line);
        return [.. cells, cell.ToString()];
    }
}
