using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Search;
using Machimichi.Voice.Answers;
using Machimichi.Voice.Reports;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Voice;

public class SearchTests(TownHost host) : IClassFixture<TownHost>
{
    private const string Api = "/minamichita/api/v1";

    [Theory]
    [InlineData("豊浜の朝市にベンチを", "べんち")]
    [InlineData("豊浜の朝市にベンチを", "ﾍﾞﾝﾁ")]
    [InlineData("豊浜の朝市にベンチを", "朝")]
    [InlineData("豊浜の朝市にベンチを", "を")]
    [InlineData("豊浜の朝市にベンチを", "朝市")]
    [InlineData("豊浜の朝市にベンチを", "朝市 ベンチ")]
    [InlineData("コンピューターをおく", "コンピュータ")]
    [InlineData("髙﨑さんの桟橋", "高崎")]
    [InlineData("佐々木", "佐佐木")]
    [InlineData("ＬＥＤの街灯", "led")]
    [InlineData("ショッピングカート", "しよつぴんぐ")]
    [InlineData("100%の日よけ", "100%")]
    public async Task A_word_is_found_however_it_is_written(string title, string words)
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        await Propose($"{title} {mark}", "本文です");
        Assert.Contains(await Find($"{words} {mark}"), f => f.Title.StartsWith(title, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("朝市にベンチを", "市朝")]
    [InlineData("朝市にベンチを", "朝に")]
    [InlineData("朝市にベンチを", "朝市 屋台")]
    [InlineData("かき", "かぎ")]
    public async Task A_word_that_is_not_there_is_not_found(string title, string words)
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        await Propose($"{title} {mark}", "本文です");
        Assert.Empty(await Find($"{words} {mark}"));
        Assert.Single(await Find(mark));
    }

    [Fact]
    public async Task The_find_is_marked_in_the_text_as_it_was_written_and_a_title_goes_before_a_text()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        await Propose($"べつの題 {mark}", $"長い前置きがあります。{new string('あ', 80)}そのあとにﾊﾞｽﾃｲの屋根のことが書いてあります。");
        await Propose($"バス停に屋根を {mark}", "本文です");
        await Propose($"バステイに屋根を {mark}", "本文です");
        var finds = await Find($"ばすてい {mark}");
        Assert.Equal(["バステイに屋根を", "べつの題"], finds.Select(f => f.Title[..^9]));
        Assert.Contains(finds[1].Excerpt, p => p is { Text: "ﾊﾞｽﾃｲ", Found: true });
        Assert.Equal("…", finds[1].Excerpt[0].Text);
        using var reader = host.Browser();
        Assert.Contains("<mark>ﾊﾞｽﾃｲ</mark>", await reader.Page($"/minamichita/search?q={Uri.EscapeDataString($"ばすてい {mark}")}"));
    }

    [Fact]
    public async Task What_is_private_withdrawn_or_of_another_town_is_never_found()
    {
        await host.AddTown("elsewhere");
        var mark = Guid.NewGuid().ToString("N")[..8];
        using var browser = host.Browser();
        await Report($"ひみつの穴 {mark}", isPrivate: true);
        Assert.Empty(await Find(mark));

        var (number, secret) = await Report($"見える穴 {mark}", isPrivate: false);
        await host.In(async s =>
        {
            s.GetRequiredService<Actor>().BeCommand();
            await s.GetRequiredService<PublishAnswer>().ToReport(new(number, $"うめました {mark}", null, "construction"), default);
            await s.GetRequiredService<AddToReport>().Handle(new(number, secret, SubmissionKey.New(), $"まだ深いです {mark}", []), default);
        });
        Assert.Equal(["answer", "report", "report"], (await Find(mark)).Select(f => f.Kind).Order());
        Assert.Equal(["answer"], (await Find($"うめました {mark}")).Select(f => f.Kind));
        Assert.Empty(await Find(mark, "elsewhere"));

        await host.In(s => s.GetRequiredService<TakeBackReport>().Withdraw(number, secret, default));
        Assert.Empty(await Find(mark));
        Assert.False(await host.In(s => s.GetRequiredService<MachimichiDb>().Set<SearchEntry>().AnyAsync(e => e.Text.Contains(mark))));
    }

    [Fact]
    public async Task A_kind_can_be_asked_for_alone_and_long_lists_come_in_pages()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        for (var i = 0; i < 3; i++) await Report($"{i} {mark}", isPrivate: false);
        await Propose($"提案 {mark}", "本文です");
        using var http = new HttpClient { BaseAddress = host.Address };
        var first = await http.GetFromJsonAsync<Finds>($"{Api}/search?q={mark}&limit=3");
        var all = await http.GetFromJsonAsync<Finds>(new Uri(first!.Next!).PathAndQuery);
        Assert.Equal((4, 3, 1, null), (all!.Total, first.Items.Count, all.Items.Count, all.Next));
        Assert.Equal((3, 1), (all.Counts["report"], all.Counts["proposal"]));
        var reports = await http.GetFromJsonAsync<Finds>($"{Api}/search?q={mark}&kind=report");
        Assert.All(reports!.Items, f => Assert.Equal("report", f.Kind));
        Assert.Equal(3, reports.Total);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\"'*():^-+ AND OR NOT")]
    [InlineData("見つからないことば")]
    [InlineData("%00%ff")]
    public async Task A_search_that_finds_nothing_says_what_to_do(string words)
    {
        using var reader = host.Browser();
        var page = await reader.Page($"/minamichita/search?q={Uri.EscapeDataString(words)}");
        Assert.Contains(words.Trim().Length == 0 ? "1文字からさがせます" : "ことばを短くするか", page);
    }

    [Fact]
    public async Task The_index_written_anew_is_as_it_was()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        await Propose($"もういちど {mark}", "本文です");
        await Report($"もういちど {mark}", isPrivate: false);
        await Report($"もういちど {mark}", isPrivate: true);
        await host.In(s => s.GetRequiredService<MachimichiDb>().Set<SearchEntry>().ExecuteDeleteAsync());
        Assert.Empty(await Find(mark));
        await host.Services.GetRequiredService<RebuildSearch>().All(default);
        Assert.Equal(2, (await Find(mark)).Count);
    }

    private async Task<IReadOnlyList<FoundThing>> Find(string words, string town = TownHost.Slug)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        return (await http.GetFromJsonAsync<Finds>($"/{town}/api/v1/search?q={Uri.EscapeDataString(words)}"))!.Items;
    }

    private Task Propose(string title, string body) => Send("proposals", new { title, body, category = "tourism", district = "morozaki" });

    private async Task<(int Number, string Secret)> Report(string text, bool isPrivate)
    {
        var sent = await Send("reports", new { category = "pothole", text, district = "morozaki", @private = isPrivate });
        return (sent.GetProperty("number").GetInt32(), sent.GetProperty("secret").GetString()!);
    }

    private async Task<JsonElement> Send(string things, object body)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Api}/{things}") { Content = JsonContent.Create(body), Headers = { { "Idempotency-Key", SubmissionKey.New() } } };
        using var answer = await http.SendAsync(request);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private sealed record Finds(IReadOnlyList<FoundThing> Items, string? Next, int Total, IReadOnlyDictionary<string, int> Counts);

    private sealed record FoundThing(string Kind, string Title, IReadOnlyList<FoundPiece> Excerpt, string Url);

    private sealed record FoundPiece(string Text, bool Found);
}
