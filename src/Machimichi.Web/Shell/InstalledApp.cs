using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Language;
using Machimichi.Voice.Photos;

namespace Machimichi.Web.Shell;

/// <summary>
/// A town's pages as an application on the phone: what its icon is and does, and the worker that keeps its pages for a place
/// without signal. Each town is an application of its own.
/// </summary>
internal sealed class InstalledApp(PageAssets assets)
{
    /// <summary>Pages that open without ever having been seen, in the three languages.</summary>
    private static readonly string[] Pages = ["offline", "outbox", "reports/new", "proposals/new"];

    public static void Map(RouteGroupBuilder town)
    {
        town.MapGet("/manifest.webmanifest", Manifest).AllowAnonymous();
        town.MapGet("/worker.js", (InstalledApp app, TownScope scope, HttpContext http) => app.Worker(scope, http)).AllowAnonymous();
        // The phone itself sends this form, so it can carry no token of ours. All that it does is to open a form that is not sent yet.
        town.MapPost("/share", Share).AllowAnonymous().DisableAntiforgery();
    }

    private static IResult Manifest(TownScope scope, Speech speech)
    {
        var at = $"/{scope.Id}/";
        var town = scope.Town;
        // Below an icon there is no room for readings.
        var name = town.Name.In(speech.Language == Texts.Easy ? Texts.Japanese : speech.Language);
        object Icon(string file, string sizes, string purpose = "any") => new { src = $"/dist/icons/{file}", sizes, type = "image/png", purpose };
        object Shortcut(string said, string path) => new { name = Furigana.Without(said), url = at + path, icons = new[] { Icon("icon-192.png", "192x192") } };
        return Results.Json(new
        {
            id = at, name = $"まちみち {name}", short_name = name, lang = speech.HtmlLang, dir = "ltr", start_url = at, scope = at, display = "standalone",
            background_color = town.Colors.Background, theme_color = town.Colors.Theme, categories = new[] { "government", "utilities" },
            icons = new[] { Icon("icon-192.png", "192x192"), Icon("icon-512.png", "512x512"), Icon("icon-maskable-512.png", "512x512", "maskable") },
            shortcuts = new[] { Shortcut(speech["app.report"], "reports/new"), Shortcut(speech["app.propose"], "proposals/new") },
            share_target = new
            {
                action = $"{at}share", method = "POST", enctype = "multipart/form-data",
                @params = new { title = "title", text = "text", url = "url", files = new[] { new { name = "photos", accept = new[] { "image/*" } } } },
            },
        }, contentType: "application/manifest+json");
    }

    private IResult Worker(TownScope scope, HttpContext http)
    {
        if (assets.Worker.Length == 0) return Results.NotFound();
        http.Response.Headers.CacheControl = "no-cache";
        var shell = new { town = scope.Id, version = VersionOf(scope), files = assets.Shell, pages = Pages };
        return Results.Text($"self.shell={JsonSerializer.Serialize(shell)};\n{assets.Worker}", "text/javascript", Encoding.UTF8);
    }

    // Whatever the kept pages are made from. A new version is fetched whole, and the old one thrown away.
    private string VersionOf(TownScope scope)
    {
        var programs = new[] { typeof(InstalledApp), typeof(ReceivePhotos), typeof(TownScope) }.Select(t => t.Module.ModuleVersionId);
        var parts = string.Join('\n', [.. assets.Shell, assets.Worker, scope.Town.ToJson(), .. programs.Select(p => p.ToString())]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(parts)).AsSpan(0, 8));
    }

    /// <summary>Where the worker is not there yet to take a shared photo, the form opens with it all the same.</summary>
    private static async Task<IResult> Share(HttpContext http, TownScope scope, ReceivePhotos receive, CancellationToken ct)
    {
        var form = $"/{scope.Id}/reports/new";
        if (!http.Request.HasFormContentType || http.Request.Headers["Sec-Fetch-Site"] == "cross-site") return SeeOther(http, form);
        var photos = new List<Guid>();
        foreach (var file in (await http.Request.ReadFormAsync(ct)).Files.Take(3))
        {
            try
            {
                await using var content = file.OpenReadStream();
                photos.Add((await receive.Handle(content, file.Length, ct)).Id);
            }
            catch (Refusal) { /* no photo: the form opens without it, and says what it takes */ }
        }
        return SeeOther(http, form + QueryString.Create(photos.Select(id => KeyValuePair.Create("photo", (string?)id.ToString()))));
    }

    private static IResult SeeOther(HttpContext http, string path)
    {
        http.Response.Headers.Location = path;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }
}
