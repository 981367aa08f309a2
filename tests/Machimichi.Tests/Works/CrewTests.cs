using System.Net;
using System.Net.Http.Json;
using Machimichi.Platform.Identity;
using Machimichi.Tests.Voice;
using Machimichi.Works.Orders;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Works;

/// <summary>A crew that worked without a signal tells of it days later.</summary>
public sealed class CrewTests(TownHost host) : IClassFixture<TownHost>
{
    [Fact]
    public async Task What_a_crew_did_without_a_signal_ends_its_order_once_and_what_comes_too_late_is_kept_for_the_staff()
    {
        await Report("穴があいています");
        await Report("もう一つの穴です");
        using var clerk = await host.SignedIn(Role.Staff);
        foreach (var number in new[] { 1, 2 })
            Assert.Equal(HttpStatusCode.SeeOther, (await clerk.PostForm(Case(number), Case(number) + "/order", new() { ["instruction"] = "うめる" })).StatusCode);
        using var crew = await host.SignedIn(Role.Crew, "crew@example.jp");
        var (before, after) = (await Photo(crew, "before-0123456789abcdef01"), await Photo(crew, "after-0123456789abcdef012"));
        var work = new { note = "常温合材でうめました", before, after, doneAt = DateTime.Parse("2020-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture) };

        using var stranger = host.Browser();
        Assert.NotEqual(HttpStatusCode.OK, (await Send(stranger, 1, "key-1", work)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Send(crew, 1, "", work)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Send(crew, 99, "key-1", work)).StatusCode);
        for (var times = 0; times < 2; times++)
        {
            var receipt = await (await Send(crew, 1, "key-1", work)).Content.ReadFromJsonAsync<Receipt>();
            Assert.Equal(1, receipt!.Number);
            Assert.False(receipt.Late);
        }
        var done = await host.In(s => s.GetRequiredService<ListOrders>().One(1, CancellationToken.None));
        Assert.Equal(OrderState.Done, done.State);
        // A clock that is years behind is not believed.
        Assert.True(done.DoneAt >= done.OrderedAt);
        Assert.Contains(after.ToString(), await clerk.Page(Case(1)));

        // The second was taken back while the crew was away.
        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.PostForm(Case(2), Case(2) + "/reopening", new() { ["text"] = "調べなおします" })).StatusCode);
        var late = new { note = "二つめもうめました", before = (Guid?)null, after = await Photo(crew, "late-0123456789abcdef0123"), doneAt = (DateTime?)null };
        for (var times = 0; times < 2; times++)
        {
            var receipt = await (await Send(crew, 2, "key-2", late)).Content.ReadFromJsonAsync<Receipt>();
            Assert.True(receipt!.Late);
            Assert.Contains("メモに残しました", receipt.Words);
        }
        var page = await clerk.Page(Case(2));
        Assert.Contains("調べています", page);
        Assert.Equal(1, page.Split("二つめもうめました").Length - 1);
        Assert.Contains($"photos/{late.after}/small", page);
        Assert.Contains("とりやめになりました", await crew.Page($"/{TownHost.Slug}/crew/orders/2"));
    }

    private static string Case(int number) => $"/{TownHost.Slug}/console/cases/{number}";

    private static async Task<HttpResponseMessage> Send(TownClient crew, int order, string key, object work)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{TownHost.Slug}/api/v1/orders/{order}/completion") { Content = JsonContent.Create(work) };
        request.Headers.Accept.ParseAdd("application/json");
        if (key.Length > 0) request.Headers.Add("Idempotency-Key", key);
        return await crew.Http.SendAsync(request);
    }

    private static async Task<Guid> Photo(TownClient crew, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{TownHost.Slug}/api/v1/photos") { Content = new ByteArrayContent(TestPhoto.Plain), Headers = { { "Idempotency-Key", key } } };
        var answer = await crew.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<Received>())!.Id;
    }

    private async Task Report(string text)
    {
        using var resident = host.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{TownHost.Slug}/api/v1/reports")
        {
            Headers = { { "Idempotency-Key", Guid.NewGuid().ToString() } }, Content = JsonContent.Create(new { category = "pothole", text, district = "morozaki" }),
        };
        Assert.Equal(HttpStatusCode.Created, (await resident.Http.SendAsync(request)).StatusCode);
    }

    private sealed record Receipt(int Number, bool Late, string? Words);

    private sealed record Received(Guid Id);
}
