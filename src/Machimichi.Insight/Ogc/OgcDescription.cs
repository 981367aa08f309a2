using System.Text.Json.Nodes;

namespace Machimichi.Insight.Ogc;

/// <summary>The API as OpenAPI 3.0: its paths, what may be asked, what comes.</summary>
internal static class OgcDescription
{
    public static JsonObject Of(string title, string home, IReadOnlyList<Collection> collections)
    {
        var paths = new JsonObject
        {
            ["/"] = Path("Landing page", "getLandingPage"),
            ["/conformance"] = Path("Conformance", "getConformance"),
            ["/api"] = Path("This document", "getApi"),
            ["/collections"] = Path("Collections", "getCollections"),
        };
        foreach (var collection in collections)
        {
            var path = $"/collections/{collection.Id}";
            paths[path] = Path(collection.Id, $"describe_{collection.Id}");
            paths[$"{path}/items"] = Path($"Items of {collection.Id}", $"items_{collection.Id}", FeatureWriter.MediaType, "bbox", "bbox-crs", "crs", "datetime", "limit", "cursor");
            paths[$"{path}/items/{{item}}"] = Path($"One of {collection.Id}", $"item_{collection.Id}", FeatureWriter.MediaType, "item", "crs");
        }
        return new JsonObject
        {
            ["openapi"] = "3.0.3",
            ["info"] = new JsonObject { ["title"] = title, ["version"] = "1.0.0", ["license"] = new JsonObject { ["name"] = "CC BY 4.0", ["url"] = "https://creativecommons.org/licenses/by/4.0/" } },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = home }),
            ["paths"] = paths,
            ["components"] = new JsonObject { ["parameters"] = Parameters() },
        };
    }

    private static JsonObject Path(string summary, string id, string type = "application/json", params string[] parameters) => new()
    {
        ["get"] = new JsonObject
        {
            ["summary"] = summary,
            ["operationId"] = id,
            ["parameters"] = new JsonArray([.. parameters.Append("f").Append("lang").Select(p => new JsonObject { ["$ref"] = $"#/components/parameters/{p}" })]),
            ["responses"] = new JsonObject
            {
                ["200"] = new JsonObject { ["description"] = "OK", ["content"] = new JsonObject { [type] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "object" } }, ["text/html"] = new JsonObject() } },
                ["400"] = Problem("A parameter is wrong."),
                ["404"] = Problem("It is not here."),
            },
        },
    };

    private static JsonObject Problem(string said) => new() { ["description"] = said, ["content"] = new JsonObject { ["application/problem+json"] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "object" } } } };

    private static JsonObject Parameters()
    {
        var number = new JsonObject { ["type"] = "array", ["minItems"] = 4, ["maxItems"] = 6, ["items"] = new JsonObject { ["type"] = "number" } };
        return new JsonObject
        {
            ["bbox"] = One("bbox", "Only what lies within: west,south,east,north, or in the order of bbox-crs.", number, explode: false),
            ["bbox-crs"] = One("bbox-crs", "Reference system of bbox.", Choice(Crs.All.Select(c => c.Uri))),
            ["crs"] = One("crs", "Reference system of the answer.", Choice(Crs.All.Select(c => c.Uri))),
            ["datetime"] = One("datetime", "A moment or start/end (RFC 3339); .. leaves an end open.", Text()),
            ["limit"] = One("limit", "How many at most.", new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = ItemsQuery.Most, ["default"] = ItemsQuery.Usual }, explode: false),
            ["cursor"] = One("cursor", "Where to go on: part of the next link, never made by hand.", new JsonObject { ["type"] = "integer", ["minimum"] = 0 }),
            ["f"] = One("f", "The form of the answer.", Choice(["json", "html"])),
            ["lang"] = One("lang", "Language of what is wrong.", Choice(["ja", "easy", "en"])),
            ["item"] = new JsonObject { ["name"] = "item", ["in"] = "path", ["required"] = true, ["schema"] = Text() },
        };
    }

    private static JsonObject One(string name, string said, JsonObject schema, bool explode = true) => new()
    {
        ["name"] = name, ["in"] = "query", ["description"] = said, ["required"] = false, ["style"] = "form", ["explode"] = explode, ["schema"] = schema,
    };

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static JsonObject Choice(IEnumerable<string> values) => new() { ["type"] = "string", ["enum"] = new JsonArray([.. values.Select(v => JsonValue.Create(v))]) };
}
