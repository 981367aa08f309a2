using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Machimichi.Platform.Identity;
using Machimichi.Tests.Web;

namespace Machimichi.Tests.Voice;

public sealed class ProposalLifeTests : IAsyncLifetime
{
    private const string New = "/minamichita/proposals/new", List = "/minamichita/api/v1/proposals";
    private readonly SendingTests.TurnedClock clock = new();
    private readonly TownHost host;

    public ProposalLifeTests() => host = new TownHost { Works = false, Clock = clock };

    public ValueTask InitializeAsync() => host.InitializeAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Its_author_changes_a_proposal_within_half_an_hour_with_the_old_words_shown_and_withdraws_it_with_its_supports_kept()
    {
        using var author = host.Browser();
        var path = await Propose(author, "灯台に椅子を");
        using var other = host.Browser();
        await other.PostForm(path, path + "/support", []);
        await other.Page("/minamichita/proposals");

        // Nobody else may, and what is wrong is said with all that was typed.
        await other.Page(path + "/edit", HttpStatusCode.Forbidden);
        Assert.Equal(HttpStatusCode.Forbidden, (await other.PostForm(path, path + "/withdrawal", [])).StatusCode);
        var empty = await Edit(author, path, "", "直した内容です。", HttpStatusCode.UnprocessableEntity);
        Assert.Contains("直した内容です。", empty);
        Assert.Contains("ひとことで、どんな提案か", empty);
        Assert.Contains("090-1234-5678", await Edit(author, path, "灯台にベンチを", "連絡は090-1234-5678まで", HttpStatusCode.UnprocessableEntity));

        clock.Turn(TimeSpan.FromMinutes(29));
        for (var i = 0; i < 2; i++) await Edit(author, path, "灯台にベンチを", "直した内容です。", HttpStatusCode.Redirect);
        var page = await other.Page(path);
        Assert.Contains("<h1>灯台にベンチを</h1>", page);
        Assert.Contains("<h3>灯台に椅子を</h3>", page);
        Assert.Single(page.Split("<h3>灯台に椅子を</h3>").Skip(1));
        Assert.Contains("灯台にベンチを", await other.Page("/minamichita/proposals"));
        Assert.Contains("灯台にベンチを", await other.Page("/minamichita/search?q=直した内容"));
        Assert.NotEqual(JsonValueKind.Null, (await Json($"{List}/{path.Split('/')[^1]}")).GetProperty("editedAt").ValueKind);

        clock.Turn(TimeSpan.FromMinutes(2));
        Assert.Contains("もう直せません", await Edit(author, path, "おそすぎる題", "直した内容です。", HttpStatusCode.UnprocessableEntity));
        Assert.DoesNotContain(path + "/edit", await author.Page(path));

        Assert.Equal(HttpStatusCode.SeeOther, (await author.PostForm(path, path + "/withdrawal", [])).StatusCode);
        page = await other.Page(path);
        Assert.Contains("取り下げました", page);
        Assert.Contains("賛同しました <span class=\"num\">1</span>", page);
        Assert.Contains("取り下げ", Body(await other.Page("/minamichita/proposals")));
        using var late = host.Browser();
        Assert.Equal(HttpStatusCode.Conflict, (await late.PostForm(path, path + "/support", [])).StatusCode);
        Assert.DoesNotContain("灯台にベンチを", (await Json($"{List}?order=waiting")).GetRawText());
        Assert.NotEqual(JsonValueKind.Null, (await Json($"{List}/{path.Split('/')[^1]}")).GetProperty("withdrawnAt").ValueKind);

        // The town may still say its word; withdrawn it stays.
        using var staff = await host.SignedIn(Role.Staff);
        await staff.PostForm(path, path.Replace("/proposals/", "/console/proposals/", StringComparison.Ordinal) + "/answer", new() { ["outcome"] = "adopted", ["department"] = "planning", ["body"] = "それでもつけます。" });
        page = await other.Page(path);
        Assert.Contains("それでもつけます。", page);
        Assert.Contains("取り下げました", page);
        Assert.Equal(HttpStatusCode.Forbidden, (await staff.PostForm(path, path + "/withdrawal", [])).StatusCode);
    }

    private static string Body(string page) => page[page.IndexOf("<main", StringComparison.Ordinal)..];

    private static async Task<string> Edit(TownClient browser, string path, string title, string body, HttpStatusCode expected)
    {
        var answer = await browser.PostForm(path + "/edit", path + "/edit", new() { ["_handler"] = "edit", ["title"] = title, ["body"] = body });
        var text = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode}: {text[..Math.Min(600, text.Length)]}");
        return text;
    }

    private async Task<JsonElement> Json(string path)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        return await http.GetFromJsonAsync<JsonElement>(path);
    }

    private async Task<string> Propose(TownClient browser, string title)
    {
        var sent = await browser.PostForm(New, New, new() { ["title"] = title, ["body"] = "座る所がありません。", ["category"] = "tourism" });
        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        return new Uri(host.Address, sent.Headers.Location!).AbsolutePath;
    }
}
