using Machimichi.Platform.Http;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Voice.Following;

internal static class FollowingModule
{
    public static IServiceCollection AddFollowing(this IServiceCollection services) => services.AddScoped<FollowSubject>().AddScoped<EndLetters>().AddScoped<LetterLinks>();

    public static void MapFollowing(this IEndpointRouteBuilder routes)
    {
        var town = routes.MapGroup("/{town}").AllowAnonymous();
        foreach (var kind in new[] { Proposal.Kind, Report.Kind })
        {
            town.MapPost($"/{kind}s/{{number:int}}/follow", async (int number, [FromForm] string? mail, FollowSubject handler, HttpContext http, CancellationToken ct) =>
                await http.Done(Page(http, kind, number), await handler.Handle(kind, number, mail, ct)));
            town.MapPost($"/{kind}s/{{number:int}}/follow/withdrawal", async (int number, [FromForm] string? back, FollowSubject handler, HttpContext http, CancellationToken ct) =>
            {
                await handler.Stop(kind, number, ct);
                return await http.Done(Page(http, kind, number));
            });
        }
        // "It is this one": pressed while another report is being written, which is then not sent.
        town.MapPost("/reports/same", async ([FromForm] int number, FollowSubject handler, HttpContext http, CancellationToken ct) =>
        {
            await handler.Handle(Report.Kind, number, null, ct);
            return await http.Done(Page(http, Report.Kind, number) + "?same=1#follow");
        });
        town.MapPost("/follows/confirmation", async ([FromForm] string? t, FollowSubject handler, HttpContext http, CancellationToken ct) =>
            await http.Done(await handler.Confirm(t, ct) + "?followed=1#follow"));
        MapLetters(town.MapGroup("/letters/end"));
    }

    // The mail program's own button posts here by itself (RFC 8058), so there is no field against forgery: the letter's sealed link is the right to it.
    private static void MapLetters(RouteGroupBuilder end)
    {
        end.MapGet("", (string? t, string town) => Results.LocalRedirect($"/{town}/letters/stop?t={Uri.EscapeDataString(t ?? "")}"));
        end.MapPost("", async (string? t, string town, EndLetters handler, HttpContext http, CancellationToken ct) =>
        {
            await handler.Handle(t, ct);
            if (!http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)) return Results.Ok();
            http.Response.Headers.Location = $"/{town}/letters/stop?done=1";
            return Results.StatusCode(StatusCodes.Status303SeeOther);
        });
    }

    private static string Page(HttpContext http, string kind, int number) => $"/{http.GetRouteValue("town")}/{kind}s/{number}";
}
