using System.Net;
using System.Text.RegularExpressions;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Tests.Voice;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Works;

/// <summary>The town says that it is repaired; whoever reported it says whether it is.</summary>
public sealed class RepairAnswerTests(TownHost host) : IClassFixture<TownHost>
{
    private const string New = $"/{TownHost.Slug}/reports/new";

    [Fact]
    public async Task The_reporter_says_that_it_is_repaired_and_how_well_it_was_dealt_with_and_staff_see_it()
    {
        var (own, number, secret) = await Report("側溝のふたが割れています");
        using var sender = host.Browser();
        var page = own.Split('?')[0];
        Assert.DoesNotContain("id=\"repair\"", await sender.Page(own));
        Assert.Equal(HttpStatusCode.Conflict, (await sender.PostForm(own, $"{page}/repair", new() { ["secret"] = secret })).StatusCode);
        using var clerk = await host.SignedIn(Role.Staff);
        var one = await Repair(clerk, number);

        using var stranger = host.Browser();
        Assert.Contains("新しく通報する", await stranger.Page(page));
        Assert.Equal(HttpStatusCode.Forbidden, (await stranger.PostForm(page, $"{page}/repair", new() { ["secret"] = "wrong" })).StatusCode);
        await stranger.Page($"{page}/not-repaired", HttpStatusCode.Forbidden);

        Assert.Contains("ほんとうに直っていますか", await sender.Page(own));
        Assert.Equal(HttpStatusCode.SeeOther, (await sender.PostForm(own, $"{page}/repair", new() { ["secret"] = secret })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await sender.PostForm(own, $"{page}/repair", new() { ["secret"] = secret, ["satisfaction"] = "4" })).StatusCode);
        for (var twice = 0; twice < 2; twice++)
            Assert.Equal(HttpStatusCode.SeeOther, (await sender.PostForm(own, $"{page}/repair", new() { ["secret"] = secret, ["satisfaction"] = "3" })).StatusCode);
        var said = await sender.Page(own);
        Assert.Contains("「直っている」と受け取りました", said);
        Assert.Contains("町の対応へのお答えを受け取りました", said);
        var seen = await clerk.Page(one);
        Assert.Contains("通報した人の答え", seen);
        Assert.Contains("よかった", seen);
        Assert.DoesNotContain("通報した人の答え", await stranger.Page(page));
        var mails = await host.Mails();
        Assert.Contains(mails, m => m.To == "ie@example.jp" && m.Body.Contains("ほんとうに直っているか、あなたのページで教えてください", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_no_with_a_photo_opens_the_case_again_once_and_is_in_the_audit_trail()
    {
        var (own, number, secret) = await Report("交差点の角に穴があります");
        using var clerk = await host.SignedIn(Role.Staff);
        var one = await Repair(clerk, number);
        using var sender = host.Browser();
        var (page, form) = (own.Split('?')[0], own.Replace("?", "/not-repaired?", StringComparison.Ordinal));

        var key = SubmissionKey.New();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await sender.PostForm(form, form, new() { ["_handler"] = "no", ["submission"] = key })).StatusCode);
        for (var twice = 0; twice < 2; twice++)
            Assert.Equal(HttpStatusCode.Redirect, (await sender.PostForm(form, form, new() { ["_handler"] = "no", ["submission"] = key, ["more"] = "半分しかうまっていません" }, ("photos", "a.jpg", TestPhoto.Plain))).StatusCode);
        await host.JobsDone();
        var read = await sender.Page(own);
        Assert.Contains("調べています", read);
        Assert.Contains("まだ直っていない」と知らせがあった", read);
        Assert.Single(Regex.Matches(read, "半分しかうまっていません"));
        var seen = await clerk.Page(one);
        Assert.Contains("これで案件がもう一度開きました", seen);
        Assert.Contains("半分しかうまっていません", await clerk.Page(page.Replace("/reports/", "/console/reports/", StringComparison.Ordinal)));
        var steps = await host.In(s => s.GetRequiredService<MachimichiDb>().AuditEntries.AsNoTracking().Where(a => a.Action == "case.reopened").ToListAsync());
        Assert.Contains("\"why\":\"word\"", Assert.Single(steps).Detail, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("visitor:", steps[0].Actor, StringComparison.Ordinal);

        // A second time it is told, and the staff decide.
        await Repair(clerk, number);
        Assert.Equal(HttpStatusCode.Redirect, (await sender.PostForm(form, form, new() { ["_handler"] = "no", ["submission"] = SubmissionKey.New(), ["more"] = "やはりへこんでいます" })).StatusCode);
        Assert.Contains("直りました", await clerk.Page(one));
        Assert.Equal(2, Regex.Count(await clerk.Page(one), "class=\"pill stop\">まだ直っていない"));
        Assert.Contains("「まだ直っていない」と受け取りました", await sender.Page(own));
    }

    // The case of a report, ordered and ended by a crew.
    private async Task<string> Repair(TownClient clerk, string report)
    {
        var one = Regex.Match(await clerk.Page($"/{TownHost.Slug}/console/reports/{report}"), $"/{TownHost.Slug}/console/cases/\\d+").Value;
        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.PostForm(one, one + "/order", new() { ["instruction"] = "うめる" })).StatusCode);
        var order = Regex.Match(await clerk.Page(one), "/crew/orders/(\\d+)").Groups[1].Value;
        await host.In(s => s.GetRequiredService<Machimichi.Works.Orders.FinishWork>().Handle(new(int.Parse(order, System.Globalization.CultureInfo.InvariantCulture), "うめました", null, null), default));
        Assert.Contains("直りました", await clerk.Page(one));
        return one;
    }

    private async Task<(string Own, string Number, string Secret)> Report(string text)
    {
        using var browser = host.Browser();
        var answer = await browser.PostForm(New, New, new() { ["category"] = "drain", ["text"] = text, ["district"] = "oi", ["mail"] = "ie@example.jp" });
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var to = answer.Headers.Location!;
        var own = (to.IsAbsoluteUri ? to.PathAndQuery : to.OriginalString).Replace("&sent=1", "", StringComparison.Ordinal);
        return (own, Regex.Match(own, "/reports/(\\d+)").Groups[1].Value, Uri.UnescapeDataString(own.Split("key=")[1]));
    }
}
