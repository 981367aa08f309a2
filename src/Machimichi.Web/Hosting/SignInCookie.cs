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
}
