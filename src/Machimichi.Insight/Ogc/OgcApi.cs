using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Machimichi.Insight.Report;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Http;
using Machimichi.Platform.Language;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Machimichi.Insight.Ogc;

/// <summary>OGC API Features for one town (Core, GeoJSON, OpenAPI 3.0; reference systems by name), under <c>/{town}/ogc</c>; for browsers the same as pages.</summary>
public sealed class OgcApi(MachimichiDb db, Collections collections, Texts texts)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    internal static readonly string[] Conformance =
    [
        "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
        "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/{town}/ogc").AllowAnonymous().WithTags("OGC API Features").WithMetadata(new BadRequests());
        api.MapGet("", (OgcApi ogc, HttpContext http) => ogc.Landing(http)).WithSummary("OGC API Features: the landing page.");
        api.MapGet("/conformance", (OgcApi ogc, HttpContext http) => ogc.Conforms(http)).WithSummary("OGC API Features: which parts of the standard are spoken.");
        api.MapGet("/api", (OgcApi ogc, HttpContext http) => ogc.Describe(http)).WithSummary("OGC API Features: this API as OpenAPI 3.0.");
        api.MapGet("/collections", (OgcApi ogc, HttpContext http) => ogc.List(http)).WithSummary("OGC API Features: the collections.");
        api.MapGet("/collections/{collection}", (string collection, OgcApi ogc, HttpContext http) => ogc.Collection(collection, http)).WithSummary("OGC API Features: one collection.");
        api.MapGet("/collections/{collection}/items", (string collection, OgcApi ogc, HttpContext http, CancellationToken ct) => ogc.Items(collection, http, ct)).WithSummary("OGC API Features: a collection's items, a page at a time.");
        api.MapGet("/collections/{collection}/items/{item}", (string collection, string item, OgcApi ogc, HttpContext http, CancellationToken ct) => ogc.One(collection, item, http, ct)).WithSummary("OGC API Features: one item.");
    }

    private IResult Landing(HttpContext http)
    {
        Judge(http);
        var home = Home(http);
        return Document(http, Title, new JsonObject
        {
            ["title"] = Title,
            ["description"] = Words["insight.data.about", ("town", Words.TownName)],
            ["links"] = Links(
            [
                .. Self(http),
                new Link($"{home}/api", "service-desc", OpenApiType, "OpenAPI 3.0"),
                new Link($"{home}/api?f=html", "service-doc", "text/html", "API"),
                new Link($"{home}/conformance", "conformance", "application/json", "Conformance"),
                new Link($"{home}/collections", "data", "application/json", "Collections"),
                License,
            ]),
        });
    }

    private IResult Conforms(HttpContext http)
    {
        Judge(http);
        return Document(http, "Conformance", new JsonObject { ["conformsTo"] = Strings(Conformance), ["links"] = Links(Self(http)) });
    }

    private IResult Describe(HttpContext http)
    {
        Judge(http);
        return Document(http, "API", OgcDescription.Of(Title, Home(http), collections.All()), OpenApiType);
    }

    private IResult List(HttpContext http)
    {
        Judge(http);
        return Document(http, "Collections", new JsonObject
        {
            ["links"] = Links([.. Self(http), License]),
            ["crs"] = Strings(Crs.All.Select(c => c.Uri)),
            ["collections"] = new JsonArray([.. collections.All().Select(c => Shown(c, Home(http)))]),
        });
    }

    private IResult Collection(string id, HttpContext http)
    {
        Judge(http);
        return Document(http, id, Shown(Find(id), Home(http)));
    }

    private async Task<IResult> Items(string id, HttpContext http, CancellationToken ct)
    {
        var collection = Find(id);
        var asked = ItemsQuery.Of(http.Request.Query);
        CheckFormat(http);
        var found = await collection.Read(asked.Features, ct);
        var shown = found.Take(asked.Limit).ToList();
        List<Link> links = [.. Self(http, FeatureWriter.MediaType), new($"{Home(http)}/collections/{id}", "collection", "application/json")];
        if (found.Count > asked.Limit) links.Add(new Link(With(http, ("cursor", $"{shown[^1].Number}")), "next", FeatureWriter.MediaType));
        if (WantsHtml(http)) return Page(http, OgcPage.Items(Words, id, collection.Columns, shown, links, Home(http)));
        Open(http);
        http.Response.Headers["Content-Crs"] = $"<{asked.Crs.Uri}>";
        http.Response.Headers.Link = string.Join(", ", links.Select(l => $"<{l.Href}>; rel=\"{l.Rel}\"; type=\"{l.Type}\""));
        return Results.Bytes(FeatureWriter.Collection(collection.Columns, shown, shown.Count, links, db.Now, asked.Crs.LatitudeFirst), FeatureWriter.MediaType);
    }

    private async Task<IResult> One(string id, string item, HttpContext http, CancellationToken ct)
    {
        var collection = Find(id);
        ItemsQuery.RefuseUnknown(http.Request.Query, ["crs", "f", "lang"]);
        CheckFormat(http);
        var crs = Crs.Find(http.Request.Query["crs"].ToString(), "crs");
        if (!int.TryParse(item, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) || number < 1) throw Refusal.NotFound();
        var found = await collection.Read(ItemsQuery.Of(QueryCollection.Empty).Features with { After = number - 1, Limit = 1 }, ct);
        if (found is not [var only] || only.Number != number) throw Refusal.NotFound();
        List<Link> links = [.. Self(http, FeatureWriter.MediaType), new($"{Home(http)}/collections/{id}", "collection", "application/json"), License];
        if (WantsHtml(http)) return Page(http, OgcPage.Items(Words, $"{id} {number}", collection.Columns, found, links, Home(http)));
        Open(http);
        http.Response.Headers["Content-Crs"] = $"<{crs.Uri}>";
        return Results.Bytes(FeatureWriter.One(collection.Columns, only, links, crs.LatitudeFirst), FeatureWriter.MediaType);
    }

    private const string OpenApiType = "application/vnd.oai.openapi+json;version=3.0";
    private static readonly Link License = new("https://creativecommons.org/licenses/by/4.0/", "license", "text/html", "CC BY 4.0");

    private Words Words => new(texts, Texts.Japanese, db.Town);
    private string Title => Words["insight.data.title", ("town", Words.TownName)];

    private Collection Find(string id) => collections.Find(id) ?? throw Refusal.NotFound();

    private JsonObject Shown(Collection collection, string home)
    {
        var corners = db.Town.Outline.Coordinates.SelectMany(polygon => polygon[0]).ToList();
        return new JsonObject
        {
            ["id"] = collection.Id,
            ["title"] = Words[$"insight.table.{(collection.Id == "works" ? "cases" : collection.Id)}"],
            ["itemType"] = "feature",
            ["extent"] = new JsonObject
            {
                ["spatial"] = new JsonObject { ["bbox"] = new JsonArray(new JsonArray(corners.Min(c => c[0]), corners.Min(c => c[1]), corners.Max(c => c[0]), corners.Max(c => c[1]))), ["crs"] = Crs.Crs84.Uri },
                ["temporal"] = new JsonObject { ["interval"] = new JsonArray(new JsonArray(null, null)) },
            },
            ["crs"] = Strings(Crs.All.Select(c => c.Uri)),
            ["storageCrs"] = Crs.Crs84.Uri,
            ["links"] = Links(
            [
                new Link($"{home}/collections/{collection.Id}", "self", "application/json"),
                new Link($"{home}/collections/{collection.Id}/items", "items", FeatureWriter.MediaType),
                new Link($"{home}/collections/{collection.Id}/items?f=html", "items", "text/html"),
                License,
            ]),
        };
    }

    private static void Judge(HttpContext http)
    {
        ItemsQuery.RefuseUnknown(http.Request.Query, ["f", "lang"]);
        CheckFormat(http);
    }

    private static void CheckFormat(HttpContext http)
    {
        if (http.Request.Query["f"].ToString() is not ("" or "json" or "html")) throw new Refusal("ogc.format", "f");
    }

    private static bool WantsHtml(HttpContext http) => http.Request.Query["f"].ToString() switch
    {
        "html" => true,
        "json" => false,
        _ => http.Request.GetTypedHeaders().Accept.OrderByDescending(a => a.Quality ?? 1).Select(a => a.MediaType.Value ?? "")
            .FirstOrDefault(a => a.Contains("html", StringComparison.OrdinalIgnoreCase) || a.Contains("json", StringComparison.OrdinalIgnoreCase))?.Contains("html", StringComparison.OrdinalIgnoreCase) == true,
    };

    private IResult Document(HttpContext http, string title, JsonObject document, string type = "application/json")
    {
        if (WantsHtml(http)) return Page(http, OgcPage.Document(Words, title, document));
        Open(http);
        return Results.Text(document.ToJsonString(Json), type);
    }

    private static IResult Page(HttpContext http, string html)
    {
        Open(http);
        return Results.Text(html, "text/html; charset=utf-8");
    }

    private static void Open(HttpContext http)
    {
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers.AccessControlExposeHeaders = "Content-Crs, Link";
        http.Response.Headers.Append("Vary", "Accept");
    }

    private string Home(HttpContext http) => $"{http.Request.OwnAddress()}/{db.Town.Slug}/ogc";

    private static Link[] Self(HttpContext http, string type = "application/json")
    {
        var html = WantsHtml(http);
        var (json, page) = (new Link(With(http, ("f", "json")), html ? "alternate" : "self", type), new Link(With(http, ("f", "html")), html ? "self" : "alternate", "text/html"));
        return html ? [page, json] : [json, page];
    }

    private static string With(HttpContext http, params (string Name, string Value)[] values)
    {
        var request = http.Request;
        var query = QueryHelpers.ParseQuery(request.QueryString.Value).Where(q => values.All(v => v.Name != q.Key)).SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v ?? "")))
            .Concat(values.Select(v => KeyValuePair.Create(v.Name, v.Value)));
        return $"{request.OwnAddress()}{request.Path}{new QueryBuilder(query)}";
    }

    private static JsonArray Links(IEnumerable<Link> links) => new([.. links.Select(l =>
    {
        var link = new JsonObject { ["href"] = l.Href, ["rel"] = l.Rel, ["type"] = l.Type };
        if (l.Title is not null) link["title"] = l.Title;
        return link;
    })]);

    private static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(t => JsonValue.Create(t))]);

    /// <summary>What was asked wrong is 400 with problem details, as the standard wants it.</summary>
    private sealed class BadRequests : IRefusalForm
    {
        public Task Write(HttpContext http, Refusal refusal, string said)
        {
            http.Response.StatusCode = refusal.Kind == RefusalKind.NotFound ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest;
            http.Response.Headers.AccessControlAllowOrigin = "*";
            return Results.Problem(said, statusCode: http.Response.StatusCode, type: $"urn:machimichi:{refusal.TextKey}",
                extensions: refusal.Field is null ? null : new Dictionary<string, object?>(StringComparer.Ordinal) { ["parameter"] = refusal.Field }).ExecuteAsync(http);
        }
    }
}
