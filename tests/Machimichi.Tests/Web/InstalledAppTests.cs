using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Machimichi.Tests.Voice;

namespace Machimichi.Tests.Web;

public sealed class InstalledAppTests(TownHost host) : IClassFixture<TownHost>
{
    private const string Town = $"/{TownHost.Slug}";

    [Theory]
    [InlineData("ja", "まちみち 南知多町", "通報する")]
    [InlineData("easy", "まちみち 南知多町", "")]
    [InlineData("en", "まちみち Minamichita", "Report")]
    public async Task A_town_is_an_application_of_its_own_with_its_name_colours_and_shortcuts(string language, string name, string report)
    {
        using var browser = host.Browser();
        var answer = await browser.Http.GetAsync($"{Town}/manifest.webmanifest?lang={language}");
        Assert.Equal("application/manifest+json", answer.Content.Headers.ContentType!.MediaType);
        var app = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(name, app.GetProperty("name").GetString());
        Assert.Equal($"{Town}/", app.GetProperty("scope").GetString());
        Assert.Equal("#006f83", app.GetProperty("theme_color").GetString());
        Assert.Contains(app.GetProperty("icons").EnumerateArray(), i => i.GetProperty("purpose").GetString() == "maskable");
        var shortcuts = app.GetProperty("shortcuts").EnumerateArray().ToList();
        Assert.Equal([$"{Town}/reports/new", $"{Town}/proposals/new"], shortcuts.Select(s => s.GetProperty("url").GetString()));
        Assert.StartsWith(report, shortcuts[0].GetProperty("name").GetString());
        Assert.DoesNotContain("（", app.ToString());
        Assert.Equal($"{Town}/share", app.GetProperty("share_target").GetProperty("action").GetString());
    }

    [Fact]
    public async Task The_worker_names_files_and_pages_that_are_there_and_asks_again_whether_it_is_new()
    {
        using var browser = host.Browser();
        var answer = await browser.Http.GetAsync($"{Town}/worker.js");
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType!.MediaType);
        Assert.True(answer.Headers.CacheControl!.NoCache);
        var script = await answer.Content.ReadAsStringAsync();
        var shell = JsonDocument.Parse(Regex.Match(script, @"^self\.shell=(\{.*\});").Groups[1].Value).RootElement;
        Assert.Equal(TownHost.Slug, shell.GetProperty("town").GetString());
        foreach (var file in shell.GetProperty("files").EnumerateArray().Select(f => f.GetString()!))
            Assert.True((await browser.Http.GetAsync(file)).IsSuccessStatusCode, file);
        foreach (var page in shell.GetProperty("pages").EnumerateArray().Select(p => p.GetString()!))
            foreach (var language in new[] { "ja", "easy", "en" })
                Assert.True((await browser.Http.GetAsync($"{Town}/{page}?lang={language}")).IsSuccessStatusCode, page);
    }

    [Fact]
    public async Task A_shared_photo_opens_the_form_for_a_report_with_it_in_place()
    {
        using var browser = host.Browser();
        using var shared = new MultipartFormDataContent { { new StringContent("見て"), "title" }, { new ByteArrayContent(TestPhoto.Plain), "photos", "michi.jpg" } };
        var answer = await browser.Http.PostAsync($"{Town}/share", shared);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var form = answer.Headers.Location!.ToString();
        Assert.StartsWith($"{Town}/reports/new?photo=", form);
        Assert.Matches("name=\"photo\" value=\"[0-9a-f-]{36}\" checked", await browser.Page(form));
    }

    [Theory]
    [InlineData("cross-site", true)]
    [InlineData(null, false)]
    public async Task What_another_site_or_no_photo_shares_opens_the_empty_form(string? site, bool photo)
    {
        using var browser = host.Browser();
        using var shared = new MultipartFormDataContent { { new ByteArrayContent(photo ? TestPhoto.Plain : "no photo"u8.ToArray()), "photos", "michi.jpg" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Town}/share") { Content = shared };
        if (site is not null) request.Headers.Add("Sec-Fetch-Site", site);
        var answer = await browser.Http.SendAsync(request);
        Assert.Equal($"{Town}/reports/new", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task A_report_seen_by_the_one_who_sent_it_is_marked_as_not_to_be_kept()
    {
        using var browser = host.Browser();
        var sent = await browser.PostForm($"{Town}/reports/new", $"{Town}/reports/new", new() { ["category"] = host.FirstCategory(), ["district"] = host.FirstDistrict(), ["text"] = "穴があいています。" });
        var own = sent.Headers.Location!.ToString();
        var path = own[..own.IndexOf('?', StringComparison.Ordinal)];
        Assert.True((await browser.Http.GetAsync(path)).Headers.Contains("X-Own"));
        using var stranger = host.Browser();
        var seen = await stranger.Http.GetAsync(path);
        Assert.False(seen.Headers.Contains("X-Own"));
        Assert.Equal(["ja"], seen.Content.Headers.ContentLanguage);
    }
}

file static class TownOf
{
    public static string FirstCategory(this TownHost _) => TownHost.Town().Categories.First(c => c.For == "report" && c.Public && !(c.Questions ?? []).Any(q => q.Required)).Code;

    public static string FirstDistrict(this TownHost _) => TownHost.Town().Districts[0].Code;
}
