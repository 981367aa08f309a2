using Machimichi.Platform.Audit;
using Machimichi.Platform.Data;
using Machimichi.Platform.Search;
using Machimichi.Voice.Api;
using Machimichi.Voice.Demo;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Voice;

public sealed class LoadSeedTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly LoadSeed.Request Small = new(Reports: 2500, Proposals: 40, People: 300, Seed: 7);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_big_town_has_all_that_its_pages_ask_for_and_a_second_run_adds_nothing(bool postgres)
    {
        await using var host = new TownHost { Works = false, Database = postgres ? await server.NewDatabase() : "" };
        await host.InitializeAsync();
        Assert.Equal((2500, 40), await Load(host));
        Assert.Equal((0, 0), await Load(host));
        await host.In(async s =>
        {
            var db = s.GetRequiredService<MachimichiDb>();
            Assert.Empty((await AuditChain.Verify(db, default)).Broken);
            var shown = (await s.GetRequiredService<ListReports>().Handle(new(Size: 1), default)).Total;
            Assert.InRange(shown, 2000, 2499);
            var proposals = await s.GetRequiredService<ListProposals>().Handle(new(ListProposals.Order.Supported, Size: 40), default);
            Assert.Equal(40, proposals.Total);
            Assert.True(proposals.Rows[0].Supports > proposals.Rows[39].Supports);
            Assert.NotEmpty(await s.GetRequiredService<VoiceMap>().Points(default));
            Assert.Equal(shown + 40 + proposals.Rows.Count(r => r.Outcome is not null), await db.Set<SearchEntry>().CountAsync());
            var found = await s.GetRequiredService<SearchTown>().Handle(new("がいとう"), default);
            Assert.Equal(0, found.Total);
            Assert.True((await s.GetRequiredService<SearchTown>().Handle(new("街灯"), default)).Total > 0);
        });
        // What comes after the load takes the next number.
        using var browser = host.Browser();
        await browser.Page("/minamichita/reports/2500");
        await browser.Page("/minamichita/proposals/40");
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_words_and_places()
    {
        var towns = new List<List<string>>();
        for (var i = 0; i < 2; i++)
        {
            await using var host = new TownHost { Works = false };
            await host.InitializeAsync();
            await host.In(s => s.GetRequiredService<LoadSeed>().Handle(new(30, 5, 10, 3), new Progress<string>(), default));
            towns.Add(await host.In(async s => (await s.GetRequiredService<ListReports>().Handle(new(Size: 100), default)).Rows.Select(r => $"{r.Number} {r.Text} {r.Latitude:F6} {r.State}").ToList()));
        }
        Assert.Equal(towns[0], towns[1]);
        Assert.True(towns[0].Distinct().Count() > 20);
    }

    private static Task<(int, int)> Load(TownHost host) => host.In(async s =>
    {
        var receipt = await s.GetRequiredService<LoadSeed>().Handle(Small, new Progress<string>(), default);
        return (receipt.Reports, receipt.Proposals);
    });
}
