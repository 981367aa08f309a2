using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Http;
using Machimichi.Platform.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Machimichi.Web.Shell;

/// <summary>How a person signs in, and where they are signed in: passkeys and sessions.</summary>
internal static class MyAccount
{
    public static void MapMyAccount(this RouteGroupBuilder town)
    {
        var me = town.MapGroup("/me").RequireAuthorization();
        me.MapPost("/passkeys/options", async ([FromForm] string? ask, HttpContext http, Passkeys passkeys) => Results.Text(await passkeys.AskToAdd(Me(http)), "application/json"));
        me.MapPost("/passkeys", async ([FromForm] string? credential, [FromForm] string? name, HttpContext http, Passkeys passkeys) =>
        {
            await passkeys.Add(Me(http), credential, new[] { name, SessionDesk.DeviceOf(http.Request.Headers.UserAgent.ToString()), "Passkey" }.First(n => !string.IsNullOrWhiteSpace(n))!);
            return await http.Done(Page(http));
        });
        me.MapPost("/passkeys/{id}/name", async (string id, [FromForm] string? name, HttpContext http, Passkeys passkeys) =>
        {
            await passkeys.Rename(Me(http), id, name ?? "");
            return await http.Done(Page(http));
        });
        me.MapPost("/passkeys/{id}/removal", async (string id, [FromForm] string? back, HttpContext http, Passkeys passkeys) =>
        {
            await passkeys.Remove(Me(http), id);
            return await http.Done(Page(http));
        });
        me.MapPost("/providers/{provider}/removal", async (string provider, [FromForm] string? back, HttpContext http, UserManager<Account> accounts, MachimichiDb db) =>
        {
            var person = (await accounts.FindByIdAsync(Me(http).ToString()))!;
            var logins = await accounts.GetLoginsAsync(person);
            var login = logins.FirstOrDefault(l => l.LoginProvider == provider) ?? throw Refusal.NotFound();
            if (person.Email is null && logins.Count == 1 && (await accounts.GetPasskeysAsync(person)).Count == 0) throw Refusal.Conflict("passkey.last");
            await accounts.RemoveLoginAsync(person, login.LoginProvider, login.ProviderKey);
            db.Note($"account:{person.Id:N}", "provider.untied", "account", person.Id, new { provider });
            await db.SaveChangesAsync();
            return await http.Done(Page(http));
        });
        me.MapPost("/sessions/{id:guid}/end", async (Guid id, [FromForm] string? back, HttpContext http, SessionDesk sessions, CancellationToken ct) =>
        {
            await sessions.EndOne(Me(http), id, ct);
            return await http.Done(Page(http));
        });
        me.MapPost("/sessions/end", async ([FromForm] string? back, HttpContext http, SessionDesk sessions, CancellationToken ct) =>
        {
            await sessions.EndOthers(http.User, ct);
            return await http.Done(Page(http));
        });

        var door = town.MapGroup("/sign-in/passkey").AllowAnonymous();
        door.MapPost("/options", async ([FromForm] string? ask, Passkeys passkeys) => Results.Text(await passkeys.AskToSignIn(), "application/json"));
        door.MapPost("", async ([FromForm] string? credential, [FromForm] string? to, HttpContext http, Passkeys passkeys, SessionDesk sessions, CancellationToken ct) =>
        {
            var person = await passkeys.Redeem(credential);
            await sessions.Begin(person, http.Request.Headers.UserAgent.ToString());
            return Results.LocalRedirect(await http.AfterSignIn(person, to, ct));
        });
    }

    private static Guid Me(HttpContext http) => http.User.AccountId()!.Value;

    private static string Page(HttpContext http) => $"/{http.GetRouteValue("town")}/me/account";
}
