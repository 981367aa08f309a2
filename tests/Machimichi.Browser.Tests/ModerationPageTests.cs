namespace Machimichi.Browser.Tests;

/// <summary>The pages on which something is told of and decided on, as they open.</summary>
public sealed class ModerationPageTests(DemoProgram demo)
{
    [Fact]
    public async Task Telling_the_town_of_something_is_accessible_in_three_languages()
    {
        await using var phone = await demo.Phone();
        var page = await phone.NewPageAsync();
        foreach (var language in new[] { "easy", "en", "ja" })
        {
            Assert.Equal(200, (await page.GotoAsync(demo.At($"notices/new?kind=proposal&n=1&lang={language}")))!.Status);
            await page.CheckAccess();
        }
        await page.Keep("phone-page-notice", documented: false);
    }

    [Theory]
    [InlineData("console/moderation")]
    [InlineData("console/settings/moderation")]
    public async Task Deciding_is_accessible_on_a_desktop_and_on_a_phone(string path)
    {
        await using var desk = await demo.Desktop();
        var page = await demo.SignIn(desk, "staff", path);
        await page.CheckAccess();
        await page.Keep($"desktop-page-{path.Replace('/', '-')}", documented: false);
        await page.SetViewportSizeAsync(390, 844);
        await page.CheckAccess();
    }
}
