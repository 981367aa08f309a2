using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Machimichi.Voice.Writing;
using Machimichi.Web.Hosting.Sending;

namespace Machimichi.Tests.Web;

/// <summary>What comes from elsewhere than this machine: a proxy names the sender's address.</summary>
public sealed class SendingTests(TownHost host) : IClassFixture<TownHost>
{
    private const string New = "/minamichita/proposals/new", Api = "/minamichita/api/v1/proposals";

    public sealed class TurnedClock : TimeProvider
    {
        private TimeSpan turned;
        public void Turn(TimeSpan by) => turned += by;
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + turned;
    }

    [Fact]
    public async Task What_fills_in_the_trap_is_told_to_empty_it()
    {
        using var browser = host.Browser();
        var answer = await browser.PostForm(New, New, new() { ["title"] = "罠", ["body"] = "残る本文", ["category"] = "tourism", ["website"] = "https://spam.example" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.Contains("この欄は空のままにして", page);
        Assert.Contains("残る本文", page);
        Assert.DoesNotContain("spam.example", page);
    }

    [Fact]
    public async Task A_client_that_sends_too_much_is_told_how_long_to_wait_and_another_network_is_not()
    {
        using var client = From("198.51.100.7");
        // A slow machine gets some back while it sends: what counts is that there is an end.
        var last = await PostApi(client, SubmissionKey.New(), "たくさん");
        for (var i = 0; i < 200 && last.Status == HttpStatusCode.Created; i++) last = await PostApi(client, SubmissionKey.New(), $"たくさん {i}");
        Assert.Equal(HttpStatusCode.TooManyRequests, last.Status);
        Assert.Equal("urn:machimichi:guard.too-many", last.Type);
        Assert.InRange(last.Wait!.Value.TotalSeconds, 1, 600);
        // The page keeps what was typed.
        HttpResponseMessage page;
        do page = await client.PostForm(New, New, new() { ["title"] = "多すぎる", ["body"] = "消えない本文", ["category"] = "tourism" });
        while (page.StatusCode == HttpStatusCode.Redirect);
        Assert.Equal(HttpStatusCode.TooManyRequests, page.StatusCode);
        Assert.True(page.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Contains("消えない本文", WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync()));
        using var other = From("192.0.2.7");
        Assert.Equal(HttpStatusCode.Created, (await PostApi(other, SubmissionKey.New(), "別のところから")).Status);
        using var own = host.Browser();
        for (var i = 0; i < 40; i++) Assert.Equal(HttpStatusCode.Created, (await PostApi(own, SubmissionKey.New(), $"この機械から {i}")).Status);
    }

    [Fact]
    public void A_network_has_another_name_tomorrow_and_its_neighbours_have_the_same()
    {
        var clock = new TurnedClock();
        using var rates = new SendingRates(clock);
        var today = rates.NetworkOf(IPAddress.Parse("203.0.113.7"));
        Assert.Equal(today, rates.NetworkOf(IPAddress.Parse("203.0.113.200")));
        Assert.Equal(today, rates.NetworkOf(IPAddress.Parse("::ffff:203.0.113.9")));
        Assert.NotEqual(today, rates.NetworkOf(IPAddress.Parse("203.0.112.7")));
        Assert.Equal(rates.NetworkOf(IPAddress.Parse("2001:db8:1:2::1")), rates.NetworkOf(IPAddress.Parse("2001:db8:1:3::1")));
        Assert.DoesNotContain("203.0.113", today, StringComparison.Ordinal);
        Assert.Null(rates.NetworkOf(IPAddress.Loopback));
        clock.Turn(TimeSpan.FromDays(1));
        Assert.NotEqual(today, rates.NetworkOf(IPAddress.Parse("203.0.113.7")));
    }

    private TownClient From(string address)
    {
        var client = host.Browser();
        client.Http.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return client;
    }

    private static async Task<(HttpStatusCode Status, string Type, TimeSpan? Wait)> PostApi(TownClient client, string key, string title)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Api) { Content = JsonContent.Create(new { title, body = "本文", category = "tourism" }) };
        request.Headers.Add("Idempotency-Key", key);
        var answer = await client.Http.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, Regex.Match(body, "urn:machimichi:[a-z.-]+").Value, answer.Headers.RetryAfter?.Delta);
    }
}
