using System.Text.Json.Nodes;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Towns;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Machimichi.Insight.Open311;

/// <summary>Open311 GeoReport v2 for one town: <c>/{town}/open311/v2/</c>, each document as .json or .xml, or as Accept asks.</summary>
internal static class Open311Api
{
    private const string Format = "{format:regex(^(json|xml)$)}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/{town}/open311/v2").AllowAnonymous().WithTags("Open311").WithMetadata(new Open311Answer());
        Both(api, "discovery", (http, _) => ("discovery", Task.FromResult(Of<DescribeServices>(http).Discovery(http))));
        Both(api, "services", (http, _) => ("services", Task.FromResult(Of<DescribeServices>(http).List())));
        Both(api, "services/{code}", (http, ct) => ("service_definition", Task.FromResult(Of<DescribeServices>(http).Definition(Route(http, "code")))));
        Both(api, "requests", (http, ct) => ("service_requests", Of<ListRequests>(http).Many(http.Request, ct)));
        Both(api, "requests/{id}", (http, ct) => ("service_requests", Of<ListRequests>(http).One(http.Request, Route(http, "id"), ct)));
        Both(api, "tokens/{token}", (http, ct) => ("service_requests", Of<SendRequest>(http).Token(Route(http, "token"), ct)));
        foreach (var path in new[] { "requests", $"requests.{Format}" })
            api.MapPost(path, (HttpContext http) => Answer(http, (h, ct) => ("service_requests", Of<SendRequest>(h).Handle(h, ct)))).WithSummary("Sends a report (Open311 GeoReport v2).");
        // Anything else under this address is told so in the same form.
        api.Map("{**rest}", (HttpContext http) => throw new Refusal("open311.no-resource", null, RefusalKind.NotFound));
    }

    private static void Both(RouteGroupBuilder api, string path, Func<HttpContext, CancellationToken, (string Root, Task<JsonNode> Document)> document)
    {
        foreach (var pattern in new[] { path, $"{path}.{Format}" })
            api.MapGet(pattern, (HttpContext http) => Answer(http, document)).WithSummary($"Open311 GeoReport v2: {path}.");
    }

    private static async Task Answer(HttpContext http, Func<HttpContext, CancellationToken, (string Root, Task<JsonNode> Document)> document)
    {
        CheckJurisdiction(Of<MachimichiDb>(http).Town, http.Request.Query["jurisdiction_id"].ToString());
        var (root, made) = document(http, http.RequestAborted);
        await Open311Answer.Write(http, root, await made);
    }

    /// <summary>The address names the town already; who says another one is at the wrong door.</summary>
    public static void CheckJurisdiction(TownFile town, string id)
    {
        if (id.Length > 0 && id != town.Slug && id != town.Code) throw new Refusal("open311.jurisdiction", "jurisdiction_id", RefusalKind.NotFound, ("slug", town.Slug));
    }

    private static string Route(HttpContext http, string name) => http.GetRouteValue(name)?.ToString() ?? "";

    private static T Of<T>(HttpContext http) where T : notnull => (T)(http.RequestServices.GetService(typeof(T)) ?? throw new InvalidOperationException(typeof(T).Name));
}
