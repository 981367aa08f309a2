using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Writing;
using Machimichi.Works.Cases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Voice;

public sealed class ReportTests(TownHost host) : IClassFixture<TownHost>
{
    private const string New = "/minamichita/reports/new", Api = "/minamichita/api/v1/reports";

    [Fact]
    public async Task A_report_with_photo_and_place_gets_a_number_a_case_a_page_and_a_mail_with_the_secret_link()
    {
        using var browser = host.Browser();
        var page = await Follow(browser, await browser.PostForm(New, New, Form("街灯がついていません。帰り道がまっくらです。", mail: "hana@example.jp"), ("photos", "a.jpg", TestPhoto.Plain)));
        Assert.Contains("番として受け取りました", page);
        var number = NumberIn(page);
        Assert.Contains("街灯がついていません", await browser.Page($"/minamichita/reports/{number}"));
        var mail = Assert.Single(await host.Mails(), m => m.To == "hana@example.jp");
        Assert.Contains($"通報 {number}番を受け取りました", mail.Subject);
        var link = new Uri(Found(mail.Body, @"http://town\.test/\S+"));
        using var other = host.Browser();
        Assert.Contains("自分だけのリンク", await other.Page(link.PathAndQuery));
        var cases = await host.In(s => s.GetRequiredService<ListCases>().Handle(new ListCases.Request(), default));
        Assert.Contains(cases.Rows, c => c.Title == "街灯がついていません" && c.SubjectKinds is ["report"]);
        await host.JobsDone();
        var photo = Found(await other.Page($"/minamichita/reports/{number}"), "/minamichita/photos/[0-9a-f-]+/large");
        Assert.Equal(HttpStatusCode.OK, (await other.Http.GetAsync(photo)).StatusCode);
    }

    [Fact]
    public async Task A_form_sent_twice_is_one_report_with_one_receipt()
    {
        using var browser = host.Browser();
        var key = SubmissionKey.New();
        var first = await browser.PostForm(New, New, Form("二度おくります", key: key));
        var second = await browser.PostForm(New, New, Form("二度おくります", key: key));
        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(1, await Count("二度おくります"));
    }

    [Fact]
    public async Task A_form_sent_again_with_other_words_is_told_that_it_was_received()
    {
        using var browser = host.Browser();
        var key = SubmissionKey.New();
        await browser.PostForm(New, New, Form("はじめのことば", key: key));
        var second = await browser.PostForm(New, New, Form("べつのことば", key: key));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, second.StatusCode);
        Assert.Contains("さきほど", WebUtility.HtmlDecode(await second.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Twenty_sendings_of_one_report_at_once_are_one_report()
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        var key = Guid.CreateVersion7().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PostApi(http, key, new { category = "drain", text = "いちどに二十回", district = "oi" })));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Created, a.StatusCode));
        Assert.Single(answers.Select(a => a.Headers.Location).Distinct());
        Assert.Equal(1, await Count("いちどに二十回"));
    }

    [Theory]
    [InlineData("nothing", "", "", "", null, null, "いちばん近いものを")]
    [InlineData("no place", "pothole", "あながあります", "", null, null, "場所を教えてください")]
    [InlineData("no words and no photo", "pothole", "  ", "oi", null, null, "写真か、ひとことを")]
    [InlineData("unknown category", "volcano", "x", "oi", null, null, "いちばん近いものを")]
    [InlineData("unknown district", "pothole", "x", "tokyo", null, null, "その地区は一覧に")]
    [InlineData("in another town", "pothole", "x", "", 35.17, 136.88, "町の外")]
    [InlineData("an impossible place", "pothole", "x", "", 99.0, 136.88, "緯度・経度")]
    public async Task A_report_that_cannot_be_used_is_refused_with_what_to_mend(string what, string category, string text, string district, double? lat, double? lon, string message)
    {
        using var http = new HttpClient { BaseAddress = host.Address, DefaultRequestHeaders = { { "Accept-Language", "ja" } } };
        var answer = await PostApi(http, Guid.CreateVersion7().ToString(), new { category, text, district, latitude = lat, longitude = lon });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(problem.GetProperty("detail").GetString()!.Contains(message, StringComparison.Ordinal), $"{what}: {problem}");
    }

    [Fact]
    public async Task Words_that_are_too_long_and_an_address_that_is_none_are_named_and_everything_typed_is_kept()
    {
        using var browser = host.Browser();
        var fields = Form(new string('あ', 4001), mail: "not an address");
        fields["nickname"] = new string('い', 31);
        var answer = await browser.PostForm(New, New, fields, ("photos", "a.jpg", TestPhoto.Plain), ("photos", "b.jpg", TestPhoto.NoPhoto));
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("4000文字まで", page);
        Assert.Contains("30文字まで", page);
        Assert.Contains("メールアドレスの形", page);
        Assert.Contains("写真（JPEG、PNG、WebP、HEIC）ではない", page);
        Assert.Contains(new string('あ', 4001), page);
        Assert.Matches("name=\"photo\" value=\"[0-9a-f-]{36}\" checked", page);
    }

    [Fact]
    public async Task The_photo_of_a_refused_form_needs_not_be_chosen_again()
    {
        using var browser = host.Browser();
        var refused = await browser.PostForm(New, New, new() { ["category"] = "pothole" }, ("photos", "a.jpg", TestPhoto.Plain));
        var page = await refused.Content.ReadAsStringAsync();
        var fields = Form("");
        fields["photo"] = Found(page, "(?<=name=\"photo\" value=\")[0-9a-f-]{36}");
        fields["key"] = Found(page, "(?<=name=\"key\" value=\")[^\"]+");
        var sent = await Follow(browser, await browser.PostForm(New, New, fields));
        Assert.Contains("番として受け取りました", sent);
        var photos = await host.In(s => s.GetRequiredService<MachimichiDb>().Photos.CountAsync(p => p.Id == Guid.Parse(fields["photo"]) && p.OwnerKind == "report"));
        Assert.Equal(1, photos);
    }

    [Fact]
    public async Task The_place_comes_from_the_photo_when_no_other_is_given_and_is_then_forgotten_by_the_photo()
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        var photo = await Upload(http, TestPhoto.TakenAt(34.7018, 136.9722));
        var answer = await PostApi(http, Guid.CreateVersion7().ToString(), new { category = "light", text = "写真の場所です", photos = new[] { photo } });
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        var number = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("number").GetInt32();
        var report = await http.GetFromJsonAsync<JsonElement>($"{Api}/{number}");
        Assert.Equal("morozaki", report.GetProperty("district").GetString());
        Assert.Equal(34.7018, report.GetProperty("latitude").GetDouble(), 4);
        var left = await host.In(s => s.GetRequiredService<MachimichiDb>().Photos.Where(p => p.Id == photo).Select(p => p.Latitude).SingleAsync());
        Assert.Null(left);
    }

    [Fact]
    public async Task A_photo_from_elsewhere_does_not_overrule_the_district_that_was_chosen()
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        var photo = await Upload(http, TestPhoto.TakenAt(35.68, 139.76));
        var alone = await PostApi(http, Guid.CreateVersion7().ToString(), new { category = "light", text = "東京の写真", photos = new[] { photo } });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, alone.StatusCode);
        var placed = await PostApi(http, Guid.CreateVersion7().ToString(), new { category = "light", text = "東京の写真", district = "utsumi", photos = new[] { photo } });
        Assert.Equal(HttpStatusCode.Created, placed.StatusCode);
    }

    [Theory]
    [InlineData("vacant", false)]
    [InlineData("drain", true)]
    public async Task A_private_report_is_shown_to_nobody_without_its_secret(string category, bool byChoice)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        var text = $"ひみつの{category}";
        var receipt = await (await PostApi(http, Guid.CreateVersion7().ToString(), new { category, text, latitude = 34.7018, longitude = 136.9722, @private = byChoice })).Content.ReadFromJsonAsync<JsonElement>();
        var (number, secret) = (receipt.GetProperty("number").GetInt32(), receipt.GetProperty("secret").GetString());
        using var stranger = host.Browser();
        Assert.DoesNotContain(text, await stranger.Page($"/minamichita/reports/{number}", HttpStatusCode.Forbidden));
        Assert.DoesNotContain(text, await stranger.Page($"/minamichita/reports/{number}?key=wrong", HttpStatusCode.Forbidden));
        foreach (var path in new[] { Api, "/minamichita/api/v1/voice.geojson", "/minamichita/map", "/minamichita/reports/nearby?lat=34.7018&lon=136.9722" })
            Assert.DoesNotContain(text, await stranger.Page(path));
        Assert.Contains(text, await stranger.Page($"/minamichita/reports/{number}?key={secret}"));
    }

    [Fact]
    public async Task A_reporter_who_left_an_address_hears_of_the_plan_with_a_link_that_opens_their_page()
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        var receipt = await (await PostApi(http, Guid.CreateVersion7().ToString(), new { category = "vacant", text = "屋根がくずれそう", district = "oi", mail = "sora@example.jp" })).Content.ReadFromJsonAsync<JsonElement>();
        var number = receipt.GetProperty("number").GetInt32();
        using var staff = await host.SignedIn(Role.Staff);
        var one = await host.In(async s => (await s.GetRequiredService<ListCases>().Handle(new ListCases.Request(), default)).Rows.Single(c => c.Title == "屋根がくずれそう"));
        await host.In(async s => { s.GetRequiredService<Actor>().BeCommand(); await s.GetRequiredService<MoveCase>().HandOver(one.Number, "県の事務所へ伝えました。", "", default); });
        var mail = (await host.Mails()).Last(m => m.To == "sora@example.jp");
        Assert.Contains("ほかの役所へ伝えました", mail.Subject);
        Assert.Contains("県の事務所へ伝えました。", mail.Body);
        using var stranger = host.Browser();
        var page = await stranger.Page(new Uri(Found(mail.Body, @"http://town\.test/\S+")).PathAndQuery);
        Assert.Contains("県の事務所へ伝えました。", page);
        Assert.Contains("屋根がくずれそう", await staff.Page($"/minamichita/reports/{number}"));
    }

    [Fact]
    public async Task Reports_near_a_place_are_offered_before_one_sends_the_same()
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        await PostApi(http, Guid.CreateVersion7().ToString(), new { category = "rail", text = "鏡が割れています", latitude = 34.7208, longitude = 136.9602 });
        using var browser = host.Browser();
        Assert.Contains("鏡が割れています", await browser.Page("/minamichita/reports/nearby?lat=34.72085&lon=136.96015&category=rail"));
        Assert.DoesNotContain("鏡が割れています", await browser.Page("/minamichita/reports/nearby?lat=34.7238&lon=136.9602"));
    }

    private static async Task<string> Follow(TownClient browser, HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{(int)answer.StatusCode}: {Found(WebUtility.HtmlDecode(body), "role=\"alert\".*?</div>")}");
        return await browser.Page(answer.Headers.Location!.IsAbsoluteUri ? answer.Headers.Location.PathAndQuery : answer.Headers.Location.OriginalString);
    }

    private static string Found(string text, string pattern) => Regex.Match(text, pattern, RegexOptions.Singleline, TimeSpan.FromSeconds(1)).Value;

    private static int NumberIn(string page) => int.Parse(Found(page, @"(?<=通報 )\d+(?=番)"));

    private static Dictionary<string, string> Form(string text, string mail = "", string? key = null)
    {
        var fields = new Dictionary<string, string> { ["category"] = "light", ["text"] = text, ["district"] = "oi", ["mail"] = mail };
        if (key is not null) fields["key"] = key;
        return fields;
    }

    private static async Task<HttpResponseMessage> PostApi(HttpClient http, string key, object report)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Api) { Content = JsonContent.Create(report) };
        request.Headers.Add("Idempotency-Key", key);
        return await http.SendAsync(request);
    }

    private static async Task<Guid> Upload(HttpClient http, byte[] photo)
    {
        using var content = new ByteArrayContent(photo);
        var answer = await http.PostAsync("/minamichita/api/v1/photos", content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private Task<int> Count(string text) => host.In(async s => (await s.GetRequiredService<Machimichi.Voice.Reports.ListReports>().Handle(new(Search: text), default)).Total);
}
