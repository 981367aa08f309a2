using Machimichi.Platform;
using Machimichi.Platform.Language;
using Machimichi.Web.Shell;
using Microsoft.AspNetCore.Http.HttpResults;

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
            var said = speech.Say(refusal);
            if (WantsJson(http))
                await Results.Problem(said, statusCode: http.Response.StatusCode, title: speech["refusal.title"], type: $"urn:machimichi:{refusal.TextKey}",
                    extensions: refusal.Field is null ? null : new Dictionary<string, object?> { ["field"] = refusal.Field }).ExecuteAsync(http);
            else
                await new RazorComponentResult<RefusalPage>(new Dictionary<string, object?> { [nameof(RefusalPage.Message)] = said }) { StatusCode = http.Response.StatusCode }.ExecuteAsync(http);
        }
    }

    public static int StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.NotFound => StatusCodes.Status404NotFound,
        RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
        RefusalKind.Conflict => StatusCodes.Status409Conflict,
        RefusalKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    private static bool WantsJson(HttpContext http) =>
        http.Request.Path.Value?.Contains("/api/", StringComparison.Ordinal) == true || http.Request.Headers.Accept.ToString().Contains("json", StringComparison.OrdinalIgnoreCase);
}
