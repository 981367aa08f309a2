using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Machimichi.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace Machimichi.Voice.Api;

/// <summary>Part of a list.</summary>
/// <param name="Next">Address of what follows; null at the end. New things that come meanwhile neither repeat nor hide anything.</param>
public sealed record PageOf<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Where a list goes on: the sort keys of the last thing that was shown, so that nothing moves when new things come. Its form is nobody else's business.</summary>
internal static class Paging
{
    public const int Usual = 20, Most = 100;

    public static int Limit(int? asked) => Math.Clamp(asked ?? Usual, 1, Most);

    public static string Cursor(string list, params long[] keys) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join(' ', keys.Select(k => k.ToString(CultureInfo.InvariantCulture)).Prepend(list))));

    /// <summary>The keys of a cursor that this list made; null for none.</summary>
    public static long[]? Read(string? cursor, string list, int count)
    {
        if (string.IsNullOrEmpty(cursor)) return null;
        try
        {
            var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split(' ');
            if (parts[0] == list && parts.Length == count + 1) return [.. parts.Skip(1).Select(p => long.Parse(p, CultureInfo.InvariantCulture))];
        }
        catch (Exception e) when (e is FormatException or OverflowException) { /* not one of ours: refused below */ }
        throw new Refusal("api.cursor", "cursor");
    }

    /// <summary>The page, and in the Link header what follows it (RFC 8288).</summary>
    public static PageOf<T> Page<T>(HttpContext http, PlatformOptions options, IReadOnlyList<T> items, string? cursor) => new(items, NextOf(http, options, cursor));

    public static string? NextOf(HttpContext http, PlatformOptions options, string? cursor)
    {
        if (cursor is null) return null;
        var query = QueryHelpers.ParseQuery(http.Request.QueryString.Value).Where(q => q.Key != "cursor").SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v ?? ""))).Append(KeyValuePair.Create("cursor", cursor));
        var next = $"{options.PublicAddress}{http.Request.Path}{new QueryBuilder(query)}";
        http.Response.Headers.Link = $"<{next}>; rel=\"next\"";
        return next;
    }
}
