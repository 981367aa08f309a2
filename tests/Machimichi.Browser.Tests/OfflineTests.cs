using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Machimichi.Browser.Tests;

/// <summary>What the application does where there is no signal: a phone with a profile on disk, a program, and a wire between them that can be cut.</summary>
public sealed class OfflineTests : IAsyncLifetime
{
    private readonly QuietProgram program = new();
    private readonly string profile = Directory.CreateTempSubdirectory("machimichi-phone-").FullName;
    private Wire wire = default!;
    private IPlaywright playwright = default!;
    private IBrowserContext phone = default!;

    private string At(string path) => $"{wire.Address}/{program.Town}/{path}";

    public async ValueTask InitializeAsync()
    {
        await program.Begin();
        wire = new Wire(program.Port);
        playwright = await Playwright.CreateAsync();
        phone = await OpenPhone();
    }

    [Fact]
    public async Task What_was_seen_is_shown_without_a_signal_with_its_age_and_what_is_private_is_not()
    {
        var page = await Installed();
        foreach (var seen in new[] { "proposals", "me", "" }) await page.GotoAsync(At(seen));

        wire.Cut();
        await page.GotoAsync(At("proposals"));
        await Assertions.Expect(page.Locator(".banner.old")).ToContainTextAsync(new Regex("電波がないため、.*\\d+時\\d\\d分に見た内容です"));
        await page.CheckAccess();
        await page.Keep("phone-offline-list");
        await page.GotoAsync(At("me"));
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("電波がありません");
        await page.CheckAccess();
        await page.Keep("phone-offline");
        foreach (var language in new[] { "en", "easy", "ja" })
        {
            await page.GotoAsync(At($"reports/new?lang={language}"));
            await Assertions.Expect(page.Locator("form[data-keep=report-new]")).ToBeVisibleAsync();
            await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", language == "en" ? "en" : "ja");
            if (language != "easy") await page.CheckAccess();
        }
        Assert.DoesNotContain(await Kept(page), name => Regex.IsMatch(name, "/(me|console|crew|sign-in)|key="));

        wire.Mend();
        await page.GotoAsync(At("proposals"));
        await Assertions.Expect(page.Locator(".banner.old")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Signing_out_forgets_the_pages_that_were_seen()
    {
        var page = await Installed();
        await page.GotoAsync(At("proposals"));
        await Wait(async () => (await Kept(page)).Any(name => name.EndsWith("/proposals", StringComparison.Ordinal)));
        await page.EvaluateAsync("town => { const f = document.createElement('form'); f.method = 'post'; f.action = `/${town}/sign-out`; document.body.append(f); f.submit(); }", program.Town);
        await Wait(async () => !(await Kept(page)).Any(name => name.EndsWith("/proposals", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_photo_shared_by_another_application_is_in_the_form_for_a_report()
    {
        var page = await Installed();
        wire.Cut();
        // As the phone does it: a form that the browser itself sends.
        await page.EvaluateAsync("""
            ([town, photo]) => {
              const f = document.createElement('form'); f.method = 'post'; f.enctype = 'multipart/form-data'; f.action = `/${town}/share`;
              const i = document.createElement('input'); i.type = 'file'; i.name = 'photos';
              const t = new DataTransfer(); t.items.add(new File([Uint8Array.from(atob(photo), c => c.charCodeAt(0))], 'michi.jpg', { type: 'image/jpeg' }));
              i.files = t.files; f.append(i); document.body.append(f); f.submit();
            }
            """, new[] { program.Town, Photo });
        await page.WaitForURLAsync(new Regex("/reports/new"));
        await Assertions.Expect(page.Locator("photo-input .photos li")).ToHaveCountAsync(1);
        Assert.Equal(1, await page.EvaluateAsync<int>("document.querySelector('input[type=file][name=photos]').files.length"));
    }

    /// <summary>A page of the town with its worker at work.</summary>
    private async Task<IPage> Installed()
    {
        var page = phone.Pages.Count > 0 ? phone.Pages[0] : await phone.NewPageAsync();
        await page.GotoAsync(At("about"));
        await page.WaitForFunctionAsync("() => navigator.serviceWorker.controller !== null");
        return page;
    }

    private static Task<string[]> Kept(IPage page) =>
        page.EvaluateAsync<string[]>("async () => (await Promise.all((await caches.keys()).map(async n => (await (await caches.open(n)).keys()).map(r => r.url)))).flat()");

    private static async Task Wait(Func<Task<bool>> until)
    {
        for (var i = 0; i < 200; i++)
        {
            try { if (await until()) return; }
            catch (PlaywrightException) { /* between two pages */ }
            await Task.Delay(100);
        }
        Assert.Fail("Waited in vain.");
    }

    private async Task<IBrowserContext> OpenPhone()
    {
        var context = await playwright.Chromium.LaunchPersistentContextAsync(profile, new()
        {
            ExecutablePath = "/usr/bin/chromium", ViewportSize = new() { Width = 390, Height = 844 }, Locale = "ja-JP", TimezoneId = "Asia/Tokyo",
            HasTouch = true, IsMobile = true, DeviceScaleFactor = 2,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-component-update", "--disable-sync"],
        });
        context.SetDefaultTimeout(20_000);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        await phone.CloseAsync();
        playwright.Dispose();
        await wire.DisposeAsync();
        await program.DisposeAsync();
        Directory.Delete(profile, recursive: true);
    }

    // A grey picture of 64 x 48 pixels.
    private const string Photo = "/9j/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAARCAAwAEADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAL/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAAAP/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AIAAAAAAAAAAAAAAAAAAAAAAAB//2Q==";
}
