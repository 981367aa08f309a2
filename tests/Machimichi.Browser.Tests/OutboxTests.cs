using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Machimichi.Browser.Tests;

/// <summary>What was written without a signal, or broken off on its way, arrives exactly once.</summary>
public sealed class OutboxTests : OfflinePhone
{
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
}
