using Microsoft.Playwright;

namespace Machimichi.Browser.Tests;

/// <summary>Every page as it opens: accessible, within the screen, in three languages, without script too.</summary>
public sealed class PageTests(DemoProgram demo)
{
    public static TheoryData<string> ResidentPages => ["", "send", "proposals", "proposals/new", "proposals/1", "reports/new", "reports/1", "map", "answers", "search?q=ベンチ", "roads", "me", "me/data", "me/leaving", "me/gone", "me/claim", "follows/confirm", "letters/stop?done=1", "outbox", "offline", "data", "about", "sign-in"];

    public static TheoryData<string> ConsolePages =>
        ["console", "console/reports", "console/reports/1", "console/proposals", "console/proposals/1", "console/roads", "console/roads/defects", "console/roads/imports/1", "console/roads/coverage", "console/cases", "console/cases/1", "console/joins", "console/works", "console/report", "console/accuracy", "console/report/template", "console/settings", "console/settings/priority", "console/settings/rules", "console/cases/1/letter", "reports/new?for=other", "proposals/new?for=other", "crew"];

    [Theory]
    [MemberData(nameof(ResidentPages))]
    public async Task A_residents_page_is_accessible_on_a_phone_in_three_languages(string path)
    {
        await using var phone = await demo.Phone();
        var page = await phone.NewPageAsync();
        foreach (var language in new[] { "easy", "en", "ja" })
        {
            var answer = await page.GotoAsync(demo.At($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}lang={language}"));
            Assert.Equal(200, answer!.Status);
            await page.CheckAccess();
        }
        await page.Keep($"phone-page-{(path.Length == 0 ? "home" : path.Split('?')[0].Replace('/', '-'))}", documented: false);
    }

    [Theory]
    [MemberData(nameof(ResidentPages))]
    public async Task A_residents_page_is_whole_without_script(string path)
    {
        await using var phone = await demo.Phone(script: false);
        var page = await phone.NewPageAsync();
        Assert.Equal(200, (await page.GotoAsync(demo.At(path)))!.Status);
        await Assertions.Expect(page.Locator("main h1").First).ToBeVisibleAsync();
    }

    [Theory]
    [MemberData(nameof(ConsolePages))]
    public async Task A_staff_page_is_accessible_on_a_desktop_and_on_a_phone(string path)
    {
        await using var desk = await demo.Desktop();
        var page = await demo.SignIn(desk, path == "crew" ? "crew" : "staff", path);
        await page.CheckAccess();
        await page.Keep($"desktop-page-{path.Split('?')[0].Replace('/', '-')}", documented: false);
        await page.SetViewportSizeAsync(390, 844);
        await page.CheckAccess();
    }

    [Fact]
    public async Task A_first_visit_stays_within_150_kB_without_the_map()
    {
        await using var phone = await demo.Phone();
        var page = await phone.NewPageAsync();
        var bytes = 0L;
        page.Response += async (_, answer) =>
        {
            try { Interlocked.Add(ref bytes, (await answer.Request.SizesAsync()).ResponseBodySize); }
            catch (PlaywrightException) { /* it was not received whole */ }
        };
        await page.GotoAsync(demo.At("proposals"));
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Task.Delay(300);
        Assert.InRange(Interlocked.Read(ref bytes), 1, 150_000);
    }
}
