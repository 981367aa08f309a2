using Machimichi.Platform.Data;

namespace Machimichi.Platform.Search;

/// <summary>One public thing as a search shows it. Its words are in the database's own full-text index under the same number.</summary>
public sealed class SearchEntry : ITownOwned
{
    public long Seq { get; init; }
    public string TownId { get; private set; } = "";
    public Guid ThingId { get; init; }

    /// <summary>What the thing belongs to, or itself: when that leaves the public, this does.</summary>
    public Guid SubjectId { get; init; }
    public string Kind { get; init; } = "";

    /// <summary>Within the town: <c>proposals/12</c>.</summary>
    public string Path { get; init; } = "";

    /// <summary>Of the subject; may be empty.</summary>
    public string Title { get; init; } = "";
    public string Text { get; init; } = "";
    public string Category { get; init; } = "";
    public string District { get; init; } = "";
    public DateTime At { get; init; }

    internal bool Says(SearchEntry other) => (ThingId, SubjectId, Kind, Path, Title, Text, Category, District) ==
        (other.ThingId, other.SubjectId, other.Kind, other.Path, other.Title, other.Text, other.Category, other.District);

    /// <summary>A title that several things share is found with the one whose it is.</summary>
    internal IEnumerable<string> Words => SearchTokens.Of(ThingId == SubjectId ? $"{Title}\n{Text}" : Text);
}

/// <summary>A kind of thing that a capability lets be found.</summary>
/// <param name="Thing">The entity. Each save that touches one brings the index up to date within its transaction.</param>
/// <param name="IsSubject">Do other things belong to it, and leave the public with it?</param>
/// <param name="Public">All that everyone may read now, and nothing else.</param>
public sealed record SearchSource(Type Thing, bool IsSubject, Func<MachimichiDb, IQueryable<SearchEntry>> Public);
