using System.Net.Http.Json;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Answers;
using Machimichi.Voice.Reports;
using Machimichi.Voice.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Web;

public sealed class PublicPagesTests(TownHost host) : IClassFixture<TownHost>
{
    [Fact]
    public async Task A_page_that_is_kept_shows_the_next_change_at_once()
    {
        using var first = host.Browser();
        using var second = host.Browser();
        for (var i = 0; i < 3; i++)
        {
            var title = $"すぐに見える {i}";
            await Send("proposals", new { title, body = "本文", category = "tourism" });
            foreach (var reader in new[] { first, second })
                foreach (var path in new[] { "/minamichita/", "/minamichita/proposals", "/minamichita/search?q=すぐに見える", "/minamichita/api/v1/proposals", "/minamichita/api/v1/search?q=すぐに見える" })
                    Assert.Contains(title, (await reader.Page(path)).Replace("<mark>", "", StringComparison.Ordinal).Replace("</mark>", "", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task What_leaves_the_public_leaves_every_kept_page()
    {
        using var reader = host.Browser();
        var sent = await Send("reports", new { category = "pothole", text = "消える通報", district = "oi" });
        var (number, secret) = (sent.GetProperty("number").GetInt32(), sent.GetProperty("secret").GetString()!);
        await host.In(async s =>
        {
            s.GetRequiredService<Actor>().BeCommand();
            await s.GetRequiredService<PublishAnswer>().ToReport(new(number, "消える回答", null, "construction"), default);
        });
        string[] paths = ["/minamichita/", "/minamichita/answers", "/minamichita/search?q=消える", "/minamichita/api/v1/reports", "/minamichita/api/v1/voice.geojson", "/minamichita/api/v1/search?q=消える"];
        foreach (var path in paths) await reader.Page(path);
        await host.In(s => s.GetRequiredService<TakeBackReport>().Withdraw(number, secret, default));
        foreach (var path in paths) Assert.DoesNotContain("消える回答", await reader.Page(path));
        foreach (var path in paths) Assert.DoesNotContain("消える通報", await reader.Page(path));
    }

    [Fact]
    public async Task Each_language_and_the_staff_have_pages_of_their_own()
    {
        using var reader = host.Browser();
        using var clerk = await host.SignedIn(Role.Staff);
        await reader.Page("/minamichita/");
        Assert.Contains("職員のページ", await clerk.Page("/minamichita/"));
        Assert.DoesNotContain("職員のページ", await reader.Page("/minamichita/"));
        Assert.Contains("Tell us", await reader.Page("/minamichita/?lang=en"));
        Assert.Contains("Tell us", await reader.Page("/minamichita/"));
        using var other = host.Browser();
        Assert.Contains("きかせてください", await other.Page("/minamichita/"));
    }

    private async Task<System.Text.Json.JsonElement> Send(string things, object body)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/minamichita/api/v1/{things}") { Content = JsonContent.Create(body), Headers = { { "Idempotency-Key", SubmissionKey.New() } } };
        using var answer = await http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>();
    }
}
