using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Machimichi.Platform.Identity;
using Machimichi.Tests.Web;

namespace Machimichi.Tests.Voice;

public sealed class AnswerTests : IAsyncLifetime
{
    private const string New = "/minamichita/proposals/new", Rules = "/minamichita/console/settings/rules";
    private readonly SendingTests.TurnedClock clock = new();
    private readonly TownHost host;

    public AnswerTests() => host = new TownHost { Works = false, Clock = clock };

    public ValueTask InitializeAsync() => host.InitializeAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Where_the_town_wants_a_second_person_whoever_wrote_an_answer_cannot_publish_it()
    {
        using var author = host.Browser();
        var path = await Propose(author, "港に時計を");
        var desk = path.Replace("/proposals/", "/console/proposals/", StringComparison.Ordinal);
        using var writer = await host.SignedIn(Role.Staff, "writer@example.jp");
        using var reader = await host.SignedIn(Role.Staff, "reader@example.jp");
        await SetRules(writer, second: true);

        // Not past the draft, and what is wrong with a draft is said as with an answer.
        Assert.Equal(HttpStatusCode.Conflict, (await writer.PostForm(desk, desk + "/answer", Said("近道の回答"))).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await writer.PostForm(desk, desk + "/answer/draft", Said(""))).StatusCode);
        Assert.NotEqual(HttpStatusCode.SeeOther, (await author.PostForm(path, desk + "/answer/draft", Said("よその人の回答"))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await writer.PostForm(desk, desk + "/answer/draft", Said("一つめの下書き"))).StatusCode);
        Assert.DoesNotContain("一つめの下書き", await author.Page(path));
        var page = await writer.Page(desk);
        Assert.Contains("別の職員の確認を待っています", page);
        Assert.DoesNotContain("/publication", page);
        Assert.Contains("港に時計を", await reader.Page("/minamichita/console/proposals?show=drafted"));

        var first = Publication(await reader.Page(desk));
        Assert.Equal(HttpStatusCode.Conflict, (await writer.PostForm(desk, first, [])).StatusCode);
        // Who changes a word is the writer from then on, and what was read before is not what would be published.
        Assert.Equal(HttpStatusCode.SeeOther, (await reader.PostForm(desk, desk + "/answer/draft", Said("直した下書き"))).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await writer.PostForm(desk, first, [])).StatusCode);
        var second = Publication(await writer.Page(desk));
        Assert.Equal(HttpStatusCode.Conflict, (await reader.PostForm(desk, second, [])).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await writer.PostForm(desk, second, [])).StatusCode);
        Assert.Contains("直した下書き", await author.Page(path));
        Assert.DoesNotContain("id=\"draft\"", await writer.Page(desk));

        await SetRules(writer, second: false);
        Assert.Equal(HttpStatusCode.SeeOther, (await writer.PostForm(desk, desk + "/answer", Said("一人で出す回答"))).StatusCode);
        Assert.Contains("一人で出す回答", await author.Page(path));
        Assert.Equal(HttpStatusCode.SeeOther, (await writer.PostForm(desk, desk + "/answer/draft", Said("いらない下書き"))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await writer.PostForm(desk, desk + "/answer/draft/removal", [])).StatusCode);
        Assert.DoesNotContain("いらない下書き", InPage(await reader.Page(desk)));
    }

    [Fact]
    public async Task What_was_promised_is_shown_as_planned_late_moved_done_or_given_up_and_told_once_to_author_supporter_and_follower()
    {
        using var author = host.Browser();
        var path = await Propose(author, "浜に足洗い場を", "author@example.jp");
        var desk = path.Replace("/proposals/", "/console/proposals/", StringComparison.Ordinal);
        using var supporter = host.Browser();
        await supporter.PostForm(path, path + "/support", new() { ["mail"] = "supporter@example.jp" });
        using var staff = await host.SignedIn(Role.Staff);

        Assert.Equal(HttpStatusCode.Conflict, (await Step(staff, desk, "早すぎる約束", 10)).StatusCode);
        await staff.PostForm(desk, desk + "/answer", Said("つけます。"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Step(staff, desk, "", 10)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Step(staff, desk, "過ぎた日", -2)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await staff.PostForm(desk, desk + "/milestones", new() { ["title"] = "日がない", ["due"] = "来年" })).StatusCode);
        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.SeeOther, (await Step(staff, desk, "場所を決める", 10)).StatusCode);
        await Step(staff, desk, "工事をする", 40);
        var page = await author.Page(path);
        Assert.Single(Regex.Matches(page, "<b>場所を決める</b>"));
        Assert.Contains("これから", page);
        Assert.DoesNotContain("遅れています", page);
        Assert.Empty(await Told("場所を決める"));

        clock.Turn(TimeSpan.FromDays(12));
        Assert.Contains("遅れています", await author.Page(path));
        Assert.Contains("遅れています", await author.Page("/minamichita/answers"));

        var (place, work) = (Milestone(await staff.Page(desk), "場所を決める"), Milestone(await staff.Page(desk), "工事をする"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await staff.PostForm(desk, place + "/move", new() { ["due"] = Day(20), ["reason"] = " " })).StatusCode);
        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.SeeOther, (await staff.PostForm(desk, place + "/move", new() { ["due"] = Day(20), ["reason"] = "測量が{延びた}ため" })).StatusCode);
        page = await author.Page(path);
        Assert.Contains("はじめの予定は", page);
        Assert.Contains("測量が{延びた}ため", WebUtility.HtmlDecode(page));
        Assert.DoesNotContain("遅れています", page);
        var told = await Told("予定が変わりました");
        Assert.Equal(["author@example.jp", "supporter@example.jp"], told.Select(m => m.To).Order());
        Assert.Contains("測量が{延びた}ため", told[0].Body);
        Assert.All(told, m => Assert.NotEqual("", m.Unsubscribe));

        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.SeeOther, (await staff.PostForm(desk, place + "/completion", [])).StatusCode);
        Assert.Equal(2, (await Told("「場所を決める」ができました")).Count);
        Assert.Equal(HttpStatusCode.Conflict, (await staff.PostForm(desk, place + "/move", new() { ["due"] = Day(30), ["reason"] = "もう終わった" })).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await staff.PostForm(desk, work + "/dropping", new() { ["reason"] = "予算がつかなかったため" })).StatusCode);
        page = await author.Page(path);
        Assert.Contains("取りやめ", page);
        Assert.Contains("予算がつかなかったため", page);
        Assert.Equal(2, (await Told("取りやめになりました")).Count);

        using var http = new HttpClient { BaseAddress = host.Address };
        var api = (await http.GetFromJsonAsync<JsonElement>($"/minamichita/api/v1/proposals/{path.Split('/')[^1]}")).GetProperty("milestones");
        Assert.Equal(["done", "dropped"], api.EnumerateArray().Select(m => m.GetProperty("state").GetString()!));
        // Of another proposal's page nothing of this one can be changed.
        var other = (await Propose(author, "別の提案")).Replace("/proposals/", "/console/proposals/", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await staff.PostForm(other, other + work[work.IndexOf("/milestones", StringComparison.Ordinal)..] + "/completion", [])).StatusCode);
    }

    [Fact]
    public async Task The_towns_limits_hold_from_the_moment_they_are_saved_and_stay_within_bounds()
    {
        using var staff = await host.SignedIn(Role.Staff);
        foreach (var (person, network) in new[] { ("4", "300"), ("601", "900"), ("30", "19"), ("100", "50"), ("", "300"), ("30", "many") })
        {
            var refused = await staff.PostForm(Rules, Rules, new() { ["_handler"] = "rules", ["person"] = person, ["network"] = network });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        }
        await SetRules(staff, second: false, person: "6");
        using var sender = host.Browser();
        sender.Http.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.77");
        var path = await Propose(sender, "多すぎる人");
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++) answers.Add((await sender.PostForm(path, path + "/support", [])).StatusCode);
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.Equal(HttpStatusCode.SeeOther, answers[0]);
        await SetRules(staff, second: false, person: "60");
        Assert.Equal(HttpStatusCode.SeeOther, (await sender.PostForm(path, path + "/support", [])).StatusCode);
    }

    private static Dictionary<string, string> Said(string body) => new() { ["outcome"] = "adopted", ["department"] = "planning", ["body"] = body };

    private static string InPage(string page) => page[page.IndexOf("<main", StringComparison.Ordinal)..];

    private static string Publication(string page) => Regex.Match(page, "/minamichita/console/proposals/[0-9]+/answer/draft/[0-9a-f-]{36}/publication").Value;

    private static string Milestone(string page, string title)
    {
        var at = page.IndexOf($"「{title}」を進める", StringComparison.Ordinal);
        return Regex.Match(page[at..], "/minamichita/console/proposals/[0-9]+/milestones/[0-9a-f-]{36}").Value;
    }

    private string Day(int days) => clock.GetUtcNow().AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private Task<HttpResponseMessage> Step(TownClient staff, string desk, string title, int days) => staff.PostForm(desk, desk + "/milestones", new() { ["title"] = title, ["due"] = Day(days) });

    private async Task<List<Machimichi.Platform.Notifications.OutgoingMessage>> Told(string subject) => [.. (await host.Mails()).Where(m => m.Subject.Contains(subject, StringComparison.Ordinal))];

    private static async Task SetRules(TownClient staff, bool second, string person = "30")
    {
        var fields = new Dictionary<string, string> { ["_handler"] = "rules", ["person"] = person, ["network"] = "300" };
        if (second) fields["second"] = "1";
        Assert.Equal(HttpStatusCode.Redirect, (await staff.PostForm(Rules, Rules, fields)).StatusCode);
    }

    private async Task<string> Propose(TownClient browser, string title, string mail = "")
    {
        var sent = await browser.PostForm(New, New, new() { ["title"] = title, ["body"] = "あると助かります。", ["category"] = "tourism", ["mail"] = mail });
        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        return new Uri(host.Address, sent.Headers.Location!).AbsolutePath;
    }
}
