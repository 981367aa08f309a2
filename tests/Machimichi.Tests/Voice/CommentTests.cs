using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Machimichi.Platform.Data;
using Machimichi.Voice.Comments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Voice;

public sealed class CommentTests(TownHost host) : IClassFixture<TownHost>
{
    [Fact]
    public async Task A_comment_is_said_answered_and_counted_by_stance()
    {
        var path = await Propose("船着き場に屋根を");
        using var hana = host.Browser();
        using var taro = host.Browser();
        var first = await Said(hana, path, new() { ["stance"] = "for", ["text"] = "雨の日に助かります。\n<b>ぜひ</b>", ["nickname"] = "しおかぜ" });
        await Said(taro, path, new() { ["stance"] = "against", ["text"] = "風の強い日が心配です。" });
        var answer = await Said(taro, path, new() { ["to"] = $"{first}", ["text"] = "風よけもほしいですね。" });
        var page = await taro.Page($"{path}?to={first}");
        Assert.Contains("みんなの意見 <span class=\"num\">3</span>", page);
        Assert.Contains("賛成 <span class=\"num\">1</span>", page);
        Assert.Contains("反対 <span class=\"num\">1</span>", page);
        Assert.Contains("しおかぜ", page);
        Assert.Contains("名前なし", page);
        Assert.Contains($"{first}番の意見に返事を書く", page);
        Assert.DoesNotContain("<b>ぜひ</b>", await (await taro.Http.GetAsync(path)).Content.ReadAsStringAsync());
        var deeper = await taro.PostForm(path, path, new() { ["to"] = $"{answer}", ["text"] = "返事への返事" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, deeper.StatusCode);
        Assert.Contains("返事への返事は書けません", await Text(deeper));
    }

    [Theory]
    [InlineData("", "よいと思います", "賛成、反対、どちらでもない")]
    [InlineData("maybe", "よいと思います", "賛成、反対、どちらでもない")]
    [InlineData("for", " \u0007 ", "意見を書いてください")]
    [InlineData("for", "電話は090-1234-5678です", "送る前に、たしかめてください")]
    public async Task A_comment_with_something_to_mend_says_what_and_keeps_what_was_typed(string stance, string text, string message)
    {
        var path = await Propose("なおしてから送る");
        using var browser = host.Browser();
        var refused = await browser.PostForm(path, path, new() { ["stance"] = stance, ["text"] = text, ["nickname"] = "残るはずの名前" });
        var page = await Text(refused);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains(message, page);
        Assert.Contains("残るはずの名前", page);
        Assert.Contains("みんなの意見 <span class=\"num\">0</span>", page);
    }

    [Fact]
    public async Task A_comment_sent_many_times_at_once_is_one_comment_and_one_key_says_one_thing()
    {
        var number = Number(await Propose("いちどに十回の意見"));
        var key = Guid.NewGuid().ToString();
        var sent = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Post(number, key, new { text = "よいと思います", stance = "for" })));
        Assert.All(sent, s => Assert.Equal(HttpStatusCode.Created, s.Status));
        Assert.Single(sent.Select(s => s.Body.GetProperty("number").GetInt32()).Distinct());
        Assert.Equal(1, (await Count(number)).For);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Post(number, key, new { text = "別のこと", stance = "for" })).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Post(number, "1", new { text = "よいと思います", stance = "for" })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Post(number + 1000, Guid.NewGuid().ToString(), new { text = "よいと思います", stance = "for" })).Status);
    }

    [Fact]
    public async Task The_API_gives_comments_a_page_at_a_time_and_answers_name_what_they_answer()
    {
        var number = Number(await Propose("ページごとの意見"));
        var first = (await Post(number, Guid.NewGuid().ToString(), new { text = "一つ目", stance = "neutral", nickname = "いち" })).Body.GetProperty("number").GetInt32();
        await Post(number, Guid.NewGuid().ToString(), new { text = "返事", to = first });
        await Post(number, Guid.NewGuid().ToString(), new { text = "三つ目", stance = "against" });
        using var http = new HttpClient { BaseAddress = host.Address };
        var one = await http.GetFromJsonAsync<JsonElement>($"/minamichita/api/v1/proposals/{number}/comments?limit=2");
        Assert.Equal(["一つ目", "返事"], one.GetProperty("items").EnumerateArray().Select(c => c.GetProperty("text").GetString()!));
        Assert.Equal(first, one.GetProperty("items")[1].GetProperty("to").GetInt32());
        Assert.Equal("neutral", one.GetProperty("items")[0].GetProperty("stance").GetString());
        var two = await http.GetFromJsonAsync<JsonElement>(new Uri(one.GetProperty("next").GetString()!).PathAndQuery);
        Assert.Equal("against", Assert.Single(two.GetProperty("items").EnumerateArray()).GetProperty("stance").GetString());
    }

    [Fact]
    public async Task Its_author_mends_a_comment_for_thirty_minutes_and_nobody_else_does()
    {
        var clock = new TurnedClock();
        await using var own = new TownHost { Works = false, Clock = clock };
        await own.InitializeAsync();
        var path = await Propose("なおせる意見", own);
        using var author = own.Browser();
        using var other = own.Browser();
        var number = await Said(author, path, new() { ["stance"] = "for", ["text"] = "はじめの言葉" });
        Assert.Contains("はじめの言葉</textarea>", await author.Page($"{path}?edit={number}"));
        Assert.DoesNotContain("はじめの言葉</textarea>", await other.Page($"{path}?edit={number}"));
        await other.PostForm(path, path, new() { ["edit"] = $"{number}", ["stance"] = "for", ["text"] = "人の言葉" });
        clock.Ahead += TimeSpan.FromMinutes(29);
        await Said(author, path, new() { ["edit"] = $"{number}", ["stance"] = "against", ["text"] = "なおした言葉" });
        var page = await other.Page(path);
        Assert.Contains("なおした言葉", page);
        Assert.Contains("なおしました", page);
        Assert.DoesNotContain("はじめの言葉", page);
        Assert.DoesNotContain("人の言葉", page);
        Assert.Equal(["はじめの言葉"], await own.In(s => s.GetRequiredService<MachimichiDb>().Set<EarlierComment>().Select(e => e.Text).ToListAsync()));
        clock.Ahead += TimeSpan.FromMinutes(1);
        var late = await author.PostForm(path, path, new() { ["edit"] = $"{number}", ["stance"] = "for", ["text"] = "おそい言葉" });
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Contains("おそい言葉</textarea>", await Text(late));
    }

    [Fact]
    public async Task What_is_withdrawn_is_found_nowhere_and_the_answers_to_it_stay()
    {
        var path = await Propose("取り下げる意見のある提案");
        using var author = host.Browser();
        using var other = host.Browser();
        var number = await Said(author, path, new() { ["stance"] = "for", ["text"] = "ヒトデの置物", ["nickname"] = "なのりそ" });
        await Said(author, path, new() { ["edit"] = $"{number}", ["stance"] = "for", ["text"] = "ヒトデの石像" });
        await Said(other, path, new() { ["to"] = $"{number}", ["text"] = "タコもよいですね" });
        Assert.Contains($"{path}#comment-{number}", await other.Page("/minamichita/search?q=ヒトデの石像"));
        var withdrawal = $"{path}/comments/{number}/withdrawal";
        Assert.Equal(HttpStatusCode.Forbidden, (await other.PostForm(path, withdrawal, [])).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await author.PostForm(path, withdrawal, [])).StatusCode);
        var page = await other.Page(path);
        Assert.Contains("書いた人が取り下げました", page);
        Assert.Contains("タコもよいですね", page);
        using var http = new HttpClient { BaseAddress = host.Address };
        var shown = page + await http.GetStringAsync($"/minamichita/api/v1/proposals/{Number(path)}/comments");
        foreach (var gone in new[] { "ヒトデ", "なのりそ" }) Assert.DoesNotContain(gone, shown);
        Assert.DoesNotContain($"#comment-{number}", await other.Page("/minamichita/search?q=ヒトデの石像"));
        Assert.Equal(HttpStatusCode.Conflict, (await other.PostForm(path, path, new() { ["to"] = $"{number}", ["text"] = "おそい返事" })).StatusCode);
        Assert.False(await host.In(s => s.GetRequiredService<MachimichiDb>().Set<EarlierComment>().AnyAsync(e => e.Text.Contains("ヒトデ"))));
    }

    [Fact]
    public async Task Who_is_forgotten_leaves_no_comment_and_a_proposal_that_was_taken_back_takes_none()
    {
        using var author = host.Browser();
        using var other = host.Browser();
        var path = await Propose("わすれられる提案", by: author);
        await Said(author, path, new() { ["stance"] = "neutral", ["text"] = "わすれられる意見", ["nickname"] = "わすれなぐさ" });
        await Said(other, path, new() { ["stance"] = "for", ["text"] = "のこる意見" });
        await author.PostForm("/minamichita/me/leaving?words=withdraw", "/minamichita/me/forgetting", []);
        var page = await other.Page(path);
        Assert.DoesNotContain("わすれ", page);
        Assert.Contains("のこる意見", page);
        Assert.DoesNotContain("#comment-", await other.Page("/minamichita/search?q=わすれられる意見"));
        var late = await Post(Number(path), Guid.NewGuid().ToString(), new { text = "おそい意見", stance = "for" });
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Equal(0, (await Count(Number(path))).Neutral);
    }

    private async Task<string> Propose(string title, TownHost? at = null, TownClient? by = null)
    {
        const string form = "/minamichita/proposals/new";
        using var browser = (at ?? host).Browser();
        var sent = await (by ?? browser).PostForm(form, form, new() { ["title"] = title, ["body"] = "本文です。", ["category"] = "islands" });
        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        return new Uri(host.Address, sent.Headers.Location!).AbsolutePath;
    }

    private static async Task<int> Said(TownClient browser, string path, Dictionary<string, string> fields)
    {
        var sent = await browser.PostForm(path, path, fields);
        Assert.True(sent.StatusCode == HttpStatusCode.Redirect, $"{sent.StatusCode} {await Text(sent)}");
        return int.Parse(sent.Headers.Location!.OriginalString.Split("#comment-")[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> Post(int proposal, string key, object comment)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/minamichita/api/v1/proposals/{proposal}/comments") { Content = JsonContent.Create(comment) };
        request.Headers.Add("Idempotency-Key", key);
        var answer = await http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    private Task<ListComments.Numbers> Count(int proposal) => host.In(s => s.GetRequiredService<ListComments>().Count(proposal, default));

    private static int Number(string path) => int.Parse(path.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<string> Text(HttpResponseMessage answer) => WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

    private sealed class TurnedClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
