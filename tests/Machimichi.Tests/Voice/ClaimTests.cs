using System.Net;
using System.Text.RegularExpressions;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Voice;

public sealed class ClaimTests(TownHost host) : IClassFixture<TownHost>
{
    private const string New = "/minamichita/reports/new";

    [Fact]
    public async Task What_this_browser_and_a_confirmed_address_sent_is_offered_at_sign_in_and_taken_when_asked()
    {
        using var library = host.Browser();
        await Report(library, "図書館の前の街灯", "aki@example.jp");
        using var stranger = host.Browser();
        await Report(stranger, "よその溝", "someone@example.jp");
        using var aki = host.Browser();
        await Report(aki, "うちの前の溝", "");
        await Propose(aki, "うちの前にベンチ");
        var number = Regex.Match(await aki.Page("/minamichita/me"), "/minamichita/proposals/(\\d+)").Groups[1].Value;
        await aki.PostForm($"/minamichita/proposals/{number}", $"/minamichita/proposals/{number}/support", []);

        Assert.Equal("/minamichita/me/claim?to=%2Fminamichita%2Fme", await SignIn(aki, "aki@example.jp"));
        Assert.DoesNotContain("うちの前の溝", Items(await aki.Page("/minamichita/me")));
        var offer = await aki.Page("/minamichita/me/claim");
        Assert.Contains("通報 2件", offer);
        Assert.Contains("提案 1件", offer);
        Assert.Contains("賛同 1件", offer);
        var taken = await aki.PostForm("/minamichita/me/claim", "/minamichita/me/claim/taking", []);
        Assert.Equal("/minamichita/me/claim?taken=4", taken.Headers.Location!.OriginalString);

        using var elsewhere = host.Browser();
        Assert.Equal("/minamichita/me", await SignIn(elsewhere, "aki@example.jp"));
        var mine = await elsewhere.Page("/minamichita/me");
        foreach (var text in new[] { "図書館の前の街灯", "うちの前の溝", "うちの前にベンチ" }) Assert.Contains(text, mine);
        Assert.DoesNotContain("よその溝", mine);
        Assert.Equal(1, await host.In(s => s.GetRequiredService<MachimichiDb>().Set<Proposal>().Where(p => p.Title == "うちの前にベンチ").Select(p => p.SupportCount).SingleAsync()));
    }

    [Fact]
    public async Task What_an_account_has_is_not_offered_to_another_one_in_the_same_browser()
    {
        using var browser = host.Browser();
        await SignIn(browser, "first@example.jp");
        await Report(browser, "はじめの人の通報", "second@example.jp");
        await browser.PostForm("/minamichita/me", "/minamichita/sign-out", []);
        Assert.Equal("/minamichita/me", await SignIn(browser, "second@example.jp"));
        Assert.Contains("いまありません", await browser.Page("/minamichita/me/claim"));
    }

    [Fact]
    public async Task An_address_that_was_typed_but_never_confirmed_proves_nothing()
    {
        using var other = host.Browser();
        await Report(other, "だれかの通報", "unsure@example.jp");
        await host.In(async s => await s.GetRequiredService<SignInLinks>().AccountOf("unsure@example.jp", default));
        var count = await host.In(async s =>
        {
            var db = s.GetRequiredService<MachimichiDb>();
            var id = await db.Users.Where(u => u.Email == "unsure@example.jp").Select(u => u.Id).SingleAsync();
            s.GetRequiredService<Actor>().Be(id, Guid.CreateVersion7(), staff: false);
            return (await s.GetRequiredService<Machimichi.Voice.Mine.ClaimMine>().Look(default)).All;
        });
        Assert.Equal(0, count);
    }

    [Fact]
    public async Task The_secret_link_opened_while_signed_in_takes_its_report_and_only_one_account_gets_it()
    {
        using var sender = host.Browser();
        var own = await Report(sender, "ひみつのリンクの溝", "");
        var (page, secret) = (own.Split('?')[0], Regex.Match(own, "key=([^&]+)").Groups[1].Value);
        using var first = host.Browser();
        await SignIn(first, "holder@example.jp");
        Assert.Contains("この通報をアカウントに入れる", await first.Page(own));
        Assert.Equal(HttpStatusCode.Forbidden, (await first.PostForm(own, page + "/claim", new() { ["secret"] = "wrong" })).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await first.PostForm(own, page + "/claim", new() { ["secret"] = secret })).StatusCode);
        Assert.Contains("ひみつのリンクの溝", await first.Page("/minamichita/me"));
        using var second = host.Browser();
        await SignIn(second, "late@example.jp");
        Assert.Equal(HttpStatusCode.Conflict, (await second.PostForm(own, page + "/claim", new() { ["secret"] = secret })).StatusCode);
        Assert.Contains("ひみつのリンクの溝", await first.Page("/minamichita/me"));
    }

    private static string Items(string page) => page[page.IndexOf("<main", StringComparison.Ordinal)..];

    private async Task<string> SignIn(TownClient browser, string email)
    {
        var link = await host.In(async s =>
        {
            var links = s.GetRequiredService<SignInLinks>();
            return new Uri(await links.LinkFor(await links.AccountOf(email, default), "/minamichita/me"));
        });
        var answer = await browser.PostForm(link.PathAndQuery, link.AbsolutePath + "/redemption", []);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.OriginalString;
    }

    private static async Task<string> Report(TownClient browser, string text, string mail)
    {
        var answer = await browser.PostForm(New, New, new() { ["category"] = "drain", ["text"] = text, ["district"] = "oi", ["mail"] = mail });
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var to = answer.Headers.Location!;
        return to.IsAbsoluteUri ? to.PathAndQuery : to.OriginalString;
    }

    private static async Task Propose(TownClient browser, string title)
    {
        const string Page = "/minamichita/proposals/new";
        var answer = await browser.PostForm(Page, Page, new() { ["title"] = title, ["body"] = "休めます", ["category"] = TownHost.Town().Categories.First(c => c.For == "proposal").Code, ["district"] = "oi", ["alone"] = "1" });
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }
}
