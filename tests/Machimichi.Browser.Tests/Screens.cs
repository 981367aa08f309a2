using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Machimichi.Browser.Tests;

/// <summary>Pictures of pages, and what is asked of every page: no accessibility violation, nothing wider than the screen.</summary>
internal static class Screens
{
    /// <summary>Pictures go where MACHIMICHI_SCREENSHOTS says (docs/screens, to renew the ones in the documentation), else to artifacts/screens.</summary>
    private static readonly string Folder = Path.GetFullPath(Environment.GetEnvironmentVariable("MACHIMICHI_SCREENSHOTS") ?? "artifacts/screens", Repository.Root);

    /// <param name="documented">Is it one of the pictures in the documentation, or only to be looked at?</param>
    public static async Task Keep(this IPage page, string name, bool documented = true)
    {
        var folder = documented ? Folder : Path.Combine(Repository.Root, "artifacts", "screens");
        Directory.CreateDirectory(folder);
        await page.WaitForTimeoutAsync(400);
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), Animations = ScreenshotAnimations.Disabled });
    }

    public static async Task CheckAccess(this IPage page)
    {
        var result = await page.RunAxe();
        if (result.Violations.Length > 0)
            Assert.Fail(string.Join('\n', result.Violations.Select(v => $"{page.Url} {v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}")));
        var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(overflow <= 1, $"{page.Url} is {overflow} px wider than the screen.");
    }
}
