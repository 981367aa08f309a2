using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Voice;

public sealed class ProposalTests(TownHost host) : IClassFixture<TownHost>
{
    private const string New = "/minamichita/proposals/new", Api = "/minamichita/api/v1/proposals";

    [Fact]
    public async Task A_proposal_is_supported_answered_and_its_people_hear_of_it()
    {
        using var author = host.Browser();
        var sent = await author.PostForm(New, New, new() { ["title"] = "船着き場に屋根を", ["body"] = "雨の日に待つ人が多いです。", ["category"] = "islands", ["district"] = "shinojima", ["nickname"] = "しおかぜ", ["mail"] = "author@example.jp" });
        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        var path = new Uri(host.Address, sent.Headers.Location!).AbsolutePath;
        using var supporter = host.Browser();
        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.SeeOther, (await supporter.PostForm(path, $"{path}/support", new() { ["mail"] = "friend@example.jp" })).StatusCode);
        Assert.Contains("賛同しました <span class=\"num\">1</span>", await supporter.Page(path));

        using var staff = await host.SignedIn(Role.Staff);
        var answer = new Dictionary<string, string> { ["outcome"] = "adopted", ["department"] = "planning", ["body"] = "来年の夏までに屋根をつけます。" };
        for (var i = 0; i < 2; i++)
        {
            // The answer's form stands on the console's page; any page of staff gives the same antiforgery field.
            var answered = await staff.PostForm(path, path.Replace("/proposals/", "/console/proposals/", StringComparison.Ordinal) + "/answer", answer);
            Assert.Equal(HttpStatusCode.SeeOther, answered.StatusCode);
        }
        var page = await author.Page(path);
        Assert.Contains("やります", page);
        Assert.Contains("来年の夏までに屋根をつけます。", page);
        Assert.Contains("まちづくり推進室", page);
        Assert.Contains("2人にお知らせしました", page);
        var mails = await host.Mails();
        Assert.Equal(2, mails.Count(m => m.To == "author@example.jp"));
        Assert.Single(mails, m => m.To == "friend@example.jp" && m.Body.Contains("来年の夏までに", StringComparison.Ordinal));
        Assert.Contains("船着き場に屋根を", await author.Page("/minamichita/answers"));
    }

    [Fact]
    public async Task Only_staff_can_answer()
    {
        var number = await Propose("答えられないはず", "本文");
        using var resident = host.Browser();
        var path = $"/minamichita/proposals/{number}";
        var answered = await resident.PostForm(path, $"/minamichita/console/proposals/{number}/answer", new() { ["outcome"] = "adopted", ["department"] = "planning", ["body"] = "にせの回答" });
        Assert.NotEqual(HttpStatusCode.SeeOther, answered.StatusCode);
        Assert.DoesNotContain("にせの回答", await resident.Page(path));
    }

    [Fact]
    public async Task Support_can_be_taken_back()
    {
        var path = $"/minamichita/proposals/{await Propose("取り消せる賛同", "本文")}";
        using var browser = host.Browser();
        await browser.PostForm(path, $"{path}/support", []);
        await browser.PostForm(path, $"{path}/support/withdrawal", []);
        Assert.Contains("賛同する <span class=\"num\">0</span>", await browser.Page(path));
    }

    [Fact]
    public async Task Ten_taps_of_one_person_at_once_are_one_support()
    {
        var number = await Propose("いちどに十回", "本文");
        var path = $"/minamichita/proposals/{number}";
        using var browser = host.Browser();
        await browser.Page(path);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => browser.PostForm(path, $"{path}/support", [])));
        Assert.Equal(1, (await host.In(s => s.GetRequiredService<ShowProposal>().Handle(number, default))).Supports);
    }

    [Fact]
    public async Task Markup_in_a_proposal_is_shown_as_the_characters_that_were_typed()
    {
        var number = await Propose("<b>太字</b>", "<script>alert('x')</script>\r\n二行目");
        var html = await (await host.Browser().Http.GetAsync($"/minamichita/proposals/{number}")).Content.ReadAsStringAsync();
        Assert.DoesNotContain("<script>alert", html);
        Assert.DoesNotMatch("<b>(太字|&#x592A;)", html);
        Assert.Contains("&lt;script&gt;", html);
    }

    [Theory]
    [InlineData("", "本文", "tourism", "", "", "ひとことで、どんな提案か")]
    [InlineData("題", "", "tourism", "", "", "くわしい内容を")]
    [InlineData("題", "本文", "", "", "", "いちばん近いものを")]
    [InlineData("題", "本文", "pothole", "", "", "いちばん近いものを")]
    [InlineData("題", "本文", "tourism", "atlantis", "", "その地区は一覧に")]
    [InlineData("題", "本文", "tourism", "", "nobody@", "メールアドレスの形")]
    [InlineData("\u0000\u0007", "本文", "tourism", "", "", "ひとことで、どんな提案か")]
    public async Task A_proposal_with_something_to_mend_says_what_and_keeps_what_was_typed(string title, string body, string category, string district, string mail, string message)
    {
        using var browser = host.Browser();
        var answer = await browser.PostForm(New, New, new() { ["title"] = title, ["body"] = body, ["category"] = category, ["district"] = district, ["mail"] = mail, ["nickname"] = "残るはずの名前" });
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(message, page);
        Assert.Contains("残るはずの名前", page);
    }

    [Theory]
    [InlineData("べんち", true)]
    [InlineData("ﾍﾞﾝﾁ", true)]
    [InlineData("ベンチ 日よけ", true)]
    [InlineData("ベンチ 屋台", false)]
    [InlineData("100%", true)]
    [InlineData("10_%", false)]
    public async Task Search_finds_Japanese_however_its_kana_are_typed(string words, bool found)
    {
        if (await Count("ベンチ") == 0) await Propose("豊浜の朝市にベンチを", "日よけも100%ほしいです。");
        Assert.Equal(found, await Count(words) > 0);
    }

    [Fact]
    public async Task A_request_of_the_API_without_a_random_key_is_refused()
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, Api) { Content = JsonContent.Create(new { title = "題", body = "本文", category = "tourism" }) };
        request.Headers.Add("Idempotency-Key", "1");
        var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("urn:machimichi:voice.submission-key", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_town_shows_nothing_of_another()
    {
        await host.AddTown("elsewhere");
        var number = await Propose("よその町には見えない", "本文");
        using var browser = host.Browser();
        Assert.DoesNotContain("よその町には見えない", await browser.Page("/elsewhere/proposals"));
        await browser.Page($"/elsewhere/proposals/{number + 1000}", HttpStatusCode.NotFound);
    }

    private async Task<int> Propose(string title, string body)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, Api) { Content = JsonContent.Create(new { title, body, category = "tourism", latitude = 34.7092, longitude = 136.934 }) };
        request.Headers.Add("Idempotency-Key", SubmissionKey.New());
        var answer = await http.SendAsync(request);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("number").GetInt32();
    }

    private Task<int> Count(string words) => host.In(async s => (await s.GetRequiredService<ListProposals>().Handle(new(Search: words), default)).Total);
}
