using System.Text.Json;
using Machimichi.Web.Hosting;
using Microsoft.Extensions.FileProviders;

namespace Machimichi.Web.Shell;

/// <summary>Where the built styles and scripts are: names in the manifest, files with a hash in their names.</summary>
internal sealed class PageAssets
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "wwwroot");
    private readonly Dictionary<string, string> files = [];

    public PageAssets()
    {
        var manifest = Path.Combine(Root, "dist", ".vite", "manifest.json");
        if (!File.Exists(manifest)) return;
        using var json = JsonDocument.Parse(File.ReadAllBytes(manifest));
        foreach (var entry in json.RootElement.EnumerateObject())
            if (entry.Value.TryGetProperty("file", out var file)) files[entry.Name] = $"/dist/{file.GetString()}";
    }

    /// <summary>The address of an entry; the entry's own name where the assets were not built, so that the missing file shows in the browser's log.</summary>
    public string this[string entry] => files.GetValueOrDefault(entry, $"/dist/{entry}");

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
