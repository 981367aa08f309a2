using System.Text;

namespace Machimichi.Platform.Search;

/// <summary>
/// A text as tokens that any full-text index takes, the same for SQLite and PostgreSQL: at each character the pair of it and the
/// next one, at the end of a run the character alone. A pair is a token, a longer word a phrase of pairs, a single character the
/// beginning of pairs. Written in letters of ASCII, four for each character, so that no index's own idea of a word interferes.
/// </summary>
public static class SearchTokens
{
    public const int CodeLength = 4;

    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    public static IEnumerable<string> Of(string text) => OfFolded(FoldedText.Of(text).Text);

    internal static IEnumerable<string> OfFolded(string folded) =>
        folded.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(run => Pairs(Codes(run)));

    /// <summary>Marks what is of one town and one kind, so that the index itself keeps them apart.</summary>
    public static string Facet(string town, string kind) => $"_{town}_{kind}";

    private static IEnumerable<string> Pairs(IReadOnlyList<string> codes)
    {
        for (var i = 0; i < codes.Count; i++) yield return i + 1 < codes.Count ? codes[i] + codes[i + 1] : codes[i];
    }

    /// <summary>What must stand in the index for a word to be found: one code (a beginning), or pairs that follow each other.</summary>
    internal static IReadOnlyList<string> Phrase(string word)
    {
        var codes = Codes(word);
        return codes.Count == 1 ? codes : [.. Pairs(codes).Take(codes.Count - 1)];
    }

    private static List<string> Codes(string run)
    {
        var codes = new List<string>(run.Length);
        Span<char> code = stackalloc char[CodeLength];
        foreach (var rune in run.EnumerateRunes())
        {
            var value = rune.Value;
            for (var i = CodeLength - 1; i >= 0; i--) (code[i], value) = (Digits[value % 36], value / 36);
            codes.Add(new string(code));
        }
        return codes;
    }
}

/// <summary>What somebody looks for: words that must all be there.</summary>
public sealed class SearchWords
{
    public const int Longest = 100, Most = 8;

    private SearchWords(IReadOnlyList<string> words) => Words = words;

    /// <summary>Folded as <see cref="FoldedText"/> folds.</summary>
    public IReadOnlyList<string> Words { get; }

    public bool IsEmpty => Words.Count == 0;

    public static SearchWords Of(string? typed)
    {
        var text = typed ?? "";
        if (text.Length > Longest) text = text[..Longest];
        return new SearchWords([.. FoldedText.Of(text).Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct().Take(Most)]);
    }

    /// <summary>As SQLite's FTS5 asks.</summary>
    internal string ForFts(string facet) => string.Join(" AND ", Words.Select(Fts).Prepend($"\"{facet}\""));

    /// <summary>As PostgreSQL's tsquery asks.</summary>
    internal string ForTsQuery(string facet) => string.Join(" & ", Words.Select(TsQuery).Prepend($"'{facet}'"));

    private static string Fts(string word) => SearchTokens.Phrase(word) switch
    {
        [{ Length: SearchTokens.CodeLength } beginning] => $"\"{beginning}\" *",
        var pairs => $"\"{string.Join(' ', pairs)}\"",
    };

    private static string TsQuery(string word) => SearchTokens.Phrase(word) switch
    {
        [{ Length: SearchTokens.CodeLength } beginning] => $"'{beginning}':*",
        var pairs => $"({string.Join(" <-> ", pairs.Select(p => $"'{p}'"))})",
    };

    /// <summary>Where the words stand in a folded text, in the order of the text.</summary>
    internal IEnumerable<(int At, int Length)> In(string folded) => Words.SelectMany(w => Places(folded, w)).OrderBy(p => p.At);

    internal static IEnumerable<(int At, int Length)> Places(string folded, string word)
    {
        for (var at = folded.IndexOf(word, StringComparison.Ordinal); at >= 0; at = folded.IndexOf(word, at + word.Length, StringComparison.Ordinal)) yield return (at, word.Length);
    }
}
