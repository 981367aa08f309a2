using Machimichi.Platform;
using Machimichi.Platform.Http;
using Machimichi.Platform.Language;
using Machimichi.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Machimichi.Web.Hosting;

/// <summary>Where a refusal becomes HTTP, once: RFC 9457 problem details for programs, a page in the person's language for people.</summary>
internal sealed class RefusalAnswers(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http, Speech speech)
    {
        try { await next(http); }
        catch (Refusal refusal) when (!http.Response.HasStarted)
        {
            var headers = http.Response.Headers.SetCookie;
            http.Response.Clear();
            http.Response.Headers.SetCookie = headers;
            http.Response.StatusCode = StatusOf(refusal.Kind);
            if (refusal.RetryAfter is { } seconds) http.Response.Headers.RetryAfter = seconds;
            var said = speech.Say(refusal);
            if (http.GetEndpoint()?.Metadata.GetMetadata<IRefusalForm>() is { } form) await form.Write(http, refusal, said);
            else if (WantsJson(http))
                await Results.Problem(said, statusCode: http.Response.StatusCode, title: speech["refusal.title"], type: $"urn:machimichi:{refusal.TextKey}",
                    extensions: refusal.Field is null ? null : new Dictionary<string, object?> { ["field"] = refusal.Field }).ExecuteAsync(http);
            else await WritePage(http, said);
        }
    }

    /// <summary>What a person sees when the program itself failed; the log knows why.</summary>
    public static async Task Broken(HttpContext http)
    {
        var speech = http.RequestServices.GetRequiredService<Speech>();
        if (WantsJson(http)) await Results.Problem(speech["page.broken.text"], statusCode: StatusCodes.Status500InternalServerError, title: speech["page.broken.title"]).ExecuteAsync(http);
        else await WritePage(http, speech["page.broken.text"]);
    }

    // A renderer of its own: the request's own one may have begun a page already.
    private static async Task WritePage(HttpContext http, string said)
    {
        await using var renderer = new HtmlRenderer(http.RequestServices, http.RequestServices.GetRequiredService<ILoggerFactory>());
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(RefusalPage.Message)] = said });
        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<RefusalPage>(parameters)).ToHtmlString());
        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.WriteAsync(html);
    }

    public static int StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.NotFound => StatusCodes.Status404NotFound,
        RefusalKind.Gone => StatusCodes.Status410Gone,
        RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
        RefusalKind.Conflict => StatusCodes.Status409Conflict,
        RefusalKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        RefusalKind.TooMany => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    public static bool WantsJson(HttpContext http) =>
        http.Request.Path.Value is { } path && (path.Contains("/api/", StringComparison.Ordinal) || path.Contains("/open311/", StringComparison.Ordinal) || path.Contains("/ogc", StringComparison.Ordinal)) || http.Request.Headers.Accept.ToString().Contains("json", StringComparison.OrdinalIgnoreCase);
}
