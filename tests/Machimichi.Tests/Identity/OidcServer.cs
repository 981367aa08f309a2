using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Machimichi.Tests.Identity;

/// <summary>
/// A small OpenID provider: discovery, keys, authorization code with PKCE, signed tokens. It also tells of people what nobody asked for,
/// and lies where a test wants it to.
/// </summary>
internal sealed class OidcServer : IAsyncDisposable
{
    public const string Client = "town", Secret = "a-secret-of-32-characters-or-more";
    private readonly WebApplication app;
    private readonly RSA key = RSA.Create(2048), forged = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, (string Challenge, string Nonce, string Redirect)> codes = new();

    private OidcServer(WebApplication app) => this.app = app;

    public string Address => app.Urls.First();
    public string Subject { get; set; } = "U4af4980629";

    /// <summary>"nonce", "signature", "audience", "issuer", "expired" or "unsigned"; empty for the truth.</summary>
    public string Lie { get; set; } = "";

    /// <summary>Signs with the shared secret (HS256) instead of its key.</summary>
    public bool Shared { get; set; }

    public ConcurrentBag<string> ScopesAsked { get; } = [];
    public int ProfilesRead { get; private set; }

    public static async Task<OidcServer> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        var server = new OidcServer(builder.Build());
        server.Map();
        await server.app.StartAsync();
        return server;
    }

    private void Map()
    {
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = Address, authorization_endpoint = $"{Address}/authorize", token_endpoint = $"{Address}/token", userinfo_endpoint = $"{Address}/userinfo", jwks_uri = $"{Address}/jwks",
            response_types_supported = new[] { "code" }, subject_types_supported = new[] { "pairwise" }, id_token_signing_alg_values_supported = new[] { "RS256", "HS256" }, code_challenge_methods_supported = new[] { "S256" },
        }));
        app.MapGet("/jwks", () =>
        {
            var open = key.ExportParameters(false);
            return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = "one", n = Base64Url.EncodeToString(open.Modulus), e = Base64Url.EncodeToString(open.Exponent) } } });
        });
        app.MapGet("/authorize", (HttpContext http) =>
        {
            string Asked(string name) => http.Request.Query[name].ToString();
            ScopesAsked.Add(Asked("scope"));
            if (Asked("client_id") != Client || Asked("response_type") != "code" || Asked("code_challenge_method") != "S256" || Asked("state").Length < 10 || Asked("nonce").Length < 10) return Results.BadRequest();
            if (Lie == "cancel") return Results.Redirect($"{Asked("redirect_uri")}?error=access_denied&state={Uri.EscapeDataString(Asked("state"))}");
            var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
            codes[code] = (Asked("code_challenge"), Asked("nonce"), Asked("redirect_uri"));
            return Results.Redirect($"{Asked("redirect_uri")}?code={code}&state={Uri.EscapeDataString(Asked("state"))}");
        });
        app.MapPost("/token", async (HttpContext http) =>
        {
            var form = await http.Request.ReadFormAsync();
            if (!codes.TryRemove(form["code"].ToString(), out var asked) || form["client_secret"] != Secret || form["redirect_uri"] != asked.Redirect
                || Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != asked.Challenge)
                return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
            return Results.Json(new { access_token = "opaque", token_type = "Bearer", expires_in = 600, id_token = Token(asked.Nonce) });
        });
        app.MapGet("/userinfo", () =>
        {
            ProfilesRead++;
            return Results.Json(new { sub = Subject, name = "本名 太郎" });
        });
    }

    private string Token(string nonce)
    {
        var now = TimeProvider.System.GetUtcNow();
        var header = new { alg = Lie == "unsigned" ? "none" : Shared ? "HS256" : "RS256", typ = "JWT", kid = Shared ? null : "one" };
        var claims = new
        {
            iss = Lie == "issuer" ? "http://127.0.0.1:1" : Address, aud = Lie == "audience" ? "another-town" : Client, sub = Subject, nonce = Lie == "nonce" ? "another" : nonce,
            iat = now.AddHours(-2).ToUnixTimeSeconds(), exp = now.AddHours(Lie == "expired" ? -1 : 1).ToUnixTimeSeconds(), name = "本名 太郎", email = "honmyo@example.jp", picture = "http://example.jp/face.jpg",
        };
        var signed = $"{Part(header)}.{Part(claims)}";
        var bytes = Encoding.ASCII.GetBytes(signed);
        var signature = Lie == "unsigned" ? [] : Shared ? HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), bytes)
            : (Lie == "signature" ? forged : key).SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Part(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        key.Dispose();
        forged.Dispose();
    }
}
