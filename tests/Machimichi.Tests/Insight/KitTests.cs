using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Machimichi.Insight.Kit;
using Machimichi.Platform;
using Machimichi.Platform.Towns;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Insight;

public sealed class KitTests(TrialTown town) : IClassFixture<TrialTown>
{
    [Fact]
    public async Task A_second_town_made_from_a_kit_differs_in_nothing_but_its_names()
    {
        var kit = await Export();
        using (var zip = ZipFile.OpenRead(kit))
        {
            Assert.Equal(["figures.json", "handbook/handbook.html", "handbook/handbook.md", "kit.json", "model/MODEL_CARD.md", "model/road-damage.onnx", "town.json"], zip.Entries.Select(e => e.FullName).Order(StringComparer.Ordinal));
            Assert.Contains("<h1", new StreamReader(zip.GetEntry("handbook/handbook.html")!.Open()).ReadToEnd());
        }
        var receipt = await town.As(s => s.GetRequiredService<ImportKit>().Handle(new ImportKit.Request(kit, "second", "となり町"), default));
        Assert.Equal(("second", "となり町", null), (receipt.Slug, receipt.Name, receipt.Model));
        var made = await town.Host.Services.GetRequiredService<TownDirectory>().Get("second", default);
        var original = TownHost.Town();
        Assert.Equal(original.ToJson(), (made with { Slug = original.Slug, Name = original.Name }).ToJson());
        using var browser = town.Host.Browser();
        Assert.Contains("となり町", await browser.Page("/second/"));
        Assert.DoesNotContain("ここに穴があります", await browser.Http.GetStringAsync("/second/data/reports.csv"));
        var again = await Assert.ThrowsAsync<Refusal>(() => town.As(s => s.GetRequiredService<ImportKit>().Handle(new ImportKit.Request(kit, "second"), default)));
        Assert.Equal("kit.town-exists", again.TextKey);
    }

    [Theory]
    [InlineData("newer", "kit.newer")]
    [InlineData("model", "kit.model-broken")]
    [InlineData("script", "kit.script")]
    [InlineData("changed", "kit.broken")]
    [InlineData("no-list", "kit.no-kit")]
    [InlineData("no-zip", "kit.no-kit")]
    [InlineData("gone", "kit.missing")]
    [InlineData("slug", "town.slug")]
    public async Task A_kit_that_cannot_be_trusted_is_refused_and_nothing_of_it_is_kept(string what, string expected)
    {
        var kit = await Export();
        if (what == "no-zip") await File.WriteAllTextAsync(kit, "not a zip");
        else if (what == "gone") File.Delete(kit);
        else Change(kit, what);
        var refusal = await Assert.ThrowsAsync<Refusal>(() => town.As(s => s.GetRequiredService<ImportKit>().Handle(new ImportKit.Request(kit, what == "slug" ? "Not A Slug" : "third"), default)));
        Assert.Equal(expected, refusal.TextKey);
        Assert.Null(await town.Host.Services.GetRequiredService<TownDirectory>().Find("third", default));
        Assert.False(Directory.Exists(Path.Combine(town.Host.Data, "models")) && Directory.EnumerateFiles(Path.Combine(town.Host.Data, "models")).Any());
    }

    private async Task<string> Export()
    {
        var path = Path.Combine(town.Host.Data, $"{Guid.CreateVersion7():N}.zip");
        await town.As(s => s.GetRequiredService<ExportKit>().Handle(path, pdf: false, default));
        return path;
    }

    private static void Change(string kit, string what)
    {
        using var zip = ZipFile.Open(kit, ZipArchiveMode.Update);
        var contents = JsonNode.Parse(Text(zip, "kit.json"))!;
        switch (what)
        {
            case "newer": contents["version"] = 2; break;
            case "no-list": contents["format"] = "something else"; break;
            case "changed": Put(zip, "town.json", Encoding.UTF8.GetBytes(Text(zip, "town.json").Replace("Asia/Tokyo", "Asia/Seoul", StringComparison.Ordinal))); break;
            case "script": Replace("town.json", Encoding.UTF8.GetBytes(Text(zip, "town.json").Replace("道の穴", "<script>alert(1)</script>", StringComparison.Ordinal))); break;
            case "model": Replace("model/road-damage.onnx", RandomNumberGenerator.GetBytes(5000)); break;
            default: break;
        }
        Put(zip, "kit.json", JsonSerializer.SerializeToUtf8Bytes(contents));

        void Replace(string name, byte[] bytes)
        {
            Put(zip, name, bytes);
            var entry = contents["files"]!.AsArray().Single(f => $"{f!["path"]}" == name)!;
            (entry["sha256"], entry["bytes"]) = (Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length);
        }
    }

    private static string Text(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(zip.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    private static void Put(ZipArchive zip, string name, byte[] bytes)
    {
        zip.GetEntry(name)?.Delete();
        using var stream = zip.CreateEntry(name).Open();
        stream.Write(bytes);
    }
}
