using System.Text.Json;
using Machimichi.Platform.Audit;
using Machimichi.Platform.Data;
using Machimichi.Voice.Demo;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Voice;

public sealed class DemoTests(TownHost host) : IClassFixture<TownHost>
{
    [Fact]
    public async Task The_demo_fills_a_town_once_and_its_pages_open_in_three_languages()
    {
        for (var run = 0; run < 2; run++)
        {
            await host.In(s => s.GetRequiredService<SeedVoice>().Run(default));
            Assert.Equal((30, 28), (await Proposals(), await Reports()));
        }
        var verdict = await host.In(s => AuditChain.Verify(s.GetRequiredService<MachimichiDb>(), default));
        Assert.Empty(verdict.Broken);
        using var browser = host.Browser();
        foreach (var language in new[] { "ja", "easy", "en" })
            foreach (var path in new[] { "", "proposals", "proposals?q=ベンチ&order=supported", "proposals/1", "proposals/new", "reports/new", "reports/1", "map", "map?district=oi", "answers", "calls", "calls/small-places", "calls/waiting-for-the-boat", "api/v1/calls", "me", "about", "api/v1/proposals", "api/v1/reports?state=open" })
            {
                var page = await browser.Page($"/minamichita/{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}lang={language}");
                Assert.DoesNotContain("resident.", page);
            }
        var result = await browser.Page("/minamichita/calls/small-places?lang=ja");
        Assert.Contains("61人が投票し、4つの案がえらばれました", result);
        Assert.Contains("えらばれた案の合計は 2,970,000円", result);
        Assert.Contains("港で船を待つ時間", await browser.Page("/minamichita/?lang=ja"));
        var map = JsonDocument.Parse(await browser.Page("/minamichita/api/v1/voice.geojson")).RootElement.GetProperty("features");
        Assert.True(map.GetArrayLength() > 45);
        Assert.All(map.EnumerateArray(), f => Assert.Contains(f.GetProperty("properties").GetProperty("state").GetString(), new[] { "open", "doing", "done" }));
    }

    private Task<int> Proposals() => host.In(async s => (await s.GetRequiredService<ListProposals>().Handle(new(), default)).Total);

    private Task<int> Reports() => host.In(async s => (await s.GetRequiredService<ListReports>().Handle(new(), default)).Total);
}
