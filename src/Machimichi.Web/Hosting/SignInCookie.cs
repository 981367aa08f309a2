using Machimichi.Platform.Identity;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Machimichi.Web.Hosting;

internal static class SignInCookie
{
    public static void Configure(CookieAuthenticationOptions cookie)
    {
        cookie.Cookie.Name = "mm-person";
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = TimeSpan.FromDays(14);
        cookie.SlidingExpiration = true;
        cookie.Events.OnValidatePrincipal = SessionDesk.Check;
        cookie.Events.OnRedirectToLogin = context =>
        {
            var town = context.Request.RouteValues["town"] ?? context.Request.RouteValues["Town"];
            if (town is null || context.Request.Headers.Accept.ToString().Contains("json", StringComparison.OrdinalIgnoreCase)) context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            else context.Response.Redirect($"/{town}/sign-in?to={Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)}");
            return Task.CompletedTask;
        };
        cookie.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    /// <summary>Holds what a passkey is asked, until it answers.</summary>
    public static void ConfigureChallenge(CookieAuthenticationOptions cookie) => Brief(cookie, "mm-passkey", SameSiteMode.Strict);

    /// <summary>Holds who came back from a service elsewhere, until they are signed in here.</summary>
    public static void ConfigureOutside(CookieAuthenticationOptions cookie) => Brief(cookie, "mm-outside", SameSiteMode.Lax);

    private static void Brief(CookieAuthenticationOptions cookie, string name, SameSiteMode site)
    {
        cookie.Cookie.Name = name;
        cookie.Cookie.SameSite = site;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = UsedAnswers.ChallengeLives;
        cookie.SlidingExpiration = false;
    }
}
