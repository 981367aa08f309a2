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
    public async Task A_new_version_waits_for_an_open_form_and_then_leaves_nothing_of_the_old_one()
    {
        var form = await Installed();
        await form.GotoAsync(At("reports/new"));
        await form.FillAsync("#text", "書きかけです。");
        var old = (await Versions(form)).Single();
        await program.Renew();

        var other = await phone.NewPageAsync();
        await other.GotoAsync(At("about"));
        await Wait(async () => (await Versions(other)).Length == 2 && await other.EvaluateAsync<bool>("async () => (await navigator.serviceWorker.getRegistration()).waiting !== null"));
        await other.GotoAsync(At("answers"));
        await other.EvaluateAsync("() => navigator.serviceWorker.ready");
        Assert.Contains(old, await Versions(form));
        await Assertions.Expect(form.Locator("#text")).ToHaveValueAsync("書きかけです。");

        await form.CloseAsync();
        // The browser may still count a window that was closed a moment ago; then the page after this one renews.
        await Wait(async () =>
        {
            await other.GotoAsync(At("about"));
            return await Versions(other) is [var left] && left != old;
        });
        await other.GotoAsync(At("answers"));
        await Assertions.Expect(other.Locator("h1").First).ToBeVisibleAsync();
    }

    private static async Task<string[]> Versions(IPage page) =>
        [.. (await page.EvaluateAsync<string[]>("() => caches.keys()")).Where(n => n.Count(c => c == ':') == 2).Select(n => n.Split(':')[1]).Distinct()];

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

    [Fact]
    public async Task What_was_written_without_a_network_survives_a_closed_browser_and_arrives_exactly_once()
    {
        var page = await Installed();
        await page.GotoAsync(At(""));
        wire.Cut();
        await WriteReport(page, "港の前の道に、深い穴があいています。", photos: 1);
        await WriteReport(page, "街灯が三つ続けて消えています。", photos: 2);
        await page.GotoAsync(At("proposals/new"));
        await page.FillAsync("#title", "船着き場に屋根のあるベンチを");
        await page.FillAsync("#body", "雨の日に、待つ人がぬれています。");
        await page.Locator(".choice:has(input[name=category])").First.ClickAsync();
        await page.Keep("phone-offline-proposal");
        await page.Locator("form[data-outbox] .btn.main").ClickAsync();
        await page.WaitForURLAsync(new Regex("/outbox"));
        await Assertions.Expect(page.Locator(".pill.wait")).ToHaveCountAsync(3);
        await page.CheckAccess();
        await page.Keep("phone-outbox-waiting");
        await phone.CloseAsync();

        phone = await OpenPhone();
        page = phone.Pages[0];
        await page.GotoAsync(At(""));
        await Assertions.Expect(page.Locator(".on-its-way [data-note=waiting] .num")).ToHaveTextAsync("3");
        await page.CheckAccess();
        await page.Keep("phone-home-waiting");

        // The reports arrive and their answers are lost; at the proposal the program is killed.
        wire.LosesAnswerTo = $"POST /{program.Town}/api/v1/reports";
        var killed = new TaskCompletionSource();
        wire.Accident = ($"POST /{program.Town}/api/v1/proposals", () => { program.Kill(); killed.SetResult(); });
        wire.Mend();
        await page.GotoAsync(At("outbox"));
        await killed.Task.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.NotEqual(0, wire.Lost);
        wire.LosesAnswerTo = "";
        await program.Start();
        await Assertions.Expect(page.Locator(".pill.go.done")).ToHaveCountAsync(3, new() { Timeout = 120_000 });
        await page.CheckAccess();
        await page.Keep("phone-outbox-sent");

        Assert.Equal("1 2", await Arrived(page, "reports"));
        Assert.Equal("1", await Arrived(page, "proposals"));
        Assert.Equal("1 2", await PhotosOf(page, 1, 2));
        await page.Locator("a[data-open][href*='/reports/'][href*='key=']").First.ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("港の前の道");

        await page.GotoAsync(At("outbox"));
        for (var left = 3; left > 0; left--)
        {
            await Assertions.Expect(page.Locator("[data-do=remove]")).ToHaveCountAsync(left);
            // By a key: the town's letters arrive after the page, and a button that moves under a pointer is not pressed.
            await page.Locator("[data-do=remove]").First.PressAsync("Enter");
        }
        await Assertions.Expect(page.Locator("[data-none]")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_form_whose_sending_breaks_off_is_not_lost_and_is_received_once(bool stored)
    {
        var page = await Installed();
        await page.GotoAsync(At("reports/new"));
        var form = $"POST /{program.Town}/reports/new";
        if (stored) wire.LosesAnswerTo = form;
        else wire.Accident = (form, wire.Cut);
        await FillReport(page, "側溝のふたが割れています。", photos: 1);
        await page.Locator("form[data-outbox] .btn.main").ClickAsync();
        await page.WaitForURLAsync(new Regex("/outbox"));
        if (!stored)
        {
            await Assertions.Expect(page.Locator(".pill.wait")).ToHaveCountAsync(1);
            wire.Mend();
            await page.Locator("[data-do=send]").ClickAsync();
        }
        await Assertions.Expect(page.Locator(".pill.go.done")).ToHaveCountAsync(1, new() { Timeout = 60_000 });
        Assert.Equal("1", await Arrived(page, "reports"));
        Assert.Equal("1", await PhotosOf(page, 1));
        await page.GotoAsync(At("reports/new"));
        await Assertions.Expect(page.Locator("#text")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task What_the_town_refuses_stays_with_the_towns_own_words_and_can_be_mended()
    {
        var page = await Installed();
        wire.Cut();
        await page.GotoAsync(At("reports/new"));
        await FillReport(page, "標識がたおれています。", photos: 1);
        await page.EvaluateAsync("() => { const f = document.querySelector('form[data-outbox]').elements; f.lat.value = '35.68'; f.lon.value = '139.76'; f.district.value = ''; }");
        await page.Locator("form[data-outbox] .btn.main").ClickAsync();
        await page.WaitForURLAsync(new Regex("/outbox"));
        wire.Mend();
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("[data-words]")).ToContainTextAsync("町の外");
        await page.CheckAccess();
        await page.Keep("phone-outbox-refused");

        await page.Locator("[data-edit]").ClickAsync();
        await Assertions.Expect(page.Locator("#text")).ToHaveValueAsync("標識がたおれています。");
        await Assertions.Expect(page.Locator("photo-input .photos li")).ToHaveCountAsync(1);
        await page.EvaluateAsync("() => { const f = document.querySelector('form[data-outbox]').elements; f.lat.value = f.lon.value = ''; }");
        await page.SelectOptionAsync("#district", new SelectOptionValue { Index = 1 });
        await page.Locator("form[data-outbox] .btn.main").ClickAsync();
        await page.WaitForURLAsync(new Regex("/outbox"));
        await Assertions.Expect(page.Locator(".pill.go.done")).ToHaveCountAsync(1, new() { Timeout = 60_000 });
        Assert.Equal("1", await Arrived(page, "reports"));
        Assert.Equal("1", await PhotosOf(page, 1));
    }

    private async Task WriteReport(IPage page, string text, int photos)
    {
        await page.GotoAsync(At("reports/new"));
        await FillReport(page, text, photos);
        await page.Locator("form[data-outbox] .btn.main").ClickAsync();
        await page.WaitForURLAsync(new Regex("/outbox"));
    }

    private static async Task FillReport(IPage page, string text, int photos)
    {
        await page.SetInputFilesAsync("input[type=file][name=photos]",
            [.. Enumerable.Range(1, photos).Select(n => new FilePayload { Name = $"michi-{n}.jpg", MimeType = "image/jpeg", Buffer = Convert.FromBase64String(Photo) })]);
        await Assertions.Expect(page.Locator("photo-input .photos li")).ToHaveCountAsync(photos);
        await page.Locator(".choice:has(input[name=category])").First.ClickAsync();
        await page.SelectOptionAsync("#district", new SelectOptionValue { Index = 1 });
        await page.FillAsync("#text", text);
    }

    /// <summary>The numbers of what the program has.</summary>
    private async Task<string> Arrived(IPage page, string kind)
    {
        var answer = await page.APIRequest.GetAsync($"{program.Address}/{program.Town}/api/v1/{kind}");
        return string.Join(' ', (await answer.JsonAsync())!.Value.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("number").GetInt32()).Order());
    }

    /// <summary>How many photos each of these reports has, once all are cleaned.</summary>
    private async Task<string> PhotosOf(IPage page, params int[] numbers)
    {
        var counts = new List<int>();
        foreach (var number in numbers)
        {
            await Wait(async () => (await Photos(number)) > 0);
            counts.Add(await Photos(number));
        }
        return string.Join(' ', counts.Order());

        async Task<int> Photos(int number)
        {
            var answer = await page.APIRequest.GetAsync($"{program.Address}/{program.Town}/reports/{number}");
            var html = await answer.TextAsync();
            return html.Contains("準備しています", StringComparison.Ordinal) ? 0 : Regex.Count(html, "<figure class=\"photo\">");
        }
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
