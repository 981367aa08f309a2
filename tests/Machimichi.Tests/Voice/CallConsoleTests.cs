using System.Net;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Voice;

public sealed class CallConsoleTests(CallTown town) : IClassFixture<CallTown>
{
    private const string New = "/minamichita/console/calls/new";

    [Theory]
    [InlineData("question", "", "何をたずねるのか")]
    [InlineData("address", "Not A Slug", "半角の小文字")]
    [InlineData("collecting-from", "", "日にちを")]
    [InlineData("collecting-to", "2027-02-30", "日にちを")]
    [InlineData("collecting-to", "2027-02-28", "始まりの日と同じか")]
    [InlineData("review-from", "2027-03-10", "1つ前の段階が終わるより先に")]
    [InlineData("vote-from", "", "日にちを")]
    [InlineData("per-person", "たくさん", "金額を")]
    [InlineData("total", "-5", "金額を")]
    public async Task A_call_with_something_to_mend_says_what_and_keeps_what_was_typed(string field, string value, string message)
    {
        town.At(-2);
        using var staff = await town.Host.SignedIn(Role.Staff);
        var answer = await staff.PostForm(New, New, new(CallTown.Fields("to-mend")) { ["introduction"] = "残るはずの説明", [field] = value });
        var html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(message, html);
        Assert.Contains("残るはずの説明", html);
    }

    [Fact]
    public async Task A_form_sent_twice_is_one_call_and_an_address_is_taken_once()
    {
        town.At(-2);
        using var staff = await town.Host.SignedIn(Role.Staff);
        var fields = new Dictionary<string, string>(CallTown.Fields("sent-twice")) { ["key"] = Machimichi.Voice.Writing.SubmissionKey.New() };
        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.Redirect, (await staff.PostForm(New, New, fields)).StatusCode);
        var taken = await staff.PostForm(New, New, CallTown.Fields("sent-twice"));
        Assert.Equal(HttpStatusCode.Conflict, taken.StatusCode);
        Assert.Contains("ほかの募集が使っています", WebUtility.HtmlDecode(await taken.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Of_two_who_edit_at_once_the_second_is_told_and_keeps_what_was_typed()
    {
        await town.Call("two-editors");
        using var staff = await town.Host.SignedIn(Role.Staff);
        const string Edit = "/minamichita/console/calls/two-editors/edit";
        var mine = new Dictionary<string, string>(CallTown.Fields("two-editors")) { ["version"] = "1", ["question"] = "先に直した問い" };
        Assert.Equal(HttpStatusCode.Redirect, (await staff.PostForm(Edit, Edit, mine)).StatusCode);
        mine["question"] = "あとから直した問い";
        var second = await staff.PostForm(Edit, Edit, mine);
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Contains("あとから直した問い", WebUtility.HtmlDecode(await second.Content.ReadAsStringAsync()));
        Assert.Contains("先に直した問い", await staff.Page("/minamichita/calls/two-editors"));
    }

    [Fact]
    public async Task A_vote_is_closed_early_or_given_more_days_only_with_a_reason_that_is_kept()
    {
        var page = await town.Call("moved", null, 500_000);
        town.At(16);
        using var staff = await town.Host.SignedIn(Role.Staff);
        using var person = town.Host.Browser();
        await CallTown.Console(staff, "moved", "move-vote", new() { ["phase"] = "vote", ["to"] = CallTown.Day(20), ["reason"] = " " }, HttpStatusCode.UnprocessableEntity);
        await CallTown.Console(staff, "moved", "move-vote", new() { ["phase"] = "vote", ["to"] = CallTown.Day(26), ["reason"] = "台風のため" }, HttpStatusCode.UnprocessableEntity);
        await CallTown.Console(staff, "moved", "move-result", new() { ["phase"] = "result", ["from"] = CallTown.Day(28), ["to"] = CallTown.Day(40), ["reason"] = "台風のため" });
        await CallTown.Console(staff, "moved", "move-vote", new() { ["phase"] = "vote", ["to"] = CallTown.Day(26), ["reason"] = "台風のため" });
        town.At(26);
        using var later = await town.Host.SignedIn(Role.Staff);
        Assert.Equal(HttpStatusCode.Redirect, (await CallTown.Vote(person, page, 1)).StatusCode);
        await CallTown.Console(later, "moved", "move-vote", new() { ["phase"] = "vote", ["now"] = "1", ["reason"] = "全員が投票した" });
        Assert.Equal(HttpStatusCode.Conflict, (await CallTown.Vote(person, page, 1)).StatusCode);
        var notes = await town.Host.In(s => s.GetRequiredService<MachimichiDb>().AuditEntries.AsNoTracking().Where(a => a.Action.StartsWith("call.phase-")).Select(a => a.Detail).ToListAsync());
        Assert.Contains(notes, n => n.Contains("台風のため", StringComparison.Ordinal));
        Assert.Contains(notes, n => n.Contains("全員が投票した", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_idea_becomes_a_project_once_and_projects_stand_when_the_vote_begins()
    {
        var page = await town.Call("from-ideas", null, 300_000);
        town.At(2);
        using var person = town.Host.Browser();
        var sent = await person.PostForm("/minamichita/proposals/new?call=from-ideas", "/minamichita/proposals/new", new() { ["call"] = "from-ideas", ["title"] = "港にベンチ", ["body"] = "本文", ["category"] = "islands" });
        var number = System.Text.RegularExpressions.Regex.Match(sent.Headers.Location!.ToString(), @"proposals/(\d+)").Groups[1].Value;
        town.At(11);
        using var staff = await town.Host.SignedIn(Role.Staff);
        var project = new Dictionary<string, string> { ["idea"] = number, ["title"] = "港にベンチを4つ", ["cost"] = "20万円" };
        await CallTown.Console(staff, "from-ideas", $"idea-{number}", project);
        var html = await person.Page(page);
        Assert.Contains("港にベンチを4つ", html);
        Assert.Contains("200,000円", html);
        Assert.Contains($"もとになった提案 {number}番", html);
        await CallTown.Console(staff, "from-ideas", "project-new", new() { ["what"] = "new", ["title"] = "高すぎる案", ["cost"] = "1,000,001" }, HttpStatusCode.UnprocessableEntity);
        town.At(15);
        await CallTown.Console(staff, "from-ideas", "project-new", new() { ["what"] = "new", ["title"] = "遅い案", ["cost"] = "1" }, HttpStatusCode.Conflict);
        Assert.DoesNotContain("遅い案", await person.Page(page));
    }
}
