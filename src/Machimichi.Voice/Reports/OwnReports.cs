using Machimichi.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Machimichi.Voice.Reports;

/// <summary>What the sender of a report may do to it, by the secret of its link.</summary>
internal static class OwnReports
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/{town}/reports/{number:int}").AllowAnonymous();
        own.MapPost("/privacy", async (int number, [FromForm] string? secret, TakeBackReport handler, HttpContext http, CancellationToken ct) =>
        {
            await handler.Hide(number, secret, ct);
            return await http.Done(PageOf(http, number, secret));
        });
        own.MapPost("/withdrawal", async (int number, [FromForm] string? secret, TakeBackReport handler, HttpContext http, CancellationToken ct) =>
        {
            await handler.Withdraw(number, secret, ct);
            return await http.Done(PageOf(http, number, secret));
        });
        own.MapPost("/repair", async (int number, [FromForm] string? secret, [FromForm] int? satisfaction, AnswerRepair handler, HttpContext http, CancellationToken ct) =>
            await http.Done(PageOf(http, number, secret), await handler.Yes(number, secret, satisfaction, ct)));
    }

    private static string PageOf(HttpContext http, int number, string? secret) => $"/{http.GetRouteValue("town")}/reports/{number}?key={Uri.EscapeDataString(secret ?? "")}";
}
