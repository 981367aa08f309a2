using System.Security.Claims;
using Machimichi.Platform.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Platform.Identity;

/// <summary>One browser in which a person is signed in. Its cookie is worth nothing once the row is gone.</summary>
public sealed class Session
{
    public required Guid Id { get; init; }
    public required Guid AccountId { get; init; }

    /// <summary>Browser and system, in a few words.</summary>
    public required string Device { get; init; }
    public required DateTime BegunAt { get; init; }
    public DateTime SeenAt { get; set; }
}

/// <summary>Begins, checks and ends sessions.</summary>
public sealed class SessionDesk(MachimichiDb db, SignInManager<Account> signIn)
{
    private const string Claim = "session";
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(10);

    public async Task Begin(Account account, string userAgent)
    {
        var session = new Session { Id = Guid.CreateVersion7(), AccountId = account.Id, Device = DeviceOf(userAgent), BegunAt = db.Now, SeenAt = db.Now };
        db.Sessions.Add(session);
        await db.SaveChangesAsync();
        await signIn.SignInWithClaimsAsync(account, isPersistent: true, [new Claim(Claim, session.Id.ToString("N"))]);
    }

    /// <summary>Ends the session of this browser.</summary>
    public async Task End(ClaimsPrincipal user, CancellationToken ct)
    {
        if (IdOf(user) is { } id) await db.Sessions.Where(s => s.Id == id).ExecuteDeleteAsync(ct);
        await signIn.SignOutAsync();
    }

    public async Task<IReadOnlyList<Session>> Of(Guid account, CancellationToken ct) =>
        await db.Sessions.AsNoTracking().Where(s => s.AccountId == account).OrderByDescending(s => s.SeenAt).ToListAsync(ct);

    public Task EndOne(Guid account, Guid session, CancellationToken ct) => db.Sessions.Where(s => s.AccountId == account && s.Id == session).ExecuteDeleteAsync(ct);

    /// <summary>Signs the person out everywhere but here.</summary>
    public Task EndOthers(ClaimsPrincipal user, CancellationToken ct)
    {
        var (account, here) = (user.AccountId(), IdOf(user));
        return db.Sessions.Where(s => s.AccountId == account && s.Id != here).ExecuteDeleteAsync(ct);
    }

    /// <summary>Run with every request of a signed-in browser: no row, no person.</summary>
    public static async Task Check(CookieValidatePrincipalContext context)
    {
        var db = (MachimichiDb)context.HttpContext.RequestServices.GetService(typeof(MachimichiDb))!;
        var (id, account) = (IdOf(context.Principal!), context.Principal!.AccountId());
        var seen = id is null ? null : await db.Sessions.Where(s => s.Id == id && s.AccountId == account).Select(s => (DateTime?)s.SeenAt).SingleOrDefaultAsync(context.HttpContext.RequestAborted);
        if (seen is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        }
        else if (db.Now - seen > Between) await db.Sessions.Where(s => s.Id == id).ExecuteUpdateAsync(s => s.SetProperty(x => x.SeenAt, db.Now));
    }

    public static Guid? IdOf(ClaimsPrincipal user) => Guid.TryParse(user.FindFirstValue(Claim), out var id) ? id : null;

    // Only what the person themselves recognises: no version, no model.
    public static string DeviceOf(string userAgent)
    {
        string? First(params ReadOnlySpan<(string Mark, string Name)> known)
        {
            foreach (var (mark, name) in known)
                if (userAgent.Contains(mark, StringComparison.OrdinalIgnoreCase)) return name;
            return null;
        }
        var browser = First(("Edg", "Edge"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("Line/", "LINE"), ("SamsungBrowser", "Samsung Internet"), ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"));
        var system = First(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"));
        return string.Join(" ・ ", new[] { browser, system }.OfType<string>());
    }
}
