using Machimichi.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Platform.Search;

/// <summary>
/// Looks through everything public of a town. The newest finds of each kind are ranked: by where and how often the words stand,
/// then by age. So a common word costs the same in a town of a million reports as in one of a hundred.
/// </summary>
public sealed class SearchTown(MachimichiDb db, IEnumerable<SearchKind> kinds)
{
    public const int PageSize = 20, MostOfAKind = 300;

    /// <param name="Kind">Only this one; empty for all.</param>
    /// <param name="UpTo">Only what could be found when the first page was shown: its <see cref="Result.Newest"/>.</param>
    public sealed record Request(string? Words, string? Kind = null, int Page = 1, int Size = PageSize, long? UpTo = null);

    /// <param name="Path">Within the town.</param>
    /// <param name="Excerpt">Of the text as it was written, what was found marked.</param>
    public sealed record Row(string Kind, string Path, IReadOnlyList<Piece> Title, IReadOnlyList<Piece> Excerpt, string Category, string District, DateTime At);

    /// <param name="Counts">Finds of each kind, whichever kind was asked for.</param>
    /// <param name="Newest">Number of the newest thing that was looked at.</param>
    /// <param name="More">Were there more of a kind than are looked at?</param>
    public sealed record Result(IReadOnlyList<Row> Rows, int Total, bool More, IReadOnlyDictionary<string, int> Counts, int Page, int Pages, long Newest);

    public async Task<Result> Handle(Request request, CancellationToken ct)
    {
        var words = SearchWords.Of(request.Words);
        var found = new Dictionary<string, List<SearchEntry>>();
        foreach (var kind in kinds) found[kind.Name] = words.IsEmpty ? [] : await Newest(words, kind.Name, request.UpTo ?? long.MaxValue, ct);
        var asked = string.IsNullOrEmpty(request.Kind) ? [.. found.Values.SelectMany(f => f)] : found.GetValueOrDefault(request.Kind) ?? [];
        var size = Math.Clamp(request.Size, 1, 100);
        var pages = Math.Max(1, (asked.Count + size - 1) / size);
        var page = Math.Clamp(request.Page, 1, pages);
        var now = db.Now;
        var ranked = asked.Select(e => (Entry: e, Score: Score(e, words, request.Words!, now))).OrderByDescending(e => e.Score).ThenByDescending(e => e.Entry.Seq);
        return new Result([.. ranked.Skip((page - 1) * size).Take(size).Select(r => Show(r.Entry, words))], asked.Count,
            found.Any(f => f.Value.Count == MostOfAKind && (string.IsNullOrEmpty(request.Kind) || f.Key == request.Kind)), found.ToDictionary(f => f.Key, f => f.Value.Count), page, pages,
            request.UpTo ?? found.Values.SelectMany(f => f).Select(e => e.Seq).DefaultIfEmpty().Max());
    }

    private Task<List<SearchEntry>> Newest(SearchWords words, string kind, long upTo, CancellationToken ct)
    {
        var facet = SearchTokens.Facet(db.Town.Slug, kind);
        var entries = db.Database.IsNpgsql()
            ? db.SearchEntries.FromSql($"SELECT * FROM search_entries WHERE seq IN (SELECT seq FROM search_words WHERE words @@ CAST({words.ForTsQuery(facet)} AS tsquery) AND seq <= {upTo} ORDER BY seq DESC LIMIT {MostOfAKind})")
            : db.SearchEntries.FromSql($"SELECT * FROM search_entries WHERE seq IN (SELECT rowid FROM search_words WHERE search_words MATCH {words.ForFts(facet)} AND rowid <= {upTo} ORDER BY rowid DESC LIMIT {MostOfAKind})");
        return entries.AsNoTracking().ToListAsync(ct);
    }

    // A word in the title says more than one in the text; what was typed exactly more than what only sounds so; the new more than the old.
    private double Score(SearchEntry entry, SearchWords words, string typed, DateTime now)
    {
        var own = entry.ThingId == entry.SubjectId;
        var (title, text) = (own ? FoldedText.Of(entry.Title).Text : "", FoldedText.Of(entry.Text).Text);
        var score = kinds.First(k => k.Name == entry.Kind).Weight + 2 * Math.Exp(-Math.Max(0, (now - entry.At).TotalDays) / 180);
        foreach (var word in words.Words)
        {
            if (title.StartsWith(word, StringComparison.Ordinal)) score += 6;
            else if (title.Contains(word, StringComparison.Ordinal)) score += 4;
            score += Math.Min(4, SearchWords.Places(text, word).Count()) * 0.75;
        }
        if ((own && entry.Title.Contains(typed, StringComparison.OrdinalIgnoreCase)) || entry.Text.Contains(typed, StringComparison.OrdinalIgnoreCase)) score += 2;
        return score;
    }

    private static Row Show(SearchEntry entry, SearchWords words) => new(entry.Kind, entry.Path, Excerpts.Mark(entry.Title, words), Excerpts.Of(entry.Text, words),
        entry.Category, entry.District, entry.At);
}

/// <summary>A kind of thing that can be looked for alone, and how much it weighs beside the others.</summary>
public sealed record SearchKind(string Name, double Weight);
