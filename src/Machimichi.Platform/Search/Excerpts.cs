namespace Machimichi.Platform.Search;

/// <param name="Found">Is this piece what was looked for?</param>
public sealed record Piece(string Text, bool Found);

/// <summary>The part of a text in which something was found, as it was written, with the finds marked.</summary>
internal static class Excerpts
{
    private const int Before = 30, Length = 120;

    public static IReadOnlyList<Piece> Mark(string text, SearchWords words) => Pieces(text, 0, text.Length, Finds(text, words));

    public static IReadOnlyList<Piece> Of(string text, SearchWords words)
    {
        var finds = Finds(text, words);
        var start = finds.Count == 0 ? 0 : Math.Max(0, finds[0].Start - Before);
        if (start > 0 && char.IsLowSurrogate(text[start])) start--;
        var end = Math.Min(text.Length, start + Length);
        if (end < text.Length && char.IsLowSurrogate(text[end])) end--;
        return [.. start > 0 ? [new Piece("…", false)] : Array.Empty<Piece>(), .. Pieces(text, start, end, finds), .. end < text.Length ? [new Piece("…", false)] : Array.Empty<Piece>()];
    }

    private static List<(int Start, int End)> Finds(string text, SearchWords words)
    {
        var folded = FoldedText.Of(text);
        var finds = new List<(int Start, int End)>();
        foreach (var (at, length) in words.In(folded.Text))
        {
            var (start, end) = folded.Source(at, length);
            if (finds.Count > 0 && start < finds[^1].End) finds[^1] = (finds[^1].Start, Math.Max(end, finds[^1].End));
            else finds.Add((start, end));
        }
        return finds;
    }

    private static List<Piece> Pieces(string text, int start, int end, List<(int Start, int End)> finds)
    {
        var (pieces, at) = (new List<Piece>(), start);
        foreach (var find in finds)
        {
            if (find.Start < at) continue;
            if (find.End > end) break;
            if (find.Start > at) pieces.Add(new Piece(text[at..find.Start], false));
            pieces.Add(new Piece(text[find.Start..find.End], true));
            at = find.End;
        }
        if (at < end) pieces.Add(new Piece(text[at..end], false));
        return pieces;
    }
}
