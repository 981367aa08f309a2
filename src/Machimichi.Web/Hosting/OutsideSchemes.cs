using System.Text;
using Machimichi.Platform;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Language;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Identity;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Machimichi.Web.Hosting;

/// <summary>The services that people may sign in with: code flow with PKCE, state and nonce; scope openid and nothing more, no tokens kept.</summary>
internal static class OutsideSchemes
{
    public static string SchemeOf(string provider) => $"outside-{provider}";

    public static void AddOutside(this AuthenticationBuilder authentication, PlatformOptions options)
    {
        authentication.AddCookie(IdentityConstants.ExternalScheme, SignInCookie.ConfigureOutside);
        foreach (var provider in options.SignInProviders)
        {
            // Read now: a secret that is missing is said at the start, not to the first person who tries.
            var secret = provider.ReadSecret();
            authentication.AddOpenIdConnect(SchemeOf(provider.Id), oidc => Configure(oidc, provider, secret, options));
        }
    }

    private static void Configure(OpenIdConnectOptions oidc, SignInProvider provider, string secret, PlatformOptions options)
    {
        (oidc.Authority, oidc.ClientId, oidc.ClientSecret) = (provider.Authority, provider.ClientId, secret);
        oidc.RequireHttpsMetadata = provider.Authority.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        oidc.CallbackPath = $"/signed-in/{provider.Id}";
        oidc.SignInScheme = IdentityConstants.ExternalScheme;
        (oidc.ResponseType, oidc.ResponseMode, oidc.UsePkce) = (OpenIdConnectResponseType.Code, OpenIdConnectResponseMode.Query, true);
        (oidc.SaveTokens, oidc.GetClaimsFromUserInfoEndpoint, oidc.MapInboundClaims) = (false, false, false);
        oidc.Scope.Clear();
        oidc.Scope.Add("openid");
        oidc.ClaimActions.Clear();
        oidc.RemoteAuthenticationTimeout = TimeSpan.FromMinutes(15);
        oidc.BackchannelTimeout = TimeSpan.FromSeconds(15);
        // Some services sign with the shared secret instead of a key of their own; both kinds of key are known, each only for its kind of signature.
        oidc.TokenValidationParameters.IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret));
        oidc.TokenValidationParameters.ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.HmacSha256, SecurityAlgorithms.RsaSsaPssSha256];
        foreach (var cookie in new[] { oidc.CorrelationCookie, oidc.NonceCookie })
        {
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        }
        oidc.Events.OnRedirectToIdentityProvider = context =>
        {
            context.ProtocolMessage.RedirectUri = options.PublicAddress + oidc.CallbackPath;
            return Task.CompletedTask;
        };
        oidc.Events.OnTokenValidated = context =>
        {
            // In the code flow the framework lets an unsigned token pass, since it came over TLS; here a signature is asked for.
            if (context.SecurityToken.RawSignature.Length == 0) { context.Fail("unsigned"); return Task.CompletedTask; }
            // Of all that the service may say of somebody, only its number for them goes on from here.
            var subject = context.Principal!.FindFirst("sub")!;
            context.Principal = new(new System.Security.Claims.ClaimsIdentity([new("sub", subject.Value), new("iss", context.SecurityToken.Issuer)], SchemeOf(provider.Id)));
            return Task.CompletedTask;
        };
        oidc.Events.OnRemoteFailure = context =>
        {
            RequestFrame.ChooseLanguage(context.HttpContext, context.HttpContext.RequestServices.GetRequiredService<Speech>());
            throw Refusal.Forbidden(context.Request.Query["error"] == "access_denied" ? "provider.cancelled" : "provider.failed");
        };
        oidc.Events.OnAccessDenied = context => throw Refusal.Forbidden("provider.cancelled");
    }
}
