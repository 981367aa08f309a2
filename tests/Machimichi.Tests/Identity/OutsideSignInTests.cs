using System.Net;
using System.Text;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Towns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Identity;

public sealed class OutsideSignInTests : IAsyncLifetime
{
    private const string Account = "/minamichita/me/account";
    private OidcServer server = default!;
    private TownHost host = default!;

    public async ValueTask InitializeAsync()
    {
        server = await OidcServer.Start();
        host = new TownHost
        {
            Works = false,
            SignInProviders =
            [
                new SignInProvider("line", new LocalName("LINE", "LINE", "LINE"), server.Address, OidcServer.Client, OidcServer.Secret),
                new SignInProvider("away", new LocalName("留守", "るす", "Away"), "http://127.0.0.1:1", OidcServer.Client, OidcServer.Secret),
            ],
        };
        await host.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Somebody_signs_in_with_a_service_and_nothing_of_them_is_kept_but_a_salted_number(bool shared)
    {
        server.Shared = shared;
        using var browser = host.Browser();
        Assert.Contains("LINEでサインインする", await browser.Page("/minamichita/sign-in"));
        var end = await Through(browser, "/minamichita/sign-in/with/line?to=/minamichita/me/account");
        Assert.Equal(Account, end.Headers.Location?.OriginalString);
        Assert.Contains("LINE", await browser.Page(Account));
        using var again = host.Browser();
        await Through(again, "/minamichita/sign-in/with/line?to=/minamichita/me/account");
        Assert.Equal(1, await host.In(s => s.GetRequiredService<MachimichiDb>().Users.CountAsync()));
        Assert.All(server.ScopesAsked, scope => Assert.Equal("openid", scope));
        Assert.Equal(0, server.ProfilesRead);
        TownHost.ClosePool(host.Data);
        var kept = string.Concat(Directory.EnumerateFiles(host.Data, "machimichi.db*").Select(f => { using var copy = new MemoryStream(); using var open = new FileStream(f, FileMode.Open, FileAccess.Read, FileShare.ReadWrite); open.CopyTo(copy); return Encoding.UTF8.GetString(copy.ToArray()); }));
        foreach (var told in new[] { server.Subject, "本名", "honmyo@example.jp", "face.jpg" }) Assert.DoesNotContain(told, kept);
    }

    [Fact]
    public async Task A_signed_in_person_ties_a_service_to_their_account_and_unties_it()
    {
        using var browser = await host.SignedIn(Role.Resident, "tie@example.jp");
        await Through(browser, await Link(browser));
        Assert.Contains("LINEでのサインインをやめる", await browser.Page(Account));
        using var elsewhere = host.Browser();
        await Through(elsewhere, "/minamichita/sign-in/with/line?to=/minamichita/me/account");
        Assert.Equal(1, await host.In(s => s.GetRequiredService<MachimichiDb>().Users.CountAsync()));
        using var other = await host.SignedIn(Role.Resident, "other@example.jp");
        Assert.Equal(HttpStatusCode.Conflict, (await Through(other, await Link(other))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.PostForm(Account, "/minamichita/me/providers/line/removal", [])).StatusCode);
        Assert.Contains("LINEでもサインインできるようにする", await browser.Page(Account));
    }

    [Fact]
    public async Task A_strangers_page_cannot_tie_a_service_to_the_account_of_somebody_signed_in()
    {
        using var victim = await host.SignedIn(Role.Resident, "victim@example.jp");
        using var attacker = await host.SignedIn(Role.Resident, "attacker@example.jp");
        foreach (var start in new[] { "/minamichita/sign-in/with/line", "/minamichita/sign-in/with/line?tie=made-up", await Link(attacker) })
            Assert.Equal(HttpStatusCode.Forbidden, (await Through(victim, start)).StatusCode);
        Assert.Contains("LINEでもサインインできるようにする", await victim.Page(Account));
        Assert.Equal(2, await host.In(s => s.GetRequiredService<MachimichiDb>().Users.CountAsync()));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    public async Task Nobody_is_led_elsewhere_after_signing_in(string to)
    {
        using var browser = host.Browser();
        Assert.Equal("/minamichita/", (await Through(browser, "/minamichita/sign-in/with/line?to=" + Uri.EscapeDataString(to))).Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task The_only_way_in_cannot_be_taken_away()
    {
        using var browser = host.Browser();
        await Through(browser, "/minamichita/sign-in/with/line?to=/minamichita/me/account");
        Assert.Equal(HttpStatusCode.Conflict, (await browser.PostForm(Account, "/minamichita/me/providers/line/removal", [])).StatusCode);
    }

    [Theory]
    [InlineData("nonce", "確かめられませんでした")]
    [InlineData("signature", "確かめられませんでした")]
    [InlineData("unsigned", "確かめられませんでした")]
    [InlineData("audience", "確かめられませんでした")]
    [InlineData("issuer", "確かめられませんでした")]
    [InlineData("expired", "確かめられませんでした")]
    [InlineData("cancel", "とりやめました")]
    public async Task An_answer_that_does_not_hold_lets_nobody_in_and_says_what_to_do(string lie, string said)
    {
        server.Lie = lie;
        using var browser = host.Browser();
        var end = await Through(browser, "/minamichita/sign-in/with/line");
        Assert.Equal(HttpStatusCode.Forbidden, end.StatusCode);
        Assert.Contains(said, WebUtility.HtmlDecode(await end.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Http.GetAsync(Account)).StatusCode);
        Assert.Equal(0, await host.In(s => s.GetRequiredService<MachimichiDb>().Users.CountAsync()));
    }

    [Fact]
    public async Task An_answer_meant_for_another_browser_is_refused()
    {
        using var attacker = host.Browser();
        using var victim = host.Browser();
        var answer = await ToAnswer(attacker, "/minamichita/sign-in/with/line");
        Assert.Equal(HttpStatusCode.Forbidden, (await victim.Http.GetAsync(answer)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await victim.Http.GetAsync("/minamichita/sign-in/with/line/done")).StatusCode);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_said_to_be_away()
    {
        using var browser = host.Browser();
        Assert.Contains("いまつながりません", await browser.Page("/minamichita/sign-in/with/away", HttpStatusCode.Conflict));
        await browser.Page("/minamichita/sign-in/with/unknown", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("[{ \"id\": \"Line!\", \"name\": { \"ja\": \"L\", \"easy\": \"L\", \"en\": \"L\" }, \"authority\": \"https://x.example\", \"clientId\": \"1\" }]")]
    [InlineData("[{ \"id\": \"line\", \"name\": { \"ja\": \"L\", \"easy\": \"L\", \"en\": \"L\" }, \"authority\": \"http://x.example\", \"clientId\": \"1\" }]")]
    [InlineData("{ not json")]
    public void Settings_that_cannot_be_used_are_refused_at_the_start(string json)
    {
        var file = Path.Combine(host.Data, "sign-in.json");
        File.WriteAllText(file, json);
        Assert.Equal("provider.unreadable", Assert.Throws<Machimichi.Platform.Refusal>(() => SignInProvider.Read(file)).TextKey);
    }

    // From the person's own page, as it stands there.
    private static async Task<string> Link(TownClient browser) => System.Text.RegularExpressions.Regex.Match(await browser.Page(Account), "/minamichita/sign-in/with/line\\?tie=[^\"]+").Value;

    // What a browser does with the redirects: to the service, back to the town, on to the page.
    private async Task<HttpResponseMessage> Through(TownClient browser, string start)
    {
        var back = await browser.Http.GetAsync(await ToAnswer(browser, start));
        return back.StatusCode == HttpStatusCode.Redirect ? await browser.Http.GetAsync(back.Headers.Location) : back;
    }

    private async Task<string> ToAnswer(TownClient browser, string start)
    {
        var begun = await browser.Http.GetAsync(start);
        Assert.Equal(HttpStatusCode.Redirect, begun.StatusCode);
        Assert.StartsWith(server.Address + "/authorize?", begun.Headers.Location!.OriginalString);
        var answered = await browser.Http.GetAsync(begun.Headers.Location);
        Assert.Equal("town.test", answered.Headers.Location!.Host);
        return answered.Headers.Location.PathAndQuery;
    }
}
