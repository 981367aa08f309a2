using System.Text.Json;
using Machimichi.Web.Hosting;
using Microsoft.Extensions.FileProviders;

namespace Machimichi.Web.Shell;

/// <summary>Where the built styles and scripts are: names in the manifest, files with a hash in their names.</summary>
internal sealed class PageAssets
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "wwwroot");
    private readonly Dictionary<string, string> files = [];
    private readonly Dictionary<string, string[]> imports = [];

    public PageAssets()
    {
        var manifest = Path.Combine(Root, "dist", ".vite", "manifest.json");
        if (!File.Exists(manifest)) return;
        using var json = JsonDocument.Parse(File.ReadAllBytes(manifest));
        foreach (var entry in json.RootElement.EnumerateObject())
        {
            if (entry.Value.TryGetProperty("file", out var file)) files[entry.Name] = $"/dist/{file.GetString()}";
            imports[entry.Name] = [.. Names(entry.Value, "imports"), .. Names(entry.Value, "dynamicImports")];
        }
    }

    /// <summary>The address of an entry; the entry's own name where the assets were not built, so that the missing file shows in the browser's log.</summary>
    public string this[string entry] => files.GetValueOrDefault(entry, $"/dist/{entry}");

    /// <summary>What a resident's page needs without a signal: its look, its scripts but for the map's, its drawings.</summary>
    public IReadOnlyList<string> Shell => [.. new[] { this["look/look.css"] }.Concat(Needed("app.ts", []).Select(e => this[e])).Distinct(), "/dist/icons/sprite.svg", "/dist/icons/mark.svg"];

    /// <summary>The script of the service worker as it was built; empty where the assets were not.</summary>
    public string Worker { get; } = File.Exists(WorkerFile) ? File.ReadAllText(WorkerFile) : "";

    private static string WorkerFile => Path.Combine(Root, "dist", "worker.js");

    private HashSet<string> Needed(string entry, HashSet<string> found)
    {
        if (entry != "map.ts" && found.Add(entry))
            foreach (var next in imports.GetValueOrDefault(entry, [])) Needed(next, found);
        return found;
    }

    private static IEnumerable<string> Names(JsonElement entry, string property) =>
        entry.TryGetProperty(property, out var names) ? names.EnumerateArray().Select(n => n.GetString()!) : [];

    public static StaticFileOptions StaticFiles { get; } = new()
    {
        FileProvider = Directory.Exists(Root) ? new PhysicalFileProvider(Root) : new NullFileProvider(),
        ServeUnknownFileTypes = true,
        OnPrepareResponse = context =>
        {
            if (CompressedAssets.TypeOf(context.Context) is { } type) context.Context.Response.ContentType = type;
            context.Context.Response.Headers.CacheControl = context.Context.Request.Path.StartsWithSegments("/dist/assets", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        },
    };
}
