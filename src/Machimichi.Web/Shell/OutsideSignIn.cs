using Machimichi.Platform;
using Machimichi.Platform.Identity;
using Machimichi.Web.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Machimichi.Web.Shell;

/// <summary>Signing in with a service elsewhere; somebody who is signed in already ties it to their account.</summary>
internal static class OutsideSignIn
{
    public static void MapOutsideSignIn(this RouteGroupBuilder town)
    {
        town.MapGet("/sign-in/with/{provider}", Begin).AllowAnonymous();
        town.MapGet("/sign-in/with/{provider}/done", Finish).AllowAnonymous();
    }

    private static async Task<IResult> Begin(string town, string provider, string? to, PlatformOptions options, IOptionsMonitor<OpenIdConnectOptions> schemes, HttpContext http, CancellationToken ct)
    {
        if (options.SignInProviders.All(p => p.Id != provider)) throw Refusal.NotFound();
        try { await schemes.Get(OutsideSchemes.SchemeOf(provider)).ConfigurationManager!.GetConfigurationAsync(ct); }
        catch (InvalidOperationException) { throw Refusal.Conflict("provider.unreachable"); }
        var back = $"/{town}/sign-in/with/{provider}/done?to={Uri.EscapeDataString(to ?? "")}";
        return Results.Challenge(new AuthenticationProperties { RedirectUri = back }, [OutsideSchemes.SchemeOf(provider)]);
    }

    private static async Task<IResult> Finish(string town, string provider, string? to, PlatformOptions options, UserManager<Account> accounts, SessionDesk sessions, OutsideSubject subjects, HttpContext http, CancellationToken ct)
    {
        var known = options.SignInProviders.FirstOrDefault(p => p.Id == provider) ?? throw Refusal.NotFound();
        var outside = await http.AuthenticateAsync(IdentityConstants.ExternalScheme);
        if (!outside.Succeeded || outside.Principal.Identity?.AuthenticationType != OutsideSchemes.SchemeOf(provider)) throw Refusal.Forbidden("provider.failed");
        await http.SignOutAsync(IdentityConstants.ExternalScheme);
        var key = subjects.Of(outside.Principal.FindFirst("iss")!.Value, outside.Principal.FindFirst("sub")!.Value);
        var login = new UserLoginInfo(provider, key, known.Name.Ja);
        var person = await accounts.FindByLoginAsync(provider, key);
        if (http.User.AccountId() is { } me)
        {
            if (person is not null && person.Id != me) throw Refusal.Conflict("provider.taken");
            if (person is null) await accounts.AddLoginAsync((await accounts.FindByIdAsync(me.ToString()))!, login);
            return Results.LocalRedirect($"/{town}/me/account");
        }
        person ??= await Come(accounts, login);
        await sessions.Begin(person, http.Request.Headers.UserAgent.ToString());
        return Results.LocalRedirect(await http.AfterSignIn(person, to, ct));
    }

    // No name, no address: an account that only this service opens, until its person adds another way.
    private static async Task<Account> Come(UserManager<Account> accounts, UserLoginInfo login)
    {
        var person = new Account { UserName = Guid.CreateVersion7().ToString("N") };
        if (!(await accounts.CreateAsync(person)).Succeeded || !(await accounts.AddLoginAsync(person, login)).Succeeded) throw Refusal.Conflict("provider.failed");
        return person;
    }
}
