using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Machimichi.Browser.Tests.DemoProgram))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Machimichi.Browser.Tests;

/// <summary>The built program as a user starts it, with the demo on an empty folder, and one real Chromium.</summary>
public sealed class DemoProgram : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("machimichi-browser-").FullName;
    private Process program = default!;
    private IPlaywright playwright = default!;
    private readonly List<string> log = [];

    public IBrowser Browser { get; private set; } = default!;
    public string Address { get; private set; } = "";
    public int Port { get; } = FreePort();

    /// <summary>The demo's town in addresses.</summary>
    public string Town { get; private set; } = "";
    public string At(string path) => $"{Address}/{Town}/{path}";

    /// <summary>How long the demo's drive took from the program's start to defects that wait for confirmation.</summary>
    public TimeSpan DriveDone { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Address = $"http://localhost:{Port.ToString(CultureInfo.InvariantCulture)}";
        Start();
        var clock = Stopwatch.StartNew();
        using var http = new HttpClient();
        while (!await Answers(http)) await Until(clock, TimeSpan.FromMinutes(1), "the program to answer");
        Town = Directory.EnumerateFiles(Path.Combine(Repository.Root, "towns"), "*.demo.json").Select(f => Path.GetFileName(f).Split('.')[0]).First();
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        await using var staff = await Desktop();
        var page = await SignIn(staff, "staff");
        while (await page.Locator(".c-nav a[href$='/console/roads/defects'] .n").CountAsync() == 0)
        {
            await Until(clock, TimeSpan.FromMinutes(5), "the demo's drive to give defects");
            await Task.Delay(2000);
            await page.ReloadAsync();
        }
        while (await page.Locator(".c-nav a[href$='/console/roads'] .n").CountAsync() > 0)
        {
            await Until(clock, TimeSpan.FromMinutes(5), "the demo's drive to end");
            await Task.Delay(2000);
            await page.ReloadAsync();
        }
        DriveDone = clock.Elapsed;
    }

    /// <param name="wire">The address of a network that can be cut; null for a straight way to the program.</param>
    public Task<IBrowserContext> Phone(string language = "ja-JP", bool script = true, string? wire = null) => Context(390, 844, language, script, phone: true, wire);

    public Task<IBrowserContext> Desktop(string language = "ja-JP", bool script = true) => Context(1440, 900, language, script, phone: false);

    /// <summary>A page of somebody who came in by the demo's sign-in buttons.</summary>
    public async Task<IPage> SignIn(IBrowserContext context, string role, string? to = null, string? wire = null)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync((wire is null ? At("") : $"{wire}/{Town}/") + (to is null ? "sign-in" : $"sign-in?to={Uri.EscapeDataString($"/{Town}/{to}")}"));
        await page.Locator($"button[name=role][value={role}]").ClickAsync();
        await page.WaitForLoadStateAsync(LoadState.Load);
        return page;
    }

    private async Task<IBrowserContext> Context(int width, int height, string language, bool script, bool phone, string? wire = null)
    {
        var context = await Browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height }, Locale = language, TimezoneId = "Asia/Tokyo", JavaScriptEnabled = script,
            HasTouch = phone, IsMobile = phone, DeviceScaleFactor = phone ? 2 : 1,
        });
        context.SetDefaultTimeout(60_000);
        // No network here but our own program: what a page wants from elsewhere (map tiles) fails at once.
        if (wire is null) await context.RouteAsync(url => !url.StartsWith(Address, StringComparison.Ordinal) && url.StartsWith("http", StringComparison.Ordinal), route => route.AbortAsync());
        return context;
    }

    private void Start()
    {
        var dll = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src/Machimichi.Web/bin"), "machimichi.dll", SearchOption.AllDirectories).MaxBy(File.GetLastWriteTimeUtc)
            ?? throw new InvalidOperationException("The program is not built; run ./dev test.");
        var start = new ProcessStartInfo("dotnet", [dll, "serve", "--demo", "--data", folder, "--urls", Address]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        program = Process.Start(start)!;
        program.OutputDataReceived += (_, e) => { lock (log) log.Add(e.Data ?? ""); };
        program.ErrorDataReceived += (_, e) => { lock (log) log.Add(e.Data ?? ""); };
        program.BeginOutputReadLine();
        program.BeginErrorReadLine();
    }

    private async Task<bool> Answers(HttpClient http)
    {
        try { return (await http.GetAsync($"{Address}/health/ready")).StatusCode == HttpStatusCode.OK; }
        catch (HttpRequestException) { return false; }
    }

    private async Task Until(Stopwatch clock, TimeSpan most, string what)
    {
        if (program.HasExited || clock.Elapsed > most)
            lock (log) throw new InvalidOperationException($"Waited {clock.Elapsed:g} for {what}.{Environment.NewLine}{string.Join(Environment.NewLine, log.TakeLast(60))}");
        await Task.Delay(200);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null) await Browser.CloseAsync();
        playwright?.Dispose();
        if (!program.HasExited) program.Kill(entireProcessTree: true);
        await program.WaitForExitAsync();
        program.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}

internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Machimichi.slnx"))) return at.FullName;
        throw new InvalidOperationException("The tests run inside the repository.");
    }
}
