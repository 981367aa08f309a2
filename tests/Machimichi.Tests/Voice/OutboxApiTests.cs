using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Machimichi.Tests.Voice;

/// <summary>What the application's outbox asks of the API: sent again, nothing is received twice; sent by another site's page, nothing is received at all.</summary>
public sealed class OutboxApiTests(TownHost host) : IClassFixture<TownHost>
{
    private const string Api = $"/{TownHost.Slug}/api/v1";

    [Fact]
    public async Task A_photo_sent_again_with_its_key_and_place_is_the_same_photo()
    {
        using var phone = host.Browser();
        var key = NewKey();
        var sent = new List<string>();
        foreach (var nth in new[] { 0, 1, 0, 1 }) sent.Add(await Id(await SendPhoto(phone, key, nth)));
        Assert.Equal([sent[0], sent[1], sent[0], sent[1]], sent);
        Assert.NotEqual(sent[0], sent[1]);
        Assert.NotEqual(sent[0], await Id(await SendPhoto(phone, NewKey(), 0)));
    }

    [Fact]
    public async Task Eight_sendings_of_one_photo_at_once_are_one_photo()
    {
        using var phone = host.Browser();
        var key = NewKey();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendPhoto(phone, key, 0)));
        Assert.Single((await Task.WhenAll(answers.Select(Id))).Distinct());
    }

    [Fact]
    public async Task A_report_sent_again_with_its_photos_keeps_them_and_its_receipt()
    {
        using var phone = host.Browser();
        var key = NewKey();
        var town = TownHost.Town();
        async Task<string> Send()
        {
            var photos = new[] { await Id(await SendPhoto(phone, key, 0)), await Id(await SendPhoto(phone, key, 1)) };
            var body = new { category = town.Categories.First(c => c.For == "report" && !(c.Questions ?? []).Any(q => q.Required)).Code, text = "穴があいています。", district = town.Districts[0].Code, photos };
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{Api}/reports") { Content = JsonContent.Create(body), Headers = { { "Idempotency-Key", key } } };
            var answer = await phone.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            return await answer.Content.ReadAsStringAsync();
        }

        var receipt = await Send();
        Assert.Equal(receipt, await Send());
    }

    [Fact]
    public async Task A_proposal_keeps_the_landmark_that_was_chosen()
    {
        using var phone = host.Browser();
        var town = TownHost.Town();
        var landmark = town.Landmarks[0];
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Api}/proposals") { Headers = { { "Idempotency-Key", NewKey() } } };
        request.Content = JsonContent.Create(new { title = "ベンチを", body = "雨の日にぬれます。", category = town.Categories.First(c => c.For == "proposal").Code, landmark = landmark.Code });
        var answer = await phone.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var number = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("number").GetInt32();
        var kept = JsonDocument.Parse(await phone.Http.GetStringAsync($"{Api}/proposals/{number}")).RootElement;
        Assert.Equal(landmark.District, kept.GetProperty("district").GetString());
    }

    [Theory]
    [InlineData("cross-site", HttpStatusCode.Forbidden)]
    [InlineData("same-site", HttpStatusCode.Forbidden)]
    [InlineData("same-origin", HttpStatusCode.OK)]
    [InlineData("none", HttpStatusCode.OK)]
    public async Task A_browser_that_acts_for_another_site_is_refused(string site, HttpStatusCode expected)
    {
        using var browser = host.Browser();
        browser.Http.DefaultRequestHeaders.Add("Sec-Fetch-Site", site);
        Assert.Equal(expected, (await SendPhoto(browser, NewKey(), 0)).StatusCode);
    }

    [Fact]
    public async Task Another_site_is_not_allowed_to_ask_with_the_key_header()
    {
        using var browser = host.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Options, $"{Api}/reports") { Headers = { { "Origin", "http://elsewhere.test" }, { "Access-Control-Request-Method", "POST" }, { "Access-Control-Request-Headers", "idempotency-key,content-type" } } };
        Assert.DoesNotContain((await browser.Http.SendAsync(request)).Headers, h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<HttpResponseMessage> SendPhoto(TownClient phone, string key, int nth)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Api}/photos") { Content = new ByteArrayContent(TestPhoto.Plain), Headers = { { "Idempotency-Key", $"{key}-0-{nth}" } } };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        return await phone.Http.SendAsync(request);
    }

    private static async Task<string> Id(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!;
    }

    private static string NewKey() => Guid.NewGuid().ToString("N");
}
