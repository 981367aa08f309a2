using Microsoft.Playwright;

namespace Machimichi.Browser.Tests;

/// <summary>What the application does where there is no signal: a phone with a profile on disk, a program, and a wire between them that can be cut.</summary>
public abstract class OfflinePhone : IAsyncLifetime
{
    private protected readonly QuietProgram program = new();
    private readonly string profile = Directory.CreateTempSubdirectory("machimichi-phone-").FullName;
    private protected Wire wire = default!;
    private IPlaywright playwright = default!;
    private protected IBrowserContext phone = default!;

    protected string At(string path) => $"{wire.Address}/{program.Town}/{path}";

    public async ValueTask InitializeAsync()
    {
        await program.Begin();
        wire = new Wire(program.Port);
        playwright = await Playwright.CreateAsync();
        phone = await OpenPhone();
    }

    /// <summary>A page of the town with its worker at work.</summary>
    protected async Task<IPage> Installed()
    {
        var page = phone.Pages.Count > 0 ? phone.Pages[0] : await phone.NewPageAsync();
        await page.GotoAsync(At("about"));
        await page.WorkerAtWork();
        return page;
    }

    protected static async Task Wait(Func<Task<bool>> until)
    {
        for (var i = 0; i < 200; i++)
        {
            try { if (await until()) return; }
            catch (PlaywrightException) { /* between two pages */ }
            await Task.Delay(100);
        }
        Assert.Fail("Waited in vain.");
    }

    protected async Task<IBrowserContext> OpenPhone()
    {
        var context = await playwright.Chromium.LaunchPersistentContextAsync(profile, new()
        {
            ExecutablePath = "/usr/bin/chromium", ViewportSize = new() { Width = 390, Height = 844 }, Locale = "ja-JP", TimezoneId = "Asia/Tokyo",
            HasTouch = true, IsMobile = true, DeviceScaleFactor = 2,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-component-update", "--disable-sync"],
        });
        context.SetDefaultTimeout(60_000);
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
    protected const string Photo = "/9j/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAARCAAwAEADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAL/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAAAP/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AIAAAAAAAAAAAAAAAAAAAAAAAB//2Q==";
}

internal static class Workers
{
    /// <summary>Waits until the page is in its worker's care. A machine that reads footage beside it may take long to hand out the shell.</summary>
    public static Task WorkerAtWork(this IPage page) =>
        page.WaitForFunctionAsync("() => navigator.serviceWorker.controller !== null", null, new() { Timeout = 120_000 });
}
