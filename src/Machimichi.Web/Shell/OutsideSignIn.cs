using System.Security.Cryptography;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Http;
using Machimichi.Platform.Identity;
using Machimichi.Web.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Machimichi.Web.Shell;

/// <summary>
/// Signing in with a service elsewhere; somebody who is signed in already ties it to their account. That they asked for it themselves is
/// proven by the link of their own page: else a stranger's page could send them there while the service takes them for the stranger.
/// </summary>
internal static class OutsideSignIn
{
    private static readonly TimeSpan LinkLives = TimeSpan.FromHours(12);

    public static void MapOutsideSignIn(this RouteGroupBuilder town)
    {
        town.MapGet("/sign-in/with/{provider}", Begin).AllowAnonymous();
        town.MapGet("/sign-in/with/{provider}/done", Finish).AllowAnonymous();
    }

    /// <summary>What the account's page puts into its link, good for this session only.</summary>
    public static string ProofOf(IDataProtectionProvider protection, Guid session) => Protector(protection).Protect(session.ToString("N"), LinkLives);

    private static async Task<IResult> Begin(string town, string provider, string? to, string? tie, PlatformOptions options, IOptionsMonitor<OpenIdConnectOptions> schemes, HttpContext http, CancellationToken ct)
    {
        if (options.SignInProviders.All(p => p.Id != provider)) throw Refusal.NotFound();
        try { await schemes.Get(OutsideSchemes.SchemeOf(provider)).ConfigurationManager!.GetConfigurationAsync(ct); }
        catch (InvalidOperationException) { throw Refusal.Conflict("provider.unreachable"); }
        var back = $"/{town}/sign-in/with/{provider}/done?to={Uri.EscapeDataString(to ?? "")}&tie={Uri.EscapeDataString(tie ?? "")}";
        return Results.Challenge(new AuthenticationProperties { RedirectUri = back }, [OutsideSchemes.SchemeOf(provider)]);
    }

    private static async Task<IResult> Finish(string town, string provider, string? to, string? tie, PlatformOptions options, UserManager<Account> accounts, MachimichiDb db, SessionDesk sessions, OutsideSubject subjects, IDataProtectionProvider protection, HttpContext http, CancellationToken ct)
    {
        var known = options.SignInProviders.FirstOrDefault(p => p.Id == provider) ?? throw Refusal.NotFound();
        var outside = await http.AuthenticateAsync(IdentityConstants.ExternalScheme);
        if (!outside.Succeeded || outside.Principal.Identity?.AuthenticationType != OutsideSchemes.SchemeOf(provider)) throw Refusal.Forbidden("provider.failed");
        await http.SignOutAsync(IdentityConstants.ExternalScheme);
        var key = subjects.Of(outside.Principal.FindFirst("iss")!.Value, outside.Principal.FindFirst("sub")!.Value);
        var login = new UserLoginInfo(provider, key, known.Name.Ja);
        var person = await accounts.FindByLoginAsync(provider, key);
        if (http.User.AccountId() is { } me && person?.Id != me)
        {
            if (!IsOwn(protection, tie, SessionDesk.IdOf(http.User))) throw Refusal.Forbidden("provider.not-asked");
            if (person is not null) throw Refusal.Conflict("provider.taken");
            await Tie(accounts, db, (await accounts.FindByIdAsync(me.ToString()))!, login, ct);
            return Results.LocalRedirect($"/{town}/me/account");
        }
        if (http.User.AccountId() is not null) return Results.LocalRedirect(Answers.IsLocal(to) ? to! : $"/{town}/me/account");
        person ??= await Come(accounts, db, login, ct);
        await sessions.Begin(person, http.Request.Headers.UserAgent.ToString());
        return Results.LocalRedirect(await http.AfterSignIn(person, to, ct));
    }

    // No name, no address: an account that only this service opens, until its person adds another way.
    private static async Task<Account> Come(UserManager<Account> accounts, MachimichiDb db, UserLoginInfo login, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var person = new Account { UserName = Guid.CreateVersion7().ToString("N") };
        if (!(await accounts.CreateAsync(person)).Succeeded) throw Refusal.Conflict("provider.failed");
        await Tie(accounts, db, person, login, ct);
        await transaction.CommitAsync(ct);
        return person;
    }

    private static async Task Tie(UserManager<Account> accounts, MachimichiDb db, Account person, UserLoginInfo login, CancellationToken ct)
    {
        try
        {
            if (!(await accounts.AddLoginAsync(person, login)).Succeeded) throw Refusal.Conflict("provider.failed");
        }
        catch (DbUpdateException) { throw Refusal.Conflict("provider.failed"); }
        db.Note($"account:{person.Id:N}", "provider.tied", "account", person.Id, new { provider = login.LoginProvider });
        await db.SaveChangesAsync(ct);
    }

    private static bool IsOwn(IDataProtectionProvider protection, string? proof, Guid? session)
    {
        if (string.IsNullOrEmpty(proof) || session is not { } here) return false;
        try { return Protector(protection).Unprotect(proof) == here.ToString("N"); }
        catch (CryptographicException) { return false; }
    }

    private static ITimeLimitedDataProtector Protector(IDataProtectionProvider protection) => protection.CreateProtector("tie").ToTimeLimitedDataProtector();
}
