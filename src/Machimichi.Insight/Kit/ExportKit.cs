using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Machimichi.Insight.Figures;
using Machimichi.Insight.Report;
using Machimichi.Insight.Report.Template;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Language;
using Machimichi.Roads;

namespace Machimichi.Insight.Kit;

/// <summary>Writes what another town needs to start: the town's file, the model with its card, a year's figures to compare with, the handbook. Nothing of any person.</summary>
public sealed class ExportKit(MachimichiDb db, ReadTown read, Texts texts, PrintPdf print, EditTemplate templates, RoadsOptions roads)
{
    /// <param name="Files">What is in it.</param>
    /// <param name="NoPdf">Why the handbook has no PDF; null when it has.</param>
    public sealed record Receipt(string Path, IReadOnlyList<string> Files, string? NoPdf);

    public async Task<Receipt> Handle(string path, bool pdf, CancellationToken ct)
    {
        if (Directory.Exists(path)) throw new Refusal("kit.out-is-folder", "out", values: [("path", path)]);
        var folder = Directory.CreateTempSubdirectory("machimichi-kit-");
        try
        {
            // Keys, and whom to ask for one, are this town's own.
            await Write(folder, KitFile.Town, JsonSerializer.SerializeToUtf8Bytes(db.Town with { Open311 = null }, KitFile.Json), ct);
            await Write(folder, KitFile.Figures, JsonSerializer.SerializeToUtf8Bytes(await Figures(ct), KitFile.Json), ct);
            foreach (var (language, text) in await templates.Own(ct)) await Write(folder, KitFile.TemplateIn(language), System.Text.Encoding.UTF8.GetBytes(text), ct);
            if (roads.ModelFile is { } model)
            {
                await Write(folder, KitFile.Model, await File.ReadAllBytesAsync(model, ct), ct);
                var card = Path.Combine(Path.GetDirectoryName(model)!, Path.GetFileName(KitFile.Card));
                if (File.Exists(card)) await Write(folder, KitFile.Card, await File.ReadAllBytesAsync(card, ct), ct);
            }
            var noPdf = await WriteHandbook(folder, pdf, ct);
            var files = await Describe(folder, ct);
            var contents = new KitContents(KitFile.Format, KitFile.Version, ProgramVersion, db.Now, Enum.GetNames<Role>(), files);
            await Write(folder, KitFile.Contents, JsonSerializer.SerializeToUtf8Bytes(contents, KitFile.Json), ct);
            File.Delete(path);
            await ZipFile.CreateFromDirectoryAsync(folder.FullName, path, ct);
            return new Receipt(path, [KitFile.Contents, .. files.Select(f => f.Path)], noPdf);
        }
        finally { folder.Delete(recursive: true); }
    }

    private static string ProgramVersion => typeof(ExportKit).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    // Of the last year, and of nobody: counts, kilometres and days.
    private async Task<object> Figures(CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(db.Now, db.Town.Zone));
        var period = Period.Of(today.AddDays(-364), today, db.Town);
        return new { days = period.Days, figures = CountFigures.Of(await read.Of(period, ct)) };
    }

    private async Task<string?> WriteHandbook(DirectoryInfo folder, bool pdf, CancellationToken ct)
    {
        var markdown = Handbook.Markdown();
        await Write(folder, $"{KitFile.Handbook}.md", System.Text.Encoding.UTF8.GetBytes(markdown), ct);
        var html = await Write(folder, $"{KitFile.Handbook}.html", System.Text.Encoding.UTF8.GetBytes(Handbook.Page(markdown)), ct);
        if (!pdf) return texts.Get(Texts.English, "insight.pdf.not-asked");
        var made = await print.Print(html, Path.ChangeExtension(html, ".pdf"), ct);
        return made.Made ? null : texts.Get(Texts.English, made.Why, ("detail", made.Detail));
    }

    private static async Task<string> Write(DirectoryInfo folder, string name, byte[] bytes, CancellationToken ct)
    {
        var path = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, bytes, ct);
        return path;
    }

    private static async Task<List<KitEntry>> Describe(DirectoryInfo folder, CancellationToken ct)
    {
        var files = new List<KitEntry>();
        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(f => f.FullName, StringComparer.Ordinal))
        {
            await using var content = file.OpenRead();
            files.Add(new KitEntry(Path.GetRelativePath(folder.FullName, file.FullName).Replace('\\', '/'), Convert.ToHexStringLower(await SHA256.HashDataAsync(content, ct)), file.Length));
        }
        return files;
    }
}
