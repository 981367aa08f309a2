using System.Net;
using System.Text.RegularExpressions;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Towns;
using Machimichi.Voice.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Voice;

public sealed class OwnReportTests(TownHost host) : IClassFixture<TownHost>
{
    private const string New = "/minamichita/reports/new";

    [Fact]
    public async Task The_secret_link_adds_words_and_a_photo_once_hides_and_withdraws()
    {
        var own = await Send(new() { ["category"] = "drain", ["text"] = "側溝がつまっています", ["district"] = "oi" });
        var page = own.Split('?')[0];
        using var sender = host.Browser();
        var key = SubmissionKey.New();
        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.Redirect, (await sender.PostForm(own, own, new() { ["_handler"] = "add", ["key"] = key, ["more"] = "水が道まで来ました" }, ("photos", "a.jpg", TestPhoto.Plain))).StatusCode);
        await host.JobsDone();
        using var stranger = host.Browser();
        var read = await stranger.Page(page);
        Assert.Single(Regex.Matches(read, "水が道まで来ました"));
        Assert.DoesNotContain("name=\"more\"", read);
        var photo = Regex.Match(read, "/minamichita/photos/[0-9a-f-]+/medium").Value;
        Assert.Equal(HttpStatusCode.OK, (await stranger.Http.GetAsync(photo)).StatusCode);

        var secret = own.Split("key=")[1];
        Assert.Equal(HttpStatusCode.Forbidden, (await sender.PostForm(own, $"{page}/privacy", new() { ["secret"] = "wrong" })).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await sender.PostForm(own, $"{page}/privacy", new() { ["secret"] = secret })).StatusCode);
        await stranger.Page(page, HttpStatusCode.Forbidden);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Http.GetAsync(photo)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Http.GetAsync(photo + "?key=wrong")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await stranger.Http.GetAsync($"{photo}?key={secret}")).StatusCode);

        Assert.Equal(HttpStatusCode.SeeOther, (await sender.PostForm(own, $"{page}/withdrawal", new() { ["secret"] = secret })).StatusCode);
        Assert.Contains("取り下げました", await sender.Page(own));
        using var clerk = await host.SignedIn(Role.Staff);
        Assert.Contains("取り下げました", await clerk.Page(page.Replace("/reports/", "/console/reports/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_categorys_questions_are_asked_kept_and_shown_to_those_whom_they_concern()
    {
        var own = await Send(new() { ["category"] = "light", ["text"] = "街灯のこと", ["district"] = "oi", ["q-light-lit"] = "flickers", ["q-light-pole"] = "内海 12-3", ["q-tree-blocks"] = "yes" });
        using var stranger = host.Browser();
        var read = await stranger.Page(own.Split('?')[0]);
        Assert.Contains("ついたり消えたりする", read);
        Assert.DoesNotContain("内海 12-3", read);
        Assert.Contains("内海 12-3", await stranger.Page(own));
    }

    [Theory]
    [InlineData("light", "q-light-lit", "volcano", "ここに並んでいる答え")]
    [InlineData("light", "q-light-pole", "long", "200文字まで")]
    public async Task An_answer_that_cannot_be_used_is_named_and_nothing_typed_is_lost(string category, string field, string value, string message)
    {
        using var browser = host.Browser();
        var answer = await browser.PostForm(New, New, new() { ["category"] = category, ["text"] = "書いたこと", ["district"] = "oi", [field] = value == "long" ? new string('あ', 201) : value });
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(message, page);
        Assert.Contains("書いたこと", page);
    }

    [Fact]
    public async Task A_question_that_the_town_needs_answered_is_asked_again()
    {
        var town = TownHost.Town();
        await host.Services.GetRequiredService<TownDirectory>().Put(town with
        {
            Slug = "asking", Categories = [.. town.Categories.Select(c => c.Code == "flood" ? c with { Questions = [.. c.Questions!.Select(q => q with { Required = true })] } : c)],
        }, default);
        using var browser = host.Browser();
        const string Page = "/asking/reports/new";
        var answer = await browser.PostForm(Page, Page, new() { ["category"] = "flood", ["text"] = "水です", ["district"] = "oi" });
        Assert.Contains("この質問に答えてください", WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.PostForm(Page, Page, new() { ["category"] = "flood", ["text"] = "水です", ["district"] = "oi", ["q-flood-depth"] = "knee" })).StatusCode);
    }

    [Fact]
    public async Task A_form_sent_after_its_session_ended_comes_back_filled_and_can_be_sent()
    {
        using var before = host.Browser();
        using var form = await before.FormOf(New, New, new() { ["category"] = "light", ["text"] = "ながく開いていました", ["district"] = "oi" }, ("photos", "a.jpg", TestPhoto.Plain));
        using var after = host.Browser();
        var answer = await after.Http.PostAsync(New, form);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, $"{(int)answer.StatusCode}");
        Assert.Contains("まだ送っていません", page);
        Assert.Contains("ながく開いていました", page);
        string Value(string name) => Regex.Match(page, $"name=\"{name}\" value=\"([^\"]+)\"").Groups[1].Value;
        Assert.Equal(36, Value("photo").Length);
        using var again = new MultipartFormDataContent();
        foreach (var name in new[] { "__RequestVerificationToken", "_handler", "key", "photo" }) again.Add(new StringContent(Value(name)), name);
        foreach (var (name, value) in new[] { ("category", "light"), ("text", "ながく開いていました"), ("district", "oi") }) again.Add(new StringContent(value), name);
        Assert.Equal(HttpStatusCode.Redirect, (await after.Http.PostAsync(New, again)).StatusCode);
    }

    private async Task<string> Send(Dictionary<string, string> fields)
    {
        using var browser = host.Browser();
        var answer = await browser.PostForm(New, New, fields);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var to = answer.Headers.Location!;
        return (to.IsAbsoluteUri ? to.PathAndQuery : to.OriginalString).Replace("&sent=1", "", StringComparison.Ordinal);
    }
}
