using Machimichi.Platform.Data;

namespace Machimichi.Web.Hosting;

/// <summary>What a browser may do with our pages: our own scripts and styles, map tiles of the town, nothing else.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http, TownScope town)
    {
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            var tiles = town.IsChosen && Uri.TryCreate(town.Town.Map.Tiles.Replace("{z}/{x}/{y}", "0/0/0", StringComparison.Ordinal), UriKind.Absolute, out var uri) ? $" {uri.Scheme}://{uri.Authority}" : "";
            // A page that is stricter says so itself.
            if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = "default-src 'self'; script-src 'self'; style-src 'self'; worker-src 'self' blob:; "
                + $"img-src 'self' data: blob:{tiles}; connect-src 'self'{tiles}; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(self), geolocation=(self), microphone=()";
            return Task.CompletedTask;
        });
        return next(http);
    }
}
