using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Moderation;
using Machimichi.Voice.Writing;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Voice;

public sealed class ModerationTests(TownHost host) : IClassFixture<TownHost>
{
    private const string Town = "/minamichita", Queue = "/minamichita/console/moderation";
    private static readonly string[] Secrets = ["ヒミツテイアン", "ヒミツホンブン", "ヒミツナマエ", "ヒミツイケン", "ヒミツツウホウ", "ヒミツカイトウ"];

    [Fact]
    public async Task What_is_hidden_is_found_nowhere_by_anybody_but_its_author_and_staff_until_it_is_shown_again()
    {
        using var author = host.Browser();
        using var staff = await host.SignedIn(Role.Staff);
        var photo = await Upload();
        var proposal = await Propose(author, "ヒミツテイアン", "ヒミツホンブン", ("nickname", "ヒミツナマエ"), ("mail", "author@example.jp"), ("photo", photo), ("lat", "34.7018"), ("lon", "136.9722"));
        var comment = await Comment(author, proposal, "ヒミツイケン", "ヒミツナマエ");
        var commented = await Propose(author, "のこる提案", "のこる本文");
        var second = await Comment(author, commented, "ヒミツイケンふたつめ", "ヒミツナマエ");
        var report = await Report(author, "ヒミツツウホウ", "ヒミツナマエ");
        await Answer(staff, proposal, "ヒミツカイトウ");
        await Answer(staff, report, "ヒミツカイトウ");
        await host.JobsDone();

        var before = await Walk(photo);
        foreach (var (path, secret) in new[]
        {
            (Town, "ヒミツテイアン"), ($"{Town}/proposals", "ヒミツテイアン"), (proposal, "ヒミツホンブン"), (proposal, "ヒミツイケン"), (commented, "ヒミツイケン"), (report, "ヒミツツウホウ"), ($"{Town}/answers", "ヒミツカイトウ"),
            ($"{Town}/search?q=ヒミツ", "ヒミツイケン"), ($"{Town}/api/v1/proposals", "ヒミツテイアン"), ($"{Town}/api/v1/reports", "ヒミツツウホウ"), ($"{Town}/api/v1/voice.geojson", "ヒミツテイアン"),
            ($"{Town}/api/v1{commented[Town.Length..]}/comments", "ヒミツイケン"), ($"{Town}/data/proposals.csv", "ヒミツテイアン"), ($"{Town}/data/reports.csv", "ヒミツツウホウ"), ($"{Town}/data/answers.csv", "ヒミツカイトウ"),
        }) Assert.True(before.GetValueOrDefault(path)?.Contains(secret, StringComparison.Ordinal), $"{path} should show {secret} before it is hidden");
        Assert.Equal(HttpStatusCode.OK, await Status($"{Town}/photos/{photo}/large"));

        var decisions = new List<Guid> { await Hide(staff, "proposal", Number(proposal), "personal", "電話番号を消してください。"), await Hide(staff, "report", Number(report), "insult"), await Hide(staff, "comment", second, "advert") };
        var leaks = (await Walk(photo)).SelectMany(page => Secrets.Where(s => page.Value.Contains(s, StringComparison.Ordinal)).Select(s => $"{page.Key}: {s}"));
        Assert.Empty(leaks);
        foreach (var gone in new[] { proposal, report, $"{Town}/api/v1{proposal[Town.Length..]}", $"{Town}/api/v1{report[Town.Length..]}", $"{Town}/api/v1{proposal[Town.Length..]}/comments" }) Assert.Equal(HttpStatusCode.Gone, await Status(gone));
        Assert.NotEqual(HttpStatusCode.OK, await Status($"{Town}/photos/{photo}/large"));
        using var other = host.Browser();
        Assert.Equal(HttpStatusCode.NotFound, (await other.PostForm(commented, $"{proposal}/support", [])).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await PostComment(Number(proposal), "おそい意見")).StatusCode);

        var own = await author.Page(proposal);
        Assert.Contains("ヒミツホンブン", own);
        Assert.Contains("電話番号を消してください。", own);
        Assert.Contains("納得できないとき", own);
        Assert.Contains("ヒミツツウホウ", await author.Page(report));
        Assert.Contains("ヒミツイケンふたつめ", await author.Page(commented));
        Assert.Contains("ヒミツテイアン", await author.Page($"{Town}/me"));
        Assert.Contains("ヒミツホンブン", await staff.Page(proposal));
        Assert.Contains("ヒミツテイアン", await staff.Page($"{Queue}?list=hidden"));
        Assert.Equal(HttpStatusCode.OK, (await author.Http.GetAsync($"{Town}/photos/{photo}/large")).StatusCode);
        var mail = Assert.Single(await host.Mails(), m => m.To == "author@example.jp" && m.Subject.Contains("表示しない", StringComparison.Ordinal));
        Assert.Contains("個人の情報がある", mail.Body);
        Assert.Contains("電話番号を消してください。", mail.Body);
        Assert.Contains("納得できないとき", mail.Body);

        foreach (var decision in decisions) Assert.Equal(HttpStatusCode.SeeOther, (await staff.PostForm($"{Queue}?done={decision}", $"{Queue}/decisions/{decision}/undoing", [])).StatusCode);
        var after = await Walk(photo);
        foreach (var path in new[] { $"{Town}/proposals", proposal, report, commented, $"{Town}/search?q=ヒミツ", $"{Town}/api/v1/voice.geojson", $"{Town}/data/answers.csv" }) Assert.Contains("ヒミツ", after[path]);
        Assert.Equal(HttpStatusCode.OK, await Status($"{Town}/photos/{photo}/large"));
        Assert.Single(await host.Mails(), m => m.To == "author@example.jp" && m.Subject.Contains("また表示", StringComparison.Ordinal));
        var audit = await host.In(s => s.GetRequiredService<MachimichiDb>().AuditEntries.Select(e => e.Action).ToListAsync());
        foreach (var action in new[] { "proposal.hidden", "report.hidden", "comment.hidden", "proposal.decision-undone" }) Assert.Contains(action, audit);
        Assert.True(comment < second);
    }

    [Fact]
    public async Task A_word_of_the_towns_list_holds_what_has_it_until_staff_have_looked()
    {
        using var author = host.Browser();
        using var staff = await host.SignedIn(Role.Staff);
        const string settings = "/minamichita/console/settings/moderation";
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await staff.PostForm(settings, settings, new() { ["held"] = "あ" })).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await staff.PostForm(settings, settings, new() { ["held"] = "バカヤロウ\r\nバカヤロウ\r\n 株で もうかる " })).StatusCode);
        var held = await Propose(author, "ばかやろうの丘", "本文です");
        using var other = host.Browser();
        Assert.DoesNotContain("ばかやろうの丘", await other.Page($"{Town}/proposals"));
        await other.Page(held, HttpStatusCode.Gone);
        Assert.Contains("町が確認しています", await author.Page(held));
        var queue = await staff.Page(Queue);
        Assert.Contains("ばかやろうの丘", queue);
        Assert.Contains("見つかったことば: バカヤロウ", queue);
        await staff.PostForm(Queue, $"{Queue}/proposal/{Number(held)}/keeping", []);
        Assert.Contains("ばかやろうの丘", await other.Page($"{Town}/proposals"));
        Assert.DoesNotContain("ばかやろうの丘", await staff.Page(Queue));
        Assert.Equal(HttpStatusCode.Redirect, (await staff.PostForm(settings, settings, new() { ["held"] = "" })).StatusCode);
    }

    [Theory]
    [InlineData("町役場")]
    [InlineData("南知多町 公式")]
    [InlineData("Ａｄｍｉｎ")]
    [InlineData("町長だよ")]
    public async Task A_nickname_that_sounds_like_the_town_is_refused_and_what_was_typed_stays(string nickname)
    {
        using var author = host.Browser();
        const string form = "/minamichita/proposals/new";
        var refused = await author.PostForm(form, form, new() { ["title"] = "町のふり", ["body"] = "消えない本文", ["category"] = "islands", ["nickname"] = nickname });
        var said = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("町のものと間違われる", said);
        Assert.Contains("消えない本文", said);
    }

    [Fact]
    public async Task Anyone_tells_the_town_of_something_once_and_staff_hear_of_it()
    {
        using var author = host.Browser();
        using var neighbour = host.Browser();
        using var staff = await host.SignedIn(Role.Staff);
        var path = await Propose(author, "知らされる提案", "本文です");
        var form = $"{Town}/notices/new?kind=proposal&n={Number(path)}";
        Assert.Contains(form, await neighbour.Page(path));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await neighbour.PostForm(form, form, new() { ["words"] = "理由なし" })).StatusCode);
        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.Redirect, (await neighbour.PostForm(form, form, new() { ["reason"] = "insult", ["words"] = "傷つきます" })).StatusCode);
        Assert.Equal(1, await host.In(s => s.GetRequiredService<MachimichiDb>().Set<Notice>().CountAsync(n => n.Words == "傷つきます")));
        Assert.Contains("傷つきます", await staff.Page(Queue));
        await staff.PostForm(Queue, $"{Queue}/proposal/{Number(path)}/keeping", []);
        Assert.DoesNotContain("知らされる提案", await staff.Page(Queue));
        await neighbour.Page($"{Town}/notices/new?kind=proposal&n=99999", HttpStatusCode.NotFound);
        await neighbour.Page($"{Town}/notices/new?kind=person&n=1", HttpStatusCode.NotFound);
        Assert.NotEqual(HttpStatusCode.SeeOther, (await neighbour.PostForm(path, $"{Queue}/proposal/{Number(path)}/hiding", new() { ["reason"] = "advert" })).StatusCode);
        Assert.Contains("知らされる提案", await neighbour.Page(path));
    }

    [Fact]
    public async Task Who_is_blocked_sends_nothing_loses_nothing_and_may_send_again_when_it_is_lifted()
    {
        using var author = host.Browser();
        using var staff = await host.SignedIn(Role.Staff);
        var path = await Propose(author, "止められる人の提案", "本文です");
        var block = $"{Queue}/proposal/{Number(path)}/block";
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await staff.PostForm(Queue, block, new() { ["reason"] = "", ["days"] = "30" })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await staff.PostForm(Queue, block, new() { ["reason"] = "くり返しの宣伝", ["days"] = "9999" })).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await staff.PostForm(Queue, block, new() { ["reason"] = "くり返しの宣伝", ["days"] = "30" })).StatusCode);
        const string form = "/minamichita/proposals/new";
        var refused = await author.PostForm(form, form, new() { ["title"] = "また送る", ["body"] = "消えない本文", ["category"] = "islands" });
        var said = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("くり返しの宣伝", said);
        Assert.Contains("消えない本文", said);
        Assert.Equal(HttpStatusCode.Conflict, (await author.PostForm(path, path, new() { ["stance"] = "for", ["text"] = "意見も" })).StatusCode);
        var id = await host.In(s => s.GetRequiredService<MachimichiDb>().Set<Block>().Where(b => b.LiftedAt == null).Select(b => b.Id).SingleAsync());
        Assert.Contains("くり返しの宣伝", await staff.Page($"{Queue}?list=blocked"));
        Assert.Equal(HttpStatusCode.SeeOther, (await staff.PostForm(Queue, $"{Queue}/blocks/{id}/lifting", [])).StatusCode);
        await Propose(author, "また送れる", "本文です");
    }

    // Every public page, file and answer of the API, with the numbers of what this test made, as a stranger gets them.
    private async Task<Dictionary<string, string>> Walk(string photo)
    {
        var found = new Dictionary<string, string>();
        using var stranger = host.Browser();
        var routes = host.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>() is not { HttpMethods: var methods } || methods.Contains("GET"))
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/')).Where(r => r.StartsWith("/{town}", StringComparison.OrdinalIgnoreCase)).Distinct();
        var last = await host.In(async s => Math.Max(await s.GetRequiredService<MachimichiDb>().Set<Machimichi.Voice.Proposals.Proposal>().MaxAsync(p => p.Number), 5));
        foreach (var route in routes)
        {
            var filled = Fill(route, photo);
            var paths = filled.Contains("{number", StringComparison.OrdinalIgnoreCase)
                ? Enumerable.Range(1, last).Select(n => System.Text.RegularExpressions.Regex.Replace(filled, @"\{number[^}]*\}", $"{n}", System.Text.RegularExpressions.RegexOptions.IgnoreCase)) : [filled];
            foreach (var path in paths.Where(p => !p.Contains('{', StringComparison.Ordinal))) found[path] = await Body(stranger, path);
        }
        foreach (var path in new[] { "search?q=ヒミツ", "api/v1/search?q=ヒミツ", "proposals?sort=supported", "proposals?q=ヒミツ", "api/v1/reports?q=ヒミツ", "map?list=1", "reports/nearby?lat=34.7018&lon=136.9722",
            "data/proposals.csv", "data/reports.csv", "data/answers.csv", "data/cases.csv", "data/reports.geojson", "data/proposals.geojson" }) found[$"{Town}/{path}"] = await Body(stranger, $"{Town}/{path}");
        return found;
    }

    private static string Fill(string route, string photo) => System.Text.RegularExpressions.Regex.Replace(route, @"\{(\w+)(:[^{}]*(\{[^{}]*\}[^{}]*)*)?\}", m => m.Groups[1].Value.ToLowerInvariant() switch
    {
        "town" => TownHost.Slug,
        "id" => photo,
        "size" => "large",
        "number" => "{number}",
        _ => m.Value,
    });

    private static async Task<string> Body(TownClient client, string path)
    {
        using var answer = await client.Http.GetAsync(path);
        // A search marks what it found within the words, and JSON may write a character by its number.
        var body = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()).Replace("<mark>", "", StringComparison.Ordinal).Replace("</mark>", "", StringComparison.Ordinal);
        return System.Text.RegularExpressions.Regex.Replace(body, @"\\u([0-9a-fA-F]{4})", m => ((char)Convert.ToInt32(m.Groups[1].Value, 16)).ToString());
    }

    private async Task<HttpStatusCode> Status(string path)
    {
        using var stranger = host.Browser();
        return (await stranger.Http.GetAsync(path)).StatusCode;
    }

    private static async Task<Guid> Hide(TownClient staff, string kind, int number, string reason, string words = "")
    {
        var sent = await staff.PostForm(Queue, $"{Queue}/{kind}/{number}/hiding", new() { ["reason"] = reason, ["words"] = words });
        Assert.True(sent.StatusCode == HttpStatusCode.SeeOther, await sent.Content.ReadAsStringAsync());
        return Guid.Parse(sent.Headers.Location!.OriginalString.Split("done=")[1]);
    }

    private async Task<string> Upload()
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        using var answer = await http.PostAsync($"{Town}/api/v1/photos", new ByteArrayContent(TestPhoto.Plain));
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    private async Task<string> Propose(TownClient by, string title, string body, params (string Name, string Value)[] more)
    {
        const string form = "/minamichita/proposals/new";
        var fields = new Dictionary<string, string> { ["title"] = title, ["body"] = body, ["category"] = "islands" };
        foreach (var (name, value) in more) fields[name] = value;
        var sent = await by.PostForm(form, form, fields);
        Assert.True(sent.StatusCode == HttpStatusCode.Redirect, WebUtility.HtmlDecode(await sent.Content.ReadAsStringAsync()));
        return new Uri(host.Address, sent.Headers.Location!).AbsolutePath;
    }

    private async Task<string> Report(TownClient by, string text, string nickname)
    {
        const string form = "/minamichita/reports/new";
        var sent = await by.PostForm(form, form, new() { ["category"] = "pothole", ["text"] = text, ["district"] = "oi", ["nickname"] = nickname });
        Assert.True(sent.StatusCode == HttpStatusCode.Redirect, WebUtility.HtmlDecode(await sent.Content.ReadAsStringAsync()));
        return new Uri(host.Address, sent.Headers.Location!).AbsolutePath;
    }

    private static async Task<int> Comment(TownClient by, string path, string text, string nickname)
    {
        var sent = await by.PostForm(path, path, new() { ["stance"] = "for", ["text"] = text, ["nickname"] = nickname });
        Assert.True(sent.StatusCode == HttpStatusCode.Redirect, WebUtility.HtmlDecode(await sent.Content.ReadAsStringAsync()));
        return int.Parse(sent.Headers.Location!.OriginalString.Split("#comment-")[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<HttpResponseMessage> PostComment(int proposal, string text)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Town}/api/v1/proposals/{proposal}/comments") { Content = JsonContent.Create(new { text, stance = "for" }) };
        request.Headers.Add("Idempotency-Key", SubmissionKey.New());
        return await http.SendAsync(request);
    }

    private static async Task Answer(TownClient staff, string path, string body)
    {
        var at = path.Replace(Town, $"{Town}/console", StringComparison.Ordinal);
        var sent = await staff.PostForm(at, $"{at}/answer", new() { ["outcome"] = "studying", ["department"] = "planning", ["body"] = body });
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
    }

    private static int Number(string path) => int.Parse(path.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);
}
