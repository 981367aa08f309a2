using System.Text.Json;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Http;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Jobs;
using Machimichi.Platform.Language;
using Machimichi.Platform.Photos;
using Machimichi.Web.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace Machimichi.Web.Shell;

/// <summary>What belongs to the program as a whole: photos, outline, sign-in, the installable application, jobs.</summary>
internal static class ShellModule
{
    public static void MapShell(this IEndpointRouteBuilder routes)
    {
        var town = routes.MapGroup("/{town}");
        town.MapGet("/photos/{id:guid}/{size:regex(^(large|medium|small)$)}", Photo).AllowAnonymous();
        town.MapGet("/outline.geojson", Outline).AllowAnonymous();
        InstalledApp.Map(town);
        town.MapPost("/sign-in/{account:guid}/redemption", Redeem).AllowAnonymous();
        town.MapPost("/demo-sign-in", DemoSignIn).AllowAnonymous();
        town.MapPost("/sign-out", SignOut).AllowAnonymous();
        town.MapMyAccount();
        town.MapOutsideSignIn();
        town.MapPost("/console/jobs/{id:guid}/retry", Retry).RequireAuthorization(InTown.Staff);
    }

    private static async Task<IResult> Photo(Guid id, string size, string? key, PhotoDesk photos, HttpContext http, CancellationToken ct)
    {
        var picture = await photos.Open(id, Enum.Parse<PhotoSize>(size, ignoreCase: true), key, ct);
        if (picture is null) return Results.NotFound();
        http.Response.Headers.CacheControl = "private, max-age=86400";
        return Results.Stream(picture, "image/jpeg");
    }

    private static IResult Outline(TownScope scope, HttpContext http)
    {
        http.Response.Headers.CacheControl = "public, max-age=86400";
        var feature = new { type = "Feature", properties = new { name = scope.Town.Name.Ja, credit = scope.Town.OutlineCredit }, geometry = new { type = scope.Town.Outline.Type, coordinates = scope.Town.Outline.Coordinates } };
        return Results.Json(feature, JsonSerializerOptions.Web, "application/geo+json");
    }

    private static async Task<IResult> Redeem(Guid account, [FromForm] string? token, [FromForm] string? to, string town, SignInLinks links, SessionDesk sessions, HttpContext http, CancellationToken ct)
    {
        var person = await links.Redeem(account, token ?? "");
        await sessions.Begin(person, http.Request.Headers.UserAgent.ToString());
        return Results.LocalRedirect(await http.AfterSignIn(person, to, ct));
    }

    private static async Task<IResult> DemoSignIn([FromForm] string? role, [FromForm] string? to, string town, WebOptions web, SignInLinks links, SessionDesk sessions, HttpContext http, CancellationToken ct)
    {
        if (!web.Demo || !Enum.TryParse<Role>(role, ignoreCase: true, out var chosen) || chosen == Role.Resident) return Results.NotFound();
        var person = await links.AccountOf(Demo.DemoTown.EmailOf(chosen), ct);
        await links.Grant(person, chosen, "system", ct);
        await sessions.Begin(person, http.Request.Headers.UserAgent.ToString());
        return Results.LocalRedirect(Answers.IsLocal(to) ? to! : chosen == Role.Crew ? $"/{town}/crew" : $"/{town}/console");
    }

    private static async Task<IResult> SignOut([FromForm] string? leave, string town, SessionDesk sessions, HttpContext http, CancellationToken ct)
    {
        await sessions.End(http.User, ct);
        return Results.LocalRedirect($"/{town}/");
    }

    private static async Task<IResult> Retry(Guid id, [FromForm] string? back, string town, JobDesk jobs, Actor actor, HttpContext http, CancellationToken ct)
    {
        await jobs.Retry(id, actor.Name, ct);
        return await http.Done($"/{town}/console/settings");
    }
}
