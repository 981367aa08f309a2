using Machimichi.Platform;
using Machimichi.Platform.Http;
using Machimichi.Platform.Data;
using Machimichi.Platform.Search;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Machimichi.Voice.Api;

/// <param name="Text">A piece of the text as it was written.</param>
/// <param name="Found">Is it what was looked for?</param>
public sealed record ApiPiece(string Text, bool Found);

/// <summary>Something that was found.</summary>
/// <param name="Kind"><c>proposal</c>, <c>call</c>, <c>answer</c> or <c>report</c>.</param>
/// <param name="Title">Of the thing, or of what it belongs to; may be empty.</param>
/// <param name="Excerpt">The part of the text in which it was found.</param>
public sealed record ApiFind(string Kind, string Title, IReadOnlyList<ApiPiece> Excerpt, string Category, string District, DateTime At, string Url);

/// <summary>Finds, best first.</summary>
/// <param name="Next">Address of what follows; null at the end. What comes meanwhile is not among it.</param>
/// <param name="More">Were there more of a kind than the newest 300 that are ranked?</param>
/// <param name="Counts">Finds of each kind.</param>
public sealed record ApiFinds(IReadOnlyList<ApiFind> Items, string? Next, int Total, bool More, IReadOnlyDictionary<string, int> Counts);

internal static class SearchApi
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/search", async ([AsParameters] Query query, SearchTown search, MachimichiDb db, PlatformOptions options, HttpContext http, CancellationToken ct) =>
        {
            var last = Paging.Read(query.Cursor, "search", 2);
            var found = await search.Handle(new SearchTown.Request(query.Q, query.Kind, (int)(last?[0] ?? 0) + 1, Paging.Limit(query.Limit), last?[1]), ct);
            var next = found.Page < found.Pages ? Paging.Cursor("search", found.Page, found.Newest) : null;
            return TypedResults.Ok(new ApiFinds([.. found.Rows.Select(r => new ApiFind(r.Kind, string.Concat(r.Title.Select(p => p.Text)), [.. r.Excerpt.Select(p => new ApiPiece(p.Text, p.Found))],
                r.Category, r.District, r.At, $"{options.PublicAddress}/{db.Town.Slug}/{r.Path}"))], Paging.NextOf(http, options, next), found.Total, found.More, found.Counts));
        }).WithSummary("Searches everything public: proposals, calls, answers, reports. Kana, width, case and old characters are as one.").WithMetadata(new SameForEveryoneAttribute());

    internal sealed record Query(string? Q, string? Kind, string? Cursor, int? Limit);
}
