using System.Net;
using Machimichi.Roads.Defects;
using Machimichi.Roads.Drives;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Roads.Import;

/// <summary>From a candidate to a case and back, through the pages.</summary>
public sealed class DefectDecisionTests : IAsyncLifetime
{
    private const string Bench = $"/{TownHost.Slug}/console/roads/defects", Public = $"/{TownHost.Slug}/api/v1/defects.geojson";
    private readonly FilmedTown town = new();
    private TownClient clerk = default!, anyone = default!;

    public async ValueTask InitializeAsync()
    {
        await town.InitializeAsync();
        await town.Import(town.Film("monday", new DateTime(2026, 11, 16, 1, 0, 0, DateTimeKind.Utc), squares: [(40, -1), (60, 1.2)]));
        (clerk, anyone) = (await town.Clerk(), new TownClient(town.Address));
    }

    public async ValueTask DisposeAsync()
    {
        clerk.Dispose();
        anyone.Dispose();
        await town.DisposeAsync();
    }

    private static string Action(int number, string what) => $"/{TownHost.Slug}/console/defects/{number}/{what}";

    private async Task Post(int number, string what, params (string, string)[] fields)
    {
        var answer = await clerk.PostForm($"{Bench}?defect={number}", Action(number, what), fields.ToDictionary(f => f.Item1, f => f.Item2));
        Assert.True(answer.StatusCode == HttpStatusCode.SeeOther, $"{what}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    [Fact]
    public async Task Nobody_but_staff_knows_of_a_candidate()
    {
        Assert.DoesNotContain("Point", await anyone.Page(Public), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await anyone.Http.GetAsync($"/{TownHost.Slug}/defects/1.jpg")).StatusCode);
        foreach (var path in new[] { Bench, $"/{TownHost.Slug}/console/defects.geojson", $"/{TownHost.Slug}/console/roads", $"/{TownHost.Slug}/console/roads/drives/1" })
            Assert.Equal(HttpStatusCode.Redirect, (await anyone.Http.GetAsync(path)).StatusCode);
        Assert.Contains("Point", await clerk.Page($"/{TownHost.Slug}/console/defects.geojson"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_is_for_staff_only()
    {
        var drive = await town.In(s => s.GetRequiredService<ShowDrive>().Handle(1, 1, onlyWithBoxes: true, CancellationToken.None));
        var path = $"/{TownHost.Slug}/console/frames/{drive.Frames[0].Id}.jpg";
        Assert.Equal(HttpStatusCode.Redirect, (await anyone.Http.GetAsync(path)).StatusCode);
        var answer = await clerk.Http.GetAsync(path);
        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Confirmed_it_is_public_and_a_case_and_taken_back_it_is_neither()
    {
        await Post(1, "confirmation");
        Assert.Contains("\"number\":1", await anyone.Page(Public), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await anyone.Http.GetAsync($"/{TownHost.Slug}/defects/1.jpg")).StatusCode);
        Assert.Contains("ポットホール", await anyone.Page($"/{TownHost.Slug}/roads"), StringComparison.Ordinal);
        Assert.Contains("ポットホール", await clerk.Page($"/{TownHost.Slug}/console/cases/1"), StringComparison.Ordinal);
        await Post(1, "restoration");
        Assert.DoesNotContain("Point", await anyone.Page(Public), StringComparison.Ordinal);
        Assert.Equal(DefectState.Candidate, (await town.In(s => s.GetRequiredService<ShowDefect>().Handle(1, CancellationToken.None))).State);
    }

    [Fact]
    public async Task A_second_defect_can_join_the_case_of_the_first_and_both_are_repaired_with_it()
    {
        await Post(1, "confirmation");
        var open = Assert.Single((await town.In(s => s.GetRequiredService<ShowDefect>().Handle(2, CancellationToken.None))).Cases);
        await Post(2, "confirmation", ("joinCase", open.Id.ToString()));
        var order = await town.In(s => s.GetRequiredService<Machimichi.Works.Orders.OrderWork>().Handle(new(1, "埋める", ""), CancellationToken.None));
        await town.In(async s => { await s.GetRequiredService<Machimichi.Works.Orders.FinishWork>().Handle(new(order.OrderNumber, "", null, null), CancellationToken.None); return 0; });
        var repaired = await town.In(s => s.GetRequiredService<ListDefects>().ForMap("repaired", 10, CancellationToken.None));
        Assert.Equal([1, 2], repaired.Select(d => d.Number).Order());
    }

    [Fact]
    public async Task Another_class_gives_another_name_and_is_kept()
    {
        await Post(1, "class", ("class", "D20"));
        Assert.Equal("D20", (await town.In(s => s.GetRequiredService<ShowDefect>().Handle(1, CancellationToken.None))).Class);
    }

    [Fact]
    public async Task What_was_decided_is_not_decided_twice()
    {
        await Post(1, "rejection");
        using var form = await clerk.FormOf($"{Bench}?defect=2", Action(2, "confirmation"), []);
        Assert.Equal(HttpStatusCode.Conflict, (await clerk.Http.PostAsync(Action(1, "confirmation"), form)).StatusCode);
    }

    [Fact]
    public async Task A_candidate_that_is_the_same_as_another_goes_into_it_and_comes_back()
    {
        await town.In(async s => { await s.GetRequiredService<JoinDefects>().Handle(2, 1, CancellationToken.None); return 0; });
        Assert.Single(await town.In(s => s.GetRequiredService<ListDefects>().ForMap("all", 10, CancellationToken.None)));
        await town.In(async s => { await s.GetRequiredService<RestoreDefect>().Handle(2, CancellationToken.None); return 0; });
        Assert.Equal(2, (await town.In(s => s.GetRequiredService<ListDefects>().ForMap("all", 10, CancellationToken.None))).Count);
    }
}
