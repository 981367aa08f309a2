using System.IO.Compression;
using System.Net;
using Machimichi.Insight.Kit;
using Machimichi.Insight.Report;
using Machimichi.Insight.Report.Template;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Language;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Insight;

public sealed class TemplateTests(TrialTown town) : IClassFixture<TrialTown>
{
    private const string Page = $"/{TownHost.Slug}/console/report/template";

    [Fact]
    public void The_shipped_templates_are_in_order_in_every_language_and_hold_every_part()
    {
        foreach (var language in Texts.Languages)
        {
            var shipped = TemplateFile.Shipped(language);
            Assert.Empty(TemplateFile.Problems(shipped));
            Assert.All(TemplateFile.Blocks, part => Assert.Contains($"{{{{{part}}}}}", shipped, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("走行は{{kilometers}}です", "template.unknown", "kilometres")]
    [InlineData("{{Defect}}", "template.unknown", "defects")]
    [InlineData("{{accuraccy}}", "template.unknown", "accuracy")]
    [InlineData("地図は {{map}} です", "template.part-alone", null)]
    [InlineData("- {{map}}", "template.part-alone", null)]
    [InlineData("{{map}} {{short}}", "template.part-alone", null)]
    [InlineData("{{kilometres}", "template.open-field", null)]
    [InlineData("{{ {{map}} }}", "template.part-alone", null)]
    [InlineData("", "template.empty", null)]
    [InlineData("  \r\n ", "template.empty", null)]
    public void A_template_that_would_leave_a_hole_is_refused_and_the_nearest_field_named(string text, string key, string? nearest)
    {
        var problem = TemplateFile.Problems(text).First();
        Assert.Equal(key, problem.TextKey);
        if (nearest is not null) Assert.Contains(("nearest", (object)nearest), problem.Values);
    }

    [Fact]
    public void Html_pictures_and_strange_addresses_in_a_template_come_to_nothing()
    {
        const string Text = """
            <script>alert(1)</script> と <b onclick="x()">太字</b>

            ![絵](https://example.jp/x.png) [だめ](javascript:alert(1)) [よい](https://example.jp/) <javascript:alert(2)> [二](data:text/html,x)
            {{ map }}
            すぐ下の文 {{town}}
            """;
        Assert.Empty(TemplateFile.Problems(Text));
        var html = TemplateFile.Fill(Text, field => field == "town" ? "<町>" : field, part => Html.Of($"<figure>{part}</figure>")).Text;
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b ", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"javascript", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"data", html, StringComparison.Ordinal);
        Assert.Contains("href=\"https://example.jp/\"", html);
        Assert.Contains("<figure>map</figure>", html);
        Assert.DoesNotContain("<p><figure>", html, StringComparison.Ordinal);
        Assert.Contains("&lt;町&gt;", html);
    }

    [Fact]
    public async Task A_town_writes_its_own_report_looks_at_it_keeps_its_versions_and_goes_back()
    {
        using var clerk = await town.Host.SignedIn(Role.Staff);
        const string Own = "# わたしたちの報告\n\n{{town}}では車が{{kilometres}}走り、{{days_to_answer_reports}}。\n\n{{short}}\n";
        var refused = await clerk.PostForm($"{Page}?for=ja", $"{Page}?for=ja", new() { ["text"] = "車は{{kilometer}}走りました" });
        var again = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("1行目：「kilometer」という差し込みはありません。いちばん近いのは「kilometres」です", again);
        Assert.Contains("車は{{kilometer}}走りました", again);

        var preview = await clerk.PostForm($"{Page}?for=ja", $"{Page}/preview", new() { ["text"] = Own });
        var shown = WebUtility.HtmlDecode(await preview.Content.ReadAsStringAsync());
        Assert.Contains("車が4.3km走り、測っていません。", shown);
        Assert.Contains("style-src 'unsafe-inline'; sandbox", preview.Headers.GetValues("Content-Security-Policy").Single());
        Assert.DoesNotContain("わたしたちの報告", await Report(), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Redirect, (await clerk.PostForm($"{Page}?for=ja", $"{Page}?for=ja", new() { ["text"] = Own })).StatusCode);
        var report = await Report();
        Assert.Contains("わたしたちの報告", report);
        // What a report does not do without is there though the template is silent of it.
        Assert.Contains("測っていないこと", report);
        Assert.Contains("すべての数字と、そのよりどころ", report);
        Assert.DoesNotContain("<svg class=\"town\"", report, StringComparison.Ordinal);
        Assert.DoesNotContain("わたしたちの報告", await Report("en"), StringComparison.Ordinal);

        // The kit takes it along, and the next town begins with it.
        var kit = Path.Combine(town.Host.Data, "template-kit.zip");
        await town.As(s => s.GetRequiredService<ExportKit>().Handle(kit, pdf: false, default));
        using (var zip = ZipFile.OpenRead(kit)) Assert.NotNull(zip.GetEntry("report/template.ja.md"));
        await town.As(s => s.GetRequiredService<ImportKit>().Handle(new ImportKit.Request(kit, "third", "みっつめ町"), default));
        Assert.Equal(Own, await town.As(s => s.GetRequiredService<EditTemplate>().Current("ja", default), "third"));

        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.PostForm($"{Page}?for=ja", $"{Page}/restoration", new() { ["language"] = "ja" })).StatusCode);
        Assert.DoesNotContain("わたしたちの報告", await Report(), StringComparison.Ordinal);
        Assert.Contains("<svg class=\"town\"", await Report());
        Assert.Contains("# わたしたちの報告", await clerk.Page($"{Page}?for=ja&version=1"));
        using var stranger = town.Host.Browser();
        Assert.Equal(HttpStatusCode.Redirect, (await stranger.Http.GetAsync(Page)).StatusCode);
    }

    [Fact]
    public async Task What_cannot_be_is_not_saved_past_the_page_either()
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(() => town.As(s => s.GetRequiredService<EditTemplate>().Save("ja", "{{nothing}}", default)));
        Assert.Equal("template.unknown", refusal.TextKey);
        Assert.Equal("insight.language", (await Assert.ThrowsAsync<Refusal>(() => town.As(s => s.GetRequiredService<EditTemplate>().Save("fr", "text", default)))).TextKey);
    }

    private async Task<string> Report(string language = "ja")
    {
        var folder = Path.Combine(town.Host.Data, $"report-{Guid.CreateVersion7():N}");
        await town.As(s => s.GetRequiredService<WriteReport>().Handle(new(TrialTown.Now.From, TrialTown.Now.To, folder, language, Pdf: false), default));
        return await File.ReadAllTextAsync(Path.Combine(folder, "report.html"));
    }
}
