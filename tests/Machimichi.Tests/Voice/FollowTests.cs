using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Notifications;
using Machimichi.Voice.Following;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Machimichi.Works;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Voice;

public sealed class FollowTests(TownHost host) : IClassFixture<TownHost>
{
    private const string Reports = "/minamichita/reports/new", Proposals = "/minamichita/proposals/new";

    [Fact]
    public async Task An_address_says_yes_first_hears_of_each_answer_once_and_ends_it_from_the_letter_without_signing_in()
    {
        using var author = host.Browser();
        var path = await Propose(author, "港にあずまやを", "author1@example.jp");
        using var both = host.Browser();
        await both.PostForm(path, path + "/support", new() { ["mail"] = "Both1@example.jp" });
        using var fan = host.Browser();
        Assert.Contains("メールアドレスの形", await Text(await fan.PostForm(path, path + "/follow", new() { ["mail"] = "fan1@" }), HttpStatusCode.UnprocessableEntity));
        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.SeeOther, (await fan.PostForm(path, path + "/follow", new() { ["mail"] = "fan1@example.jp" })).StatusCode);
        Assert.Contains("確かめるメールを送りました", await fan.Page(path));
        var ask = Assert.Single(await To("fan1@example.jp"));
        Assert.Equal("", ask.Unsubscribe);

        using var staff = await host.SignedIn(Role.Staff);
        await Answer(staff, path, "一つめの回答");
        Assert.Single(await To("fan1@example.jp"));

        var yes = new Uri(Found(ask.Body, @"http://town\.test/\S+"));
        using var phone = host.Browser();
        Assert.Equal(HttpStatusCode.Forbidden, (await phone.PostForm(yes.PathAndQuery, "/minamichita/follows/confirmation", new() { ["t"] = "made-up" })).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await phone.PostForm(yes.PathAndQuery, "/minamichita/follows/confirmation", [])).StatusCode);
        Assert.Contains("メールでお知らせします", await fan.Page(path));
        Assert.Contains("港にあずまやを", InPage(await fan.Page("/minamichita/me")));

        // The same person under the same address as a supporter and as a follower.
        await both.PostForm(path, path + "/follow", new() { ["mail"] = "both1@example.jp" });
        using (var open = host.Browser()) await open.PostForm(new Uri(Found((await To("both1@example.jp"))[^1].Body, @"http://town\.test/\S+")).PathAndQuery, "/minamichita/follows/confirmation", []);
        await Answer(staff, path, "二つめの回答");
        var told = (await host.Mails()).Where(m => m.Body.Contains("二つめの回答", StringComparison.Ordinal)).ToList();
        Assert.Equal(["author1@example.jp", "both1@example.jp", "fan1@example.jp"], told.Select(m => m.To.ToLowerInvariant()).Order());
        Assert.Contains("3人にお知らせしました", await fan.Page(path));
        foreach (var letter in told)
        {
            Assert.Equal(letter.Unsubscribe, Found(letter.Body, @"http://town\.test/minamichita/letters/end\S+"));
            Assert.True(letter.Unsubscribe.Length < 900, letter.Unsubscribe);
        }

        // What a mail program sends by itself: no cookie, no page, no antiforgery field.
        using (var program = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address })
        {
            using var one = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
            Assert.Equal(HttpStatusCode.OK, (await program.PostAsync(End(told, "fan1@example.jp"), one)).StatusCode);
            using var again = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
            Assert.Equal(HttpStatusCode.Forbidden, (await program.PostAsync("/minamichita/letters/end?t=made-up", again)).StatusCode);
        }
        // And what a person does, whose address came to it twice.
        using var reader = host.Browser();
        var link = End(told, "both1@example.jp");
        var page = (await reader.Http.GetAsync(link)).Headers.Location!.OriginalString;
        Assert.Contains("メールをすべてやめます", await reader.Page(page));
        Assert.Equal("/minamichita/letters/stop?done=1", (await reader.PostForm(page, link, [])).Headers.Location!.OriginalString);
        Assert.Contains("もう送りません", await reader.Page("/minamichita/letters/stop?done=1"));

        await Answer(staff, path, "三つめの回答");
        Assert.Equal(["author1@example.jp"], (await host.Mails()).Where(m => m.Body.Contains("三つめの回答", StringComparison.Ordinal)).Select(m => m.To));
        Assert.Contains("賛同しました <span class=\"num\">1</span>", await both.Page(path));
        Assert.Contains("「わたし」のページでわかります", await fan.Page(path));
        await fan.PostForm(path, path + "/follow/withdrawal", []);
        Assert.DoesNotContain("港にあずまやを", InPage(await fan.Page("/minamichita/me")));
    }

    [Fact]
    public async Task Whoever_finds_their_fault_reported_already_follows_it_instead_of_sending_it_twice()
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        var first = await Send(http, "guardrail-side", 34.7031, 136.9731);
        using var neighbour = host.Browser();
        var fields = new Dictionary<string, string> { ["category"] = "rail", ["text"] = "ガードレールが曲がっています", ["lat"] = "34.70312", ["lon"] = "136.97312" };
        var asked = await Text(await neighbour.PostForm(Reports, Reports, fields), HttpStatusCode.OK);
        Assert.Contains("まだ送っていません", asked);
        Assert.Contains("ガードレールが曲がっています", asked);
        Assert.Contains($"name=\"number\" value=\"{first}\"", asked);
        Assert.Equal(0, await Count("ガードレールが曲がっています"));

        var followed = await neighbour.PostForm(Reports, "/minamichita/reports/same", new() { ["number"] = $"{first}" });
        Assert.Equal($"/minamichita/reports/{first}?same=1#follow", followed.Headers.Location!.OriginalString);
        var page = await neighbour.Page($"/minamichita/reports/{first}?same=1");
        Assert.Contains("新しい通報は送っていません", page);
        Assert.Contains("<meta name=\"kept\" content=\"report-new\"", page);
        Assert.Contains("guardrail-side", InPage(await neighbour.Page("/minamichita/me")));

        // Another one than those that are near: said once, sent, and the same form again is the same report.
        fields["alone"] = "1";
        fields["key"] = Machimichi.Voice.Writing.SubmissionKey.New();
        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.Redirect, (await neighbour.PostForm(Reports, Reports, fields)).StatusCode);
        fields.Remove("alone");
        Assert.Equal(HttpStatusCode.Redirect, (await neighbour.PostForm(Reports, Reports, fields)).StatusCode);
        Assert.Equal(1, await Count("ガードレールが曲がっています"));
    }

    [Fact]
    public async Task Who_follows_two_reports_of_one_case_hears_of_its_step_once_and_of_a_private_one_never()
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        var (one, two, hidden) = (await Send(http, "二つの穴の一つ", 34.7051, 136.9751), await Send(http, "二つの穴のもう一つ", 34.7051, 136.9751), await Send(http, "かくれた穴", 34.7051, 136.9751));
        using var account = await host.SignedIn(Role.Resident, "reader3@example.jp");
        foreach (var number in new[] { one, two, hidden })
            Assert.Equal(HttpStatusCode.SeeOther, (await account.PostForm($"/minamichita/reports/{number}", $"/minamichita/reports/{number}/follow", [])).StatusCode);
        Assert.Contains("メールでお知らせします", await account.Page($"/minamichita/reports/{one}"));
        Assert.DoesNotContain(await To("reader3@example.jp"), m => m.Body.Contains("/follows/", StringComparison.Ordinal));
        await Hide(hidden);
        Assert.DoesNotContain("かくれた穴", InPage(await account.Page("/minamichita/me")));
        Assert.Equal(HttpStatusCode.Forbidden, (await account.PostForm($"/minamichita/reports/{one}", $"/minamichita/reports/{hidden}/follow", [])).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await account.PostForm($"/minamichita/reports/{one}", "/minamichita/reports/99999/follow", [])).StatusCode);

        await Move([one, two, hidden], CaseState.Done, "砂利で埋めました。");
        var letter = Assert.Single(await To("reader3@example.jp"), m => m.Body.Contains("砂利で埋めました。", StringComparison.Ordinal));
        Assert.Contains("直りました", letter.Subject);
        Assert.DoesNotContain("key=", letter.Body);
        await Move([hidden], CaseState.NoAction, "かくれたことば");
        Assert.DoesNotContain(await To("reader3@example.jp"), m => m.Body.Contains("かくれたことば", StringComparison.Ordinal));

        using var staff = await host.SignedIn(Role.Staff);
        foreach (var number in new[] { one, hidden })
            await staff.PostForm($"/minamichita/reports/{one}", $"/minamichita/console/reports/{number}/answer", new() { ["department"] = "planning", ["body"] = $"通報{number}への回答" });
        Assert.Single(await To("reader3@example.jp"), m => m.Body.Contains($"通報{one}への回答", StringComparison.Ordinal));
        Assert.DoesNotContain(await To("reader3@example.jp"), m => m.Body.Contains($"通報{hidden}への回答", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_fills_a_strangers_mailbox_and_what_a_browser_follows_goes_into_its_account()
    {
        using var author = host.Browser();
        var paths = new List<string>();
        for (var i = 0; i <= FollowSubject.MostUnanswered; i++) paths.Add(await Propose(author, $"あいさつの看板{i}", ""));
        using var joker = host.Browser();
        foreach (var path in paths.Take(FollowSubject.MostUnanswered)) await joker.PostForm(path, path + "/follow", new() { ["mail"] = "victim4@example.jp" });
        Assert.Contains("まだ返事がありません", await Text(await joker.PostForm(paths[^1], paths[^1] + "/follow", new() { ["mail"] = "victim4@example.jp" }), HttpStatusCode.UnprocessableEntity));
        Assert.Equal(FollowSubject.MostUnanswered, (await To("victim4@example.jp")).Count);
        Assert.Equal(FollowSubject.MostUnanswered, await host.In(s => s.GetRequiredService<MachimichiDb>().Set<Follow>().CountAsync(f => f.Mail == "victim4@example.jp")));

        await joker.Page("/minamichita/me");
        var link = await host.In(async s =>
        {
            var links = s.GetRequiredService<SignInLinks>();
            return new Uri(await links.LinkFor(await links.AccountOf("joker4@example.jp", default), "/minamichita/me"));
        });
        await joker.PostForm(link.PathAndQuery, link.AbsolutePath + "/redemption", []);
        Assert.Contains("フォロー 5件", await joker.Page("/minamichita/me/claim"));
        await joker.PostForm("/minamichita/me/claim", "/minamichita/me/claim/taking", []);
        Assert.Contains("あいさつの看板0", InPage(await joker.Page("/minamichita/me")));
    }

    private static string InPage(string page) => page[page.IndexOf("<main", StringComparison.Ordinal)..];

    private static string Found(string text, string pattern) => Regex.Match(text, pattern).Value is { Length: > 0 } found ? found : throw new InvalidOperationException($"{pattern} is not in: {text}");

    private static string End(List<OutgoingMessage> told, string mail) => new Uri(told.Single(m => m.To.Equals(mail, StringComparison.OrdinalIgnoreCase)).Unsubscribe).PathAndQuery;

    private async Task<List<OutgoingMessage>> To(string mail) => [.. (await host.Mails()).Where(m => m.To == mail)];

    private static async Task<string> Text(HttpResponseMessage answer, HttpStatusCode expected)
    {
        var text = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode}: {text[..Math.Min(800, text.Length)]}");
        return text;
    }

    private Task<int> Count(string text) => host.In(s => s.GetRequiredService<MachimichiDb>().Set<Report>().CountAsync(r => r.Text == text));

    private Task Hide(int number) => host.In(async s =>
    {
        var db = s.GetRequiredService<MachimichiDb>();
        (await db.Set<Report>().SingleAsync(r => r.Number == number)).Hide();
        await db.SaveChangesAsync();
    });

    private Task Move(int[] numbers, CaseState to, string text) => host.In(async s =>
    {
        var db = s.GetRequiredService<MachimichiDb>();
        var ids = await db.Set<Report>().Where(r => numbers.Contains(r.Number)).Select(r => r.Id).ToListAsync();
        foreach (var listener in s.GetServices<ICaseListener>().Where(l => l.SubjectKind == Report.Kind)) await listener.CaseMoved(new CaseMoved(Guid.CreateVersion7(), 1, CaseState.New, to, text, ids, null, db.Now), default);
        await db.SaveChangesAsync();
    });

    private static async Task Answer(TownClient staff, string path, string body)
    {
        var answered = await staff.PostForm(path, path.Replace("/proposals/", "/console/proposals/", StringComparison.Ordinal) + "/answer", new() { ["outcome"] = "studying", ["department"] = "planning", ["body"] = body });
        Assert.Equal(HttpStatusCode.SeeOther, answered.StatusCode);
    }

    private async Task<string> Propose(TownClient browser, string title, string mail)
    {
        var sent = await browser.PostForm(Proposals, Proposals, new() { ["title"] = title, ["body"] = "日かげがありません。", ["category"] = "tourism", ["mail"] = mail });
        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        return new Uri(host.Address, sent.Headers.Location!).AbsolutePath;
    }

    private static async Task<int> Send(HttpClient http, string text, double latitude, double longitude)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/minamichita/api/v1/reports") { Content = JsonContent.Create(new { category = "rail", text, latitude, longitude }) };
        request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("number").GetInt32();
    }
}
