using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Machimichi.Browser.Tests;

/// <summary>The list of work by keyboard.</summary>
public sealed class ConsoleListTests(DemoProgram demo)
{
    [Fact]
    public async Task The_five_worst_defects_of_a_district_are_ordered_in_under_fifteen_clicks_and_keys()
    {
        await using var desk = await demo.Desktop();
        var staff = await demo.SignIn(desk, "staff", "console");
        var district = await Confirm(staff, 6);
        await staff.GotoAsync(demo.At("console"));

        // From here on every click and key counts.
        var pressed = 0;
        async Task Click(string what)
        {
            pressed++;
            await staff.Locator(what).First.ClickAsync();
        }
        async Task Key(string key)
        {
            pressed++;
            await staff.Keyboard.PressAsync(key);
        }
        await Click(".c-nav a[href$='/console/cases']");
        await staff.WaitForURLAsync(new Regex("/console/cases$"));
        pressed += 2;
        await staff.SelectOptionAsync("#district", district);
        pressed += 2;
        await staff.SelectOptionAsync("#kind", "defect");
        await Click("form.filters .btn");
        await staff.WaitForURLAsync(new Regex("kind=defect"));
        for (var i = 0; i < 5; i++) await Key("x");
        await Assertions.Expect(staff.Locator("tbody input:checked")).ToHaveCountAsync(5);
        await staff.Keep("desktop-list-chosen");
        await staff.CheckAccess();
        await Key("o");
        await staff.WaitForURLAsync(new Regex("ordered="));
        await Assertions.Expect(staff.Locator(".undo")).ToContainTextAsync("5件の作業を指示しました");
        Assert.InRange(pressed, 1, 14);
        await staff.Keep("desktop-list-ordered");
        await staff.CheckAccess();

        // And back with one key, so that nobody is sent for nothing.
        await staff.Keyboard.PressAsync("z");
        await staff.WaitForURLAsync(new Regex("undone="));
        await Assertions.Expect(staff.Locator(".banner")).ToContainTextAsync("5件の指示を取り消しました");
    }

    /// <summary>Confirms some of the defects that wait, from the end of the list, and tells in which district most of them are.</summary>
    private async Task<string> Confirm(IPage staff, int count)
    {
        using var json = JsonDocument.Parse(await (await staff.APIRequest.GetAsync(demo.At("console/defects.geojson?state=candidate"))).BodyAsync());
        var urls = json.RootElement.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("properties").GetProperty("url").GetString()!).Reverse().Take(count).ToList();
        Assert.True(urls.Count == count, $"{urls.Count} defects wait in the demo.");
        foreach (var url in urls)
        {
            await staff.GotoAsync(demo.Address + url);
            await staff.Locator("button[data-key=y]").ClickAsync();
            await staff.WaitForURLAsync(new Regex("decided="));
        }
        await staff.GotoAsync(demo.At("console/cases?kind=defect"));
        var names = await staff.Locator("tbody tr td:nth-child(6)").AllInnerTextsAsync();
        var name = names.GroupBy(n => n.Trim()).MaxBy(g => g.Count())!.Key;
        return (await staff.Locator("#district option").Filter(new() { HasText = name }).First.GetAttributeAsync("value"))!;
    }
}
