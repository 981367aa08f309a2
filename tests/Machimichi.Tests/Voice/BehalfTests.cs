using System.Net;
using System.Text.RegularExpressions;
using Machimichi.Platform.Identity;

namespace Machimichi.Tests.Voice;

public sealed class BehalfTests(TownHost host) : IClassFixture<TownHost>
{
    private const string Report = "/minamichita/reports/new?for=other", Proposal = "/minamichita/proposals/new?for=other";

    [Fact]
    public async Task The_head_of_a_district_reports_for_somebody_and_only_the_staff_read_the_consent()
    {
        using var head = await host.SignedIn(Role.DistrictHead, "kucho@example.jp");
        Assert.Contains("代わりに書く", await head.Page("/minamichita/send"));
        await head.Page("/minamichita/console", HttpStatusCode.Forbidden);
        var answer = await head.PostForm(Report, Report, Spoken(new() { ["category"] = "light", ["text"] = "電話で聞いた街灯", ["district"] = "oi" }));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var page = Path(answer);
        using var stranger = host.Browser();
        var read = await stranger.Page(page);
        Assert.Contains("代理で受け付けました", read);
        Assert.DoesNotContain("569-65", read);
        Assert.DoesNotContain("569-65", await head.Page(page));
        using var clerk = await host.SignedIn(Role.Staff);
        var console = await clerk.Page(page.Replace("/reports/", "/console/reports/", StringComparison.Ordinal));
        Assert.Contains("読み上げて確かめました", console);
        Assert.Contains("569-65", console);
        Assert.DoesNotContain("電話で聞いた街灯", await head.Page("/minamichita/me"));
    }

    [Fact]
    public async Task Staff_propose_for_somebody_and_the_page_says_so()
    {
        using var clerk = await host.SignedIn(Role.Staff);
        var answer = await clerk.PostForm(Proposal, Proposal, Spoken(new() { ["title"] = "朝市をもう一度", ["body"] = "昔のように港で", ["category"] = "other-proposal" }));
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
        using var stranger = host.Browser();
        Assert.Contains("代理で受け付けました", await stranger.Page(Path(answer)));
    }

    [Theory]
    [InlineData("agreed", "", "ご本人の同意がないと")]
    [InlineData("source", "telepathy", "どれで聞いたか")]
    [InlineData("agreed-on", "2999-01-01", "同意をもらった日を")]
    [InlineData("agreed-to", " ", "何に同意していただいたか")]
    public async Task Without_a_whole_consent_nothing_is_sent_and_nothing_typed_is_lost(string field, string value, string message)
    {
        using var clerk = await host.SignedIn(Role.Staff);
        var fields = Spoken(new() { ["category"] = "light", ["text"] = "まだ送れない話", ["district"] = "oi" });
        fields[field] = value;
        var answer = await clerk.PostForm(Report, Report, fields);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(message, page);
        Assert.Contains("まだ送れない話", page);
        Assert.Contains("569-65", page);
        using var stranger = host.Browser();
        Assert.DoesNotContain("まだ送れない話", await (await stranger.Http.GetAsync("/api/v1/minamichita/reports")).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Nobody_else_may_speak_for_others()
    {
        using var stranger = host.Browser();
        Assert.Contains("職員と区長だけ", await stranger.Page(Report, HttpStatusCode.Forbidden));
        Assert.DoesNotContain("代わりに書く", await stranger.Page("/minamichita/send"));
        using var elsewhere = await host.SignedIn(Role.DistrictHead, "tonari@example.jp", (await host.AddTown("tonari")).Slug);
        await elsewhere.Page(Report, HttpStatusCode.Forbidden);
        var answer = await stranger.PostForm("/minamichita/reports/new", Report, Spoken(new() { ["category"] = "light", ["text"] = "だれかのふり", ["district"] = "oi" }));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private static Dictionary<string, string> Spoken(Dictionary<string, string> fields) => new(fields)
    {
        ["source"] = "phone", ["agreed"] = "1", ["agreed-on"] = DateTime.UtcNow.AddDays(-3).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), ["agreed-to"] = "読み上げて確かめました", ["contact"] = "0569-65-0711",
    };

    private static string Path(HttpResponseMessage answer) =>
        Regex.Match(answer.Headers.Location!.OriginalString, "/minamichita/[a-z]+/[0-9]+").Value;
}
