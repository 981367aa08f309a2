using System.Globalization;

namespace Machimichi.Vision;

/// <summary>One line of a text file of numbers, with its place for messages.</summary>
internal sealed record LabelLine(string Path, int Row, string[] Fields)
{
    internal double Number(int field, string name)
    {
        if (field < Fields.Length && double.TryParse(Fields[field], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
            return value;
        throw Wrong($"{name} (field {field + 1}) must be a number");
    }

    internal int Integer(int field, string name)
    {
        // Some writers put whole numbers as 3.0.
        var value = Number(field, name);
        return value == Math.Floor(value) && Math.Abs(value) < int.MaxValue ? (int)value : throw Wrong($"{name} (field {field + 1}) must be a whole number");
    }

    internal LabelException Wrong(string what) => new($"{Path}:{Row}", what);
}

/// <summary>Text files of one record a line, split at blanks, tabs or commas; blank lines and lines that start with # are passed over.</summary>
internal static class LabelLines
{
    private static readonly char[] Separators = [' ', '\t', ',', ';'];

    internal static IEnumerable<LabelLine> Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabelException(path, $"the file can't be read: {e.Message}", e);
        }
        for (var i = 0; i < lines.Length; i++)
        {
            var fields = lines[i].Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (fields.Length > 0 && !fields[0].StartsWith('#'))
                yield return new LabelLine(path, i + 1, fields);
        }
    }
}
