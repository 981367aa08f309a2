using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Machimichi.Insight.Report.Template;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Language;
using Machimichi.Platform.Towns;
using Machimichi.Roads;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Insight.Kit;

/// <summary>Makes a new town from another one's kit, different in nothing but its names. All of the kit is judged before anything of it is kept.</summary>
public sealed partial class ImportKit(TownDirectory towns, PlatformOptions options, RoadsOptions roads, IServiceScopeFactory scopes)
{
    /// <param name="Slug">The new town's name in addresses.</param>
    /// <param name="Name">Its name for people; null keeps the one in the kit until the town writes its own.</param>
    public sealed record Request(string File, string Slug, string? Name = null);

    /// <param name="Model">Where the kit's model is kept; null where this machine has that very model already, or the kit brings none.</param>
    public sealed record Receipt(string Slug, string Name, string? Model);

    public async Task<Receipt> Handle(Request request, CancellationToken ct)
    {
        using var zip = Open(request.File);
        var contents = await ContentsOf(zip, ct);
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var entry in contents.Files) files[entry.Path] = await Read(zip, entry, ct);

        var town = TownOf(files, request);
        var templates = TemplatesOf(files);
        if (await towns.Find(town.Slug, ct) is not null) throw Refusal.Conflict("kit.town-exists", ("town", town.Slug));
        var model = files.TryGetValue(KitFile.Model, out var bytes) ? await Keep(bytes, files.GetValueOrDefault(KitFile.Card), ct) : null;
        await towns.Put(town, ct);
        await Save(templates, town, ct);
        return new Receipt(town.Slug, town.Name.Ja, model);
    }

    private static Dictionary<string, string> TemplatesOf(Dictionary<string, byte[]> files)
    {
        var templates = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var language in Texts.Languages)
        {
            if (!files.TryGetValue(KitFile.TemplateIn(language), out var bytes)) continue;
            templates[language] = Encoding.UTF8.GetString(bytes);
            if (TemplateFile.Problems(templates[language]).FirstOrDefault() is { } problem) throw problem;
        }
        return templates;
    }

    // With services of the new town: it owns its templates.
    private async Task Save(Dictionary<string, string> templates, TownFile town, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TownScope>().Choose(town);
        scope.ServiceProvider.GetRequiredService<Actor>().BeCommand();
        foreach (var (language, text) in templates) await scope.ServiceProvider.GetRequiredService<EditTemplate>().Save(language, text, ct);
    }

    private static ZipArchive Open(string path)
    {
        if (!File.Exists(path)) throw new Refusal("kit.missing", "file", values: [("path", path)]);
        try { return ZipFile.OpenRead(path); }
        catch (InvalidDataException) { throw new Refusal("kit.no-kit", "file", values: [("path", Path.GetFileName(path))]); }
    }

    private static async Task<KitContents> ContentsOf(ZipArchive zip, CancellationToken ct)
    {
        KitContents? contents = null;
        if (zip.GetEntry(KitFile.Contents) is { Length: < 1024 * 1024 } entry)
        {
            await using var stream = await entry.OpenAsync(ct);
            // A newer kit may look otherwise inside; its number is read before anything else is believed.
            try
            {
                using var json = await JsonDocument.ParseAsync(stream, default, ct);
                if (json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("version", out var version) && version.TryGetInt32(out var number) && number > KitFile.Version)
                    throw new Refusal("kit.newer", "file", values: [("version", number), ("known", KitFile.Version)]);
                contents = json.Deserialize<KitContents>(KitFile.Json);
            }
            catch (JsonException) { /* no list of contents: refused below */ }
        }
        if (contents is not { Format: KitFile.Format, Version: > 0, Files: not null }) throw new Refusal("kit.no-kit", "file", values: [("path", KitFile.Contents)]);
        if (contents.Files.Any(f => f is not { Path: not null, Sha256: not null, Bytes: >= 0 }) || contents.Files.Sum(f => (decimal)f.Bytes) > KitFile.Most) throw new Refusal("kit.too-large", "file", values: [("most", KitFile.Most >> 20)]);
        return contents;
    }

    private static async Task<byte[]> Read(ZipArchive zip, KitEntry listed, CancellationToken ct)
    {
        var broken = new Refusal("kit.broken", "file", values: [("file", listed.Path)]);
        if (zip.GetEntry(listed.Path) is not { } entry || entry.Length != listed.Bytes) throw broken;
        try
        {
            await using var stream = await entry.OpenAsync(ct);
            var bytes = new byte[listed.Bytes];
            await stream.ReadExactlyAsync(bytes, ct);
            return Convert.ToHexStringLower(SHA256.HashData(bytes)).Equals(listed.Sha256, StringComparison.OrdinalIgnoreCase) ? bytes : throw broken;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException) { throw broken; }
    }

    private static TownFile TownOf(Dictionary<string, byte[]> files, Request request)
    {
        if (!files.TryGetValue(KitFile.Town, out var bytes)) throw new Refusal("kit.broken", "file", values: [("file", KitFile.Town)]);
        foreach (var (path, content) in files.Where(f => f.Key.EndsWith(".json", StringComparison.Ordinal) || f.Key.EndsWith(".md", StringComparison.Ordinal)))
            if (HasScript(path, content)) throw new Refusal("kit.script", "file", values: [("file", path)]);
        var town = TownFile.Parse(Encoding.UTF8.GetString(bytes));
        var name = request.Name is { Length: > 0 } given ? new LocalName(given, given, given) : town.Name;
        // Parsed once more under its new name, so that a name in addresses that cannot be is refused like any other.
        return TownFile.Parse((town with { Slug = request.Slug, Name = name, Open311 = null }).ToJson());
    }

    // Texts are shown as text wherever they stand; that somebody tried is reason enough to take nothing of it.
    private static bool HasScript(string path, byte[] content)
    {
        if (!path.EndsWith(".json", StringComparison.Ordinal)) return Script().IsMatch(Encoding.UTF8.GetString(content));
        try
        {
            using var json = JsonDocument.Parse(content);
            return Strings(json.RootElement).Any(s => Script().IsMatch(s));
        }
        catch (JsonException) { throw new Refusal("kit.broken", "file", values: [("file", path)]); }
    }

    private static IEnumerable<string> Strings(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [json.GetString()!],
        JsonValueKind.Object => json.EnumerateObject().SelectMany(p => Strings(p.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Strings),
        _ => [],
    };

    private async Task<string?> Keep(byte[] model, byte[]? card, CancellationToken ct)
    {
        var folder = Path.Combine(options.DataFolder, "models");
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Path.GetFileName(KitFile.Model));
        var arrived = $"{path}.new";
        try
        {
            await File.WriteAllBytesAsync(arrived, model, ct);
            if (ModelFile.Problem(arrived) is { } why) throw new Refusal("kit.model-broken", "file", values: [("detail", why)]);
            if (roads.ModelFile is { } own && SHA256.HashData(await File.ReadAllBytesAsync(own, ct)).AsSpan().SequenceEqual(SHA256.HashData(model))) return null;
            // Other towns on this machine judge with the model that they know.
            if ((await towns.All(ct)).Count > 0) return null;
            File.Move(arrived, path, overwrite: true);
            if (card is not null) await File.WriteAllBytesAsync(Path.Combine(folder, Path.GetFileName(KitFile.Card)), card, ct);
            return path;
        }
        finally { File.Delete(arrived); }
    }

    [GeneratedRegex(@"<\s*/?\s*(script|iframe|object|embed|svg|img|link|meta|style|form|base)\b|javascript\s*:|\bon(error|load|click|mouseover|focus)\s*=", RegexOptions.IgnoreCase, 2000)]
    private static partial Regex Script();
}
