using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Language;
using Machimichi.Platform.Towns;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Web.Hosting;

/// <summary>Frames each request: which town (the address says), which language, who asks.</summary>
internal sealed class RequestFrame(RequestDelegate next, TownDirectory towns, IDataProtectionProvider protection)
{
    public const string VisitorCookie = "mm-visitor";
    private const string LanguageCookie = "mm-language";
    private readonly IDataProtector protector = protection.CreateProtector("visitor");

    public async Task InvokeAsync(HttpContext http, TownScope scope, Speech speech, Actor actor, MachimichiDb db)
    {
        ChooseLanguage(http, speech);
        // The worker in the browser learns from it in which language to show what it kept.
        http.Response.Headers.ContentLanguage = speech.Language == Texts.Easy ? "ja-x-easy" : speech.HtmlLang;
        if (FirstSegment(http.Request.Path) is { } slug && await towns.Find(slug, http.RequestAborted) is { } town)
        {
            scope.Choose(town);
            var account = http.User.AccountId();
            var roles = account is { } id ? await db.Memberships.Where(m => m.TownId == town.Slug && m.AccountId == id).Select(m => m.Role).ToListAsync(http.RequestAborted) : [];
            actor.Be(account, Visitor(http), roles.Any(r => r is Role.Crew or Role.Staff or Role.Admin), roles.Contains(Role.DistrictHead));
        }
        else if (http.Request.RouteValues.ContainsKey("town"))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        await next(http);
    }

    private static string? FirstSegment(PathString path) => path.Value?.Split('/', 3, StringSplitOptions.RemoveEmptyEntries) is [var first, ..] ? first : null;

    internal static void ChooseLanguage(HttpContext http, Speech speech)
    {
        if (http.Request.Query["lang"].FirstOrDefault() is { } asked && Texts.Languages.Contains(asked))
        {
            speech.Use(asked);
            http.Response.Cookies.Append(LanguageCookie, asked, new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, IsEssential = true, HttpOnly = true, Secure = http.Request.IsHttps });
        }
        else if (http.Request.Cookies[LanguageCookie] is { } kept) speech.Use(kept);
        else if (http.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1).FirstOrDefault()?.Value is { HasValue: true } first)
            speech.Use(first.StartsWith("ja", StringComparison.OrdinalIgnoreCase) || first == "*" ? Texts.Japanese : Texts.English);
    }

    // A random number that says nothing of the person; it makes "my reports" and one support a person work without an account.
    private Guid Visitor(HttpContext http)
    {
        if (http.Request.Cookies[VisitorCookie] is { } cookie)
        {
            try { return Guid.Parse(protector.Unprotect(cookie)); }
            catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or System.FormatException) { /* made by somebody else: a new one */ }
        }
        var visitor = Guid.CreateVersion7();
        http.Response.Cookies.Append(VisitorCookie, protector.Protect(visitor.ToString("N")),
            new CookieOptions { MaxAge = TimeSpan.FromDays(730), SameSite = SameSiteMode.Lax, IsEssential = true, HttpOnly = true, Secure = http.Request.IsHttps });
        return visitor;
    }
}
