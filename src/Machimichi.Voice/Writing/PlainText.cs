using System.Buffers;
using System.Text;
using Machimichi.Platform;

namespace Machimichi.Voice.Writing;

/// <summary>What people write is kept as plain text: one kind of line end, no control characters, no broken Unicode. Markup is just characters.</summary>
internal static class PlainText
{
    private static readonly SearchValues<char> SentenceEnds = SearchValues.Create("\n。！？!?");

    public static string Line(string? text) => Clean(text, lines: false);

    public static string Lines(string? text) => Clean(text, lines: true);

    // A browser sends CRLF where its own limit counts one character, and a NUL would be refused by PostgreSQL.
    private static string Clean(string? text, bool lines)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (rune.Value == '\n') clean.Append(lines ? '\n' : ' ');
            else if (rune.Value == '\t') clean.Append(' ');
            else if (!Rune.IsControl(rune)) clean.Append(rune);
        }
        return clean.ToString().Trim().Normalize(NormalizationForm.FormC);
    }

    public static Refusal? TooLong(string text, int limit, string field) =>
        text.Length > limit ? new Refusal("text.too-long", field, values: [("limit", limit)]) : null;

    /// <summary>The first line or sentence, short enough to be a title.</summary>
    public static string TitleOf(string text, int limit = 40)
    {
        var end = text.AsSpan().IndexOfAny(SentenceEnds);
        var first = end < 0 ? text : text[..end];
        if (first.Length <= limit) return first.Trim();
        var cut = char.IsHighSurrogate(first[limit - 2]) ? limit - 2 : limit - 1;
        return first[..cut].TrimEnd() + "…";
    }

    /// <summary>What a search compares: width, case and the two kana made one, so that ベンチ finds べんち and ﾍﾞﾝﾁ.</summary>
    public static string Folded(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormKC).ToLowerInvariant())
            folded.Append(c is >= 'ァ' and <= 'ヶ' ? (char)(c - ('ァ' - 'ぁ')) : c);
        return folded.ToString();
    }

    /// <summary>A LIKE pattern for each word of a search; escape character is the backslash.</summary>
    public static IReadOnlyList<string> Patterns(string? search) =>
        [.. Folded(Line(search)).Split([' ', '　'], StringSplitOptions.RemoveEmptyEntries).Take(5)
            .Select(w => $"%{w.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%")];
}
