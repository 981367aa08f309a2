using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Machimichi.Browser.Tests;

/// <summary>What the installed application shows without a signal, what it never keeps, and how it renews itself.</summary>
public sealed class KeptPagesTests : OfflinePhone
{
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
            await page.CheckAccess();
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
            // Chromium now and then never answers a page that is asked for at the very moment at which one worker takes over from the other: asked again, as a person would.
            try { await other.GotoAsync(At("about"), new() { Timeout = 5_000 }); }
            catch (TimeoutException) { return false; }
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

    private static Task<string[]> Kept(IPage page) =>
        page.EvaluateAsync<string[]>("async () => (await Promise.all((await caches.keys()).map(async n => (await (await caches.open(n)).keys()).map(r => r.url)))).flat()");
}
