using System.Globalization;
using Machimichi.Platform;
using Machimichi.Platform.Files;
using Machimichi.Platform.Http;
using Machimichi.Platform.Identity;
using Machimichi.Platform.People;
using Machimichi.Voice.Mine;
using Machimichi.Web.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace Machimichi.Web.Resident;

/// <summary>A person takes everything about them with them, or has it deleted. No account is needed for either.</summary>
internal static class MyData
{
    private const string Zip = "application/zip";

    public static void MapMyData(this IEndpointRouteBuilder routes)
    {
        var me = routes.MapGroup("/{town}/me").AllowAnonymous();
        me.MapPost("/export", Export);
        me.MapGet("/exports/{id:guid}.zip", Fetch);
        me.MapPost("/forgetting", Forget);
        me.MapPost("/claim/taking", Take);
        routes.MapPost("/{town}/reports/{number:int}/claim", TakeReport).AllowAnonymous();
    }

    private static async Task<IResult> Export([FromForm] string? take, string town, ExportPerson export, HttpContext http, CancellationToken ct)
    {
        if (await export.Handle(ct) is { } zip) return Send(http, zip);
        http.Response.Headers.Location = $"/{town}/me/data?promised=1";
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static async Task<IResult> Fetch(Guid id, ExportPerson export, IFileStore files, HttpContext http, CancellationToken ct) =>
        await export.Open(id, files, ct) is { } zip ? Send(http, zip) : throw Refusal.NotFound("data.export-gone");

    private static async Task<IResult> Take([FromForm] string? take, string town, ClaimMine claim, HttpContext http, CancellationToken ct)
    {
        var taken = await claim.Handle(ct);
        return await http.Done($"/{town}/me/claim?taken={taken.All.ToString(CultureInfo.InvariantCulture)}");
    }

    private static async Task<IResult> TakeReport(int number, [FromForm] string? secret, string town, ClaimMine claim, HttpContext http, CancellationToken ct)
    {
        await claim.TakeReport(number, secret, ct);
        return await http.Done($"/{town}/reports/{number.ToString(CultureInfo.InvariantCulture)}");
    }

    private static IResult Send(HttpContext http, Stream zip)
    {
        http.Response.Headers.CacheControl = "no-store";
        return Results.Stream(zip, Zip, "machimichi-me.zip");
    }

    private static async Task<IResult> Forget([FromForm] string? words, [FromForm] string? sure, string town, ForgetPerson forget, SessionDesk sessions, HttpContext http, CancellationToken ct)
    {
        if (sure != "1" || words is not ("keep" or "withdraw")) throw new Refusal("data.leave-not-sure");
        await forget.Handle(words == "keep", ct);
        await sessions.End(http.User, ct);
        // With an account, what this browser sent without it is still the browser's.
        if (http.User.AccountId() is null) http.Response.Cookies.Delete(RequestFrame.VisitorCookie);
        http.Response.Headers.Location = $"/{town}/me/gone";
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }
}
