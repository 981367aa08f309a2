using System.Net;
using Machimichi.Platform.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Web;

public sealed class RouteTests(TownHost host) : IClassFixture<TownHost>
{
    [Fact]
    public void Every_route_has_an_authorization_decision()
    {
        // The framework's own route for redirects decides nothing, so the fallback policy closes it.
        var undecided = Endpoints().Where(e => e.DisplayName != "Blazor Opaque Redirection").Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null && e.Metadata.GetMetadata<IAuthorizeData>() is null);
        Assert.Empty(undecided.Select(e => e.DisplayName));
    }

    [Fact]
    public void Every_console_page_asks_for_the_staff()
    {
        var console = Endpoints().Where(e => e.RoutePattern.RawText!.Contains("/console", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(console);
        Assert.Empty(console.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(e => e.RoutePattern.RawText));
    }

    [Theory]
    [InlineData("/minamichita/console")]
    [InlineData("/minamichita/console/cases")]
    [InlineData("/minamichita/console/roads/defects")]
    [InlineData("/minamichita/crew")]
    public async Task A_stranger_is_sent_to_sign_in(string path)
    {
        using var stranger = host.Browser();
        var answer = await stranger.Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith("/minamichita/sign-in?to=", answer.Headers.Location!.ToString().Replace(host.Address.ToString().TrimEnd('/'), "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Staff_of_another_town_may_not_enter()
    {
        await host.AddTown("elsewhere");
        using var clerk = await host.SignedIn(Role.Staff, "other@example.jp", "elsewhere");
        Assert.Contains("職員のページ", await clerk.Page("/elsewhere/console"));
        await clerk.Page("/minamichita/console", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_form_without_its_antiforgery_field_is_refused()
    {
        using var clerk = await host.SignedIn(Role.Staff);
        var answer = await clerk.Http.PostAsync("/minamichita/console/cases/1/confirmation", new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_sign_in_link_works_once()
    {
        var link = await host.In(async s =>
        {
            var links = s.GetRequiredService<SignInLinks>();
            return await links.LinkFor(await links.AccountOf("once@example.jp", default), "/minamichita/");
        });
        var path = new Uri(link);
        using var first = host.Browser();
        Assert.Equal(HttpStatusCode.Redirect, (await first.PostForm(path.PathAndQuery, path.AbsolutePath + "/redemption", [])).StatusCode);
        using var second = host.Browser();
        Assert.Equal(HttpStatusCode.Forbidden, (await second.PostForm(path.PathAndQuery, path.AbsolutePath + "/redemption", [])).StatusCode);
    }

    [Theory]
    [InlineData("/nowhere/")]
    [InlineData("/minamichita/proposals/99999")]
    [InlineData("/minamichita/no-such-page")]
    public async Task What_is_not_there_says_so_in_the_readers_language(string path)
    {
        using var reader = host.Browser();
        Assert.Contains("見つかりません", await reader.Page(path, HttpStatusCode.NotFound));
    }

    [Theory]
    [InlineData("{bad", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{}", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    public async Task A_client_of_the_API_gets_problem_details_for_what_it_sent_wrong(string body, string type, HttpStatusCode expected)
    {
        using var client = host.Browser();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, type);
        var answer = await client.Http.PostAsync("/minamichita/api/v1/reports", content);
        Assert.Equal(expected, answer.StatusCode);
        Assert.DoesNotContain("<html", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_page_holds_Japanese_as_it_is_and_markup_of_a_stranger_as_text()
    {
        using var reader = host.Browser();
        var raw = await reader.Http.GetStringAsync("/minamichita/proposals?q=%3Cscript%3Ealert(1)%3C/script%3E");
        Assert.Contains("提案", raw);
        Assert.DoesNotContain("<script>alert", raw);
    }

    private IEnumerable<RouteEndpoint> Endpoints() => host.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>();
}
