using System.Net;
using System.Text.RegularExpressions;
using Machimichi.Platform.Identity;

namespace Machimichi.Tests.Identity;

public sealed class PasskeyTests(TownHost host) : IClassFixture<TownHost>
{
    private const string SignIn = "/minamichita/sign-in", Account = "/minamichita/me/account";

    [Fact]
    public async Task A_passkey_is_added_named_used_and_removed()
    {
        using var passkey = new SoftPasskey();
        using var browser = await Registered(passkey, "key@example.jp");
        var page = await browser.Page(Account);
        var path = Regex.Match(page, "/minamichita/me/passkeys/[^/\"]+/name").Value;
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.PostForm(Account, path, new() { ["name"] = "わたしの電話" })).StatusCode);
        Assert.Contains("わたしの電話", await browser.Page(Account));

        using var elsewhere = host.Browser();
        passkey.Counter = 2;
        var entered = await Enter(elsewhere, passkey);
        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
        Assert.Contains("わたしの電話", await elsewhere.Page(Account));

        Assert.Equal(HttpStatusCode.SeeOther, (await browser.PostForm(Account, path.Replace("/name", "/removal", StringComparison.Ordinal), [])).StatusCode);
        using var late = host.Browser();
        passkey.Counter = 3;
        Assert.Equal(HttpStatusCode.Forbidden, (await Enter(late, passkey)).StatusCode);
    }

    [Theory]
    [InlineData("counter")]
    [InlineData("origin")]
    [InlineData("domain")]
    [InlineData("garbage")]
    [InlineData("nothing asked")]
    public async Task A_passkey_that_does_not_answer_as_it_must_is_refused(string wrong)
    {
        using var passkey = new SoftPasskey();
        using var owner = await Registered(passkey, $"{wrong.Replace(' ', '-')}@example.jp");
        using var browser = host.Browser();
        passkey.Counter = wrong == "counter" ? 1u : 2u;
        if (wrong == "origin") passkey.Origin = "http://t0wn.test";
        if (wrong == "domain") passkey.Domain = "t0wn.test";
        var options = wrong == "nothing asked" ? "{\"challenge\":\"AAAA\"}" : await Options(browser, SignIn, "/minamichita/sign-in/passkey/options");
        var answer = await browser.PostForm(SignIn, "/minamichita/sign-in/passkey", new() { ["credential"] = wrong == "garbage" ? "{\"id\":1}" : passkey.Get(options) });
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Http.GetAsync(Account)).StatusCode);
    }

    [Fact]
    public async Task An_answer_recorded_with_its_cookie_works_once_even_where_the_phone_does_not_count()
    {
        using var passkey = new SoftPasskey { Counter = 0 };
        using var owner = await Registered(passkey, "replay@example.jp");
        var cookies = new CookieContainer();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = host.Address };
        var token = Regex.Match(await http.GetStringAsync(SignIn), "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        FormUrlEncodedContent Form(string credential) => new([new("__RequestVerificationToken", token), new("credential", credential), new("ask", "1")]);
        var options = await (await http.PostAsync("/minamichita/sign-in/passkey/options", Form(""))).Content.ReadAsStringAsync();
        var recorded = cookies.GetAllCookies().ToDictionary(c => c.Name, c => c.Value);
        var credential = passkey.Get(options);
        async Task<HttpStatusCode> Send()
        {
            using var replay = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = host.Address };
            using var request = new HttpRequestMessage(HttpMethod.Post, "/minamichita/sign-in/passkey") { Content = Form(credential) };
            request.Headers.Add("Cookie", string.Join("; ", recorded.Select(c => $"{c.Key}={c.Value}")));
            return (await replay.SendAsync(request)).StatusCode;
        }
        Assert.Equal(HttpStatusCode.Redirect, await Send());
        Assert.Equal(HttpStatusCode.Forbidden, await Send());
    }

    [Fact]
    public async Task Nobody_adds_a_passkey_to_another_account()
    {
        using var passkey = new SoftPasskey();
        using var victim = await host.SignedIn(Role.Resident, "victim@example.jp");
        using var other = await host.SignedIn(Role.Resident, "other-key@example.jp");
        var credential = passkey.Create(await Options(other, Account, "/minamichita/me/passkeys/options"));
        Assert.Equal(HttpStatusCode.Forbidden, (await victim.PostForm(Account, "/minamichita/me/passkeys", new() { ["credential"] = credential })).StatusCode);
        Assert.DoesNotContain("このパスキーを消す", await victim.Page(Account));
    }

    [Fact]
    public async Task Signed_out_everywhere_else_the_other_browsers_are_out_at_once()
    {
        using var here = await host.SignedIn(Role.Staff, "many@example.jp");
        using var there = await host.SignedIn(Role.Staff, "many@example.jp");
        using var third = await host.SignedIn(Role.Staff, "many@example.jp");
        await there.Page("/minamichita/console");
        using var stranger = await host.SignedIn(Role.Staff, "stranger@example.jp");
        Assert.Equal(HttpStatusCode.SeeOther, (await here.PostForm(Account, "/minamichita/me/sessions/end", [])).StatusCode);
        foreach (var out_ in new[] { there, third }) Assert.Equal(HttpStatusCode.Redirect, (await out_.Http.GetAsync("/minamichita/console")).StatusCode);
        await here.Page("/minamichita/console");
        await stranger.Page("/minamichita/console");
    }

    private async Task<TownClient> Registered(SoftPasskey passkey, string email)
    {
        var browser = await host.SignedIn(Role.Resident, email);
        var credential = passkey.Create(await Options(browser, Account, "/minamichita/me/passkeys/options"));
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.PostForm(Account, "/minamichita/me/passkeys", new() { ["credential"] = credential })).StatusCode);
        return browser;
    }

    private static async Task<HttpResponseMessage> Enter(TownClient browser, SoftPasskey passkey) =>
        await browser.PostForm(SignIn, "/minamichita/sign-in/passkey", new() { ["credential"] = passkey.Get(await Options(browser, SignIn, "/minamichita/sign-in/passkey/options")) });

    private static async Task<string> Options(TownClient browser, string page, string path)
    {
        var answer = await browser.PostForm(page, path, new() { ["ask"] = "1" });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}
