using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Microsoft.AspNetCore.Components.Endpoints;

namespace Machimichi.Web.Hosting.Sending;

/// <summary>On a page whose form carries <c>TrapField</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class HasTrapAttribute : Attribute;

/// <summary>
/// Stands before everything that residents send and limits how often. A form that is stopped is shown again with all that was typed
/// and says how long to wait; a client of the API gets 429 with Retry-After. Staff are not limited.
/// </summary>
internal sealed class SendingGuard(RequestDelegate next, SendingRates rates)
{
    /// <summary>A field that people do not see and programs fill in.</summary>
    public const string Trap = "website";

    public async Task InvokeAsync(HttpContext http, TownScope town, Actor actor)
    {
        if (town.IsChosen && !actor.IsStaff && IsSending(http.Request))
        {
            if (rates.NetworkOf(http.Connection.RemoteIpAddress) is { } network && rates.Count(town.Town, actor.PersonId, network) is { } wait)
                Stop(http, Refusal.TooMany("guard.too-many", wait), StatusCodes.Status429TooManyRequests);
            else if (http.GetEndpoint()?.Metadata.GetMetadata<HasTrapAttribute>() is not null && http.Request.HasFormContentType
                && (await http.Request.ReadFormAsync(http.RequestAborted))[Trap].ToString().Length > 0)
                Stop(http, new Refusal("guard.trap", Trap), StatusCodes.Status422UnprocessableEntity);
        }
        await next(http);
    }

    private static bool IsSending(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) || HttpMethods.IsPut(request.Method) || HttpMethods.IsPatch(request.Method) || HttpMethods.IsDelete(request.Method);

    private static void Stop(HttpContext http, Refusal why, int status)
    {
        // The residents' pages read what was typed; whatever else was asked answers with the refusal alone.
        if (http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type.Namespace != typeof(Resident.NewProposal).Namespace) throw why;
        if (why.RetryAfter is { } seconds) http.Response.Headers.RetryAfter = seconds;
        FormGuard.ShowAgain(http, why, status);
    }
}
