using Machimichi.Platform;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Endpoints;

namespace Machimichi.Web.Hosting;

/// <summary>
/// What a form may fail at before its page even begins. A body that is too large is refused before it is read. A form whose session
/// ended is not acted on, but not thrown away either: its page is shown again, as a reader asked for it, filled with what was typed and with a fresh token.
/// </summary>
internal static class FormGuard
{
    public const long MaxBytes = 64 * 1024 * 1024;
    private const string Stopped = "form-stopped";

    /// <summary>Why a form is shown again instead of sent; null for one that goes its way.</summary>
    public static Refusal? StoppedBy(HttpContext http) => http.Items[Stopped] as Refusal;

    /// <summary>Makes of a form that is not acted on a reading of its page, filled with what was typed.</summary>
    public static void ShowAgain(HttpContext http, Refusal why, int status)
    {
        http.Items[Stopped] = why;
        http.Request.Method = HttpMethods.Get;
        http.Response.StatusCode = status;
    }

    public static Task RefuseTooLarge(HttpContext http, RequestDelegate next) =>
        http.Request.ContentLength > MaxBytes && http.Request.HasFormContentType
            ? throw new Refusal("form.too-large", null, RefusalKind.TooLarge, ("limit", MaxBytes / 1024 / 1024))
            : next(http);

    public static Task ShowAgainWhenExpired(HttpContext http, RequestDelegate next)
    {
        if (HttpMethods.IsPost(http.Request.Method) && http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false }
            && http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null
            && http.Request.ContentType?.Contains("form", StringComparison.OrdinalIgnoreCase) == true)
        {
            http.Features.Set<IAntiforgeryValidationFeature>(null);
            ShowAgain(http, new Refusal("form.expired"), StatusCodes.Status422UnprocessableEntity);
        }
        return next(http);
    }
}
