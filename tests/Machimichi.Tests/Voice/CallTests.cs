using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Machimichi.Platform;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Towns;
using Machimichi.Voice.Calls;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Voice;

public sealed class CallTests(CallTown town) : IClassFixture<CallTown>
{
    [Theory]
    [InlineData(-1, "23:59:59", "これから", false, false)]
    [InlineData(0, "00:00:00", "集める", true, false)]
    [InlineData(9, "23:59:59", "集める", true, false)]
    [InlineData(10, "00:00:00", "検討", false, false)]
    [InlineData(14, "23:59:59", "検討", false, false)]
    [InlineData(15, "00:00:00", "投票", false, true)]
    [InlineData(24, "23:59:59", "投票", false, true)]
    [InlineData(25, "00:00:00", "結果", false, false)]
    [InlineData(35, "00:00:00", "終わりました", false, false)]
    public async Task The_towns_clock_says_what_a_call_takes(int day, string time, string word, bool idea, bool vote)
    {
        var slug = $"clock-{day + 1}-{time[..2]}";
        var page = await town.Call(slug, null, 500_000);
        town.At(day, time);
        using var person = town.Host.Browser();
        Assert.Matches($"class=\"pill[^\"]*\">{word}<", await person.Page(page));
        var sent = await Propose(person, slug, "船着き場に屋根");
        Assert.Equal(idea ? HttpStatusCode.Redirect : HttpStatusCode.UnprocessableEntity, sent.StatusCode);
        Assert.Equal(vote ? HttpStatusCode.Redirect : HttpStatusCode.Conflict, (await CallTown.Vote(person, page, 1)).StatusCode);
    }

    [Fact]
    public async Task An_idea_stands_in_its_call_and_among_the_proposals_and_leads_back()
    {
        var page = await town.Call("ideas-seen");
        town.At(3);
        using var person = town.Host.Browser();
        var proposal = new Uri(town.Host.Address, (await Propose(person, "ideas-seen", "屋台を並べる")).Headers.Location!).AbsolutePath;
        Assert.Contains("屋台を並べる", await person.Page(page));
        Assert.Contains("屋台を並べる", await person.Page("/minamichita/proposals"));
        Assert.Contains($"href=\"{page}\"", await person.Page(proposal));
    }

    [Fact]
    public async Task An_idea_that_comes_too_late_is_kept_and_can_become_an_ordinary_proposal()
    {
        await town.Call("too-late");
        town.At(12);
        using var person = town.Host.Browser();
        var refused = await Propose(person, "too-late", "遅れてきた案");
        var html = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
        Assert.Contains("アイデアの受付は終わりました", html);
        Assert.Contains("遅れてきた案", html);
        Assert.Equal(HttpStatusCode.Redirect, (await Propose(person, "too-late", "遅れてきた案", ("alone", "1"))).StatusCode);
        Assert.Contains("遅れてきた案", await person.Page("/minamichita/proposals"));
    }

    [Theory]
    [InlineData(new[] { 1, 2 }, HttpStatusCode.Redirect, "")]
    [InlineData(new[] { 1, 2, 3 }, HttpStatusCode.UnprocessableEntity, "200,000円 超えています")]
    [InlineData(new int[0], HttpStatusCode.UnprocessableEntity, "1つ以上えらんで")]
    [InlineData(new[] { 9 }, HttpStatusCode.UnprocessableEntity, "もうないもの")]
    public async Task A_vote_must_fit_into_the_amount_and_says_by_how_much_it_does_not(int[] projects, HttpStatusCode expected, string message)
    {
        var page = await town.Call($"amount-{projects.Length}-{projects.FirstOrDefault()}", null, 600_000, 400_000, 200_000);
        town.At(16);
        using var person = town.Host.Browser();
        var answer = await CallTown.Vote(person, page, projects);
        var html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.Equal(expected, answer.StatusCode);
        Assert.Contains(message, html);
        if (projects.Length == 3) Assert.Equal(3, System.Text.RegularExpressions.Regex.Count(html, "name=\"project\"[^>]*checked"));
    }

    [Fact]
    public async Task Of_twenty_votes_of_one_person_at_once_one_counts_and_it_can_be_changed_until_the_end()
    {
        var page = await town.Call("one-person", null, 600_000, 400_000);
        town.At(16);
        using var person = town.Host.Browser();
        await person.Page(page);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => CallTown.Vote(person, page, 1 + i % 2)));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Redirect, a.StatusCode));
        using var other = town.Host.Browser();
        Assert.Equal(HttpStatusCode.Redirect, (await CallTown.Vote(other, page, 1)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await CallTown.Vote(person, page, 2)).StatusCode);
        var open = await person.Page(page);
        Assert.DoesNotMatch("[0-9]票", open);
        Assert.Equal(JsonValueKind.Null, (await Api("one-person")).GetProperty("projects")[0].GetProperty("votes").ValueKind);

        town.At(26);
        await Tell("one-person", "春に行います。");
        var result = await Api("one-person");
        Assert.Equal(2, result.GetProperty("result").GetProperty("voters").GetInt32());
        Assert.Equal([(2, 1, true), (1, 1, true)], result.GetProperty("projects").EnumerateArray().Select(p => (p.GetProperty("number").GetInt32(), p.GetProperty("votes").GetInt32(), p.GetProperty("chosen").GetBoolean())));
    }

    [Fact]
    public async Task A_result_is_told_once_people_are_done_with_its_rule_its_table_and_its_CSV()
    {
        var page = await town.Call("told", null, 900_000, 700_000, 100_000);
        town.At(20);
        foreach (var choice in new[] { new[] { 1 }, [1, 3], [2], [2, 3], [3] })
        {
            using var person = town.Host.Browser();
            await CallTown.Vote(person, page, choice);
        }
        var early = await Assert.ThrowsAsync<Refusal>(() => town.Host.In(s => { s.GetRequiredService<Actor>().BeCommand(); return s.GetRequiredService<PublishResult>().Handle("told", "まだ", default); }));
        Assert.Equal("call.result-early", early.TextKey);
        town.At(25);
        await Tell("told", "道具は冬のうちに買います。");
        using var reader = town.Host.Browser();
        var html = await reader.Page(page);
        Assert.Contains("道具は冬のうちに買います。", html);
        Assert.Contains("5人が投票し、2つの案がえらばれました", html);
        Assert.Contains("えらばれた案の合計は 800,000円、町の予算は 1,500,000円", html);
        var csv = await reader.Http.GetByteArrayAsync($"{page}/result.csv");
        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), csv[..3]);
        Assert.Equal(["rank,number,title,cost_yen,votes,voters,chosen,proposal", "1,3,\"案3\",100000,3,5,1,", "2,2,\"案2\",700000,2,5,1,", "3,1,\"案1\",900000,2,5,0,"],
            Encoding.UTF8.GetString(csv[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Nothing_of_a_draft_and_nothing_of_another_towns_call_is_found()
    {
        var page = await town.Call("only-here");
        await town.Host.AddTown("elsewhere");
        using var reader = town.Host.Browser();
        await reader.Page("/elsewhere/calls/only-here", HttpStatusCode.NotFound);
        await reader.Page("/elsewhere/calls/only-here/result.csv", HttpStatusCode.NotFound);
        await reader.Page($"{page}/result.csv", HttpStatusCode.NotFound);
        Assert.DoesNotContain("only-here", await reader.Page("/elsewhere/calls"));
        using var staff = await town.Host.SignedIn(Role.Staff);
        await staff.PostForm("/minamichita/console/calls/new", "/minamichita/console/calls/new", CallTown.Fields("a-draft"));
        await reader.Page("/minamichita/calls/a-draft", HttpStatusCode.NotFound);
        Assert.DoesNotContain("a-draft", await reader.Page("/minamichita/calls"));
        Assert.Contains("下書きです", await staff.Page("/minamichita/calls/a-draft"));
    }

    [Fact]
    public async Task Where_the_town_wants_accounts_only_they_vote()
    {
        var page = await town.Call("with-account", null, 500_000);
        town.At(16);
        var directory = town.Host.Services.GetRequiredService<TownDirectory>();
        await directory.Put(TownHost.Town() with { Votes = new TownVotes(Account: true) }, default);
        try
        {
            using var visitor = town.Host.Browser();
            Assert.Equal(HttpStatusCode.Forbidden, (await CallTown.Vote(visitor, page, 1)).StatusCode);
            Assert.Contains("登録が必要です", await visitor.Page(page));
            using var member = await town.Host.SignedIn(Role.Resident, "member@example.jp");
            Assert.Equal(HttpStatusCode.Redirect, (await CallTown.Vote(member, page, 1)).StatusCode);
        }
        finally { await directory.Put(TownHost.Town(), default); }
    }

    private static Task<HttpResponseMessage> Propose(TownClient person, string slug, string title, params (string Name, string Value)[] more)
    {
        var fields = new Dictionary<string, string> { ["call"] = slug, ["title"] = title, ["body"] = "本文", ["category"] = "islands" };
        foreach (var (name, value) in more) fields[name] = value;
        return person.PostForm($"/minamichita/proposals/new?call={slug}", "/minamichita/proposals/new", fields);
    }

    private async Task Tell(string slug, string text)
    {
        using var staff = await town.Host.SignedIn(Role.Staff);
        await CallTown.Console(staff, slug, "result", new() { ["text"] = text });
    }

    private async Task<JsonElement> Api(string slug)
    {
        using var http = new HttpClient { BaseAddress = town.Host.Address };
        return await http.GetFromJsonAsync<JsonElement>($"/minamichita/api/v1/calls/{slug}");
    }
}
