using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Machimichi.Browser.Tests;

/// <summary>What residents, staff and crew do with the program, each in a browser of their own.</summary>
public sealed class JourneyTests(DemoProgram demo)
{
    [Fact]
    public async Task A_proposal_for_an_island_is_supported_and_answered_and_its_author_gets_a_mail()
    {
        await using var phone = await demo.Phone();
        var page = await phone.NewPageAsync();
        await page.GotoAsync(demo.At(""));
        await page.Keep("phone-home");
        await page.GetByRole(AriaRole.Link, new() { Name = "提案する" }).First.ClickAsync();
        await page.FillAsync("#title", "篠島の船着き場に、雨をよけられる待合のベンチを");
        await page.FillAsync("#body", "雨の日、船を待つ人が立ったまま濡れています。屋根のあるところにベンチが三つあれば、お年寄りも子どもも助かります。");
        await page.Locator(".choice:has(input[name=category])").First.ClickAsync();
        await page.Locator("summary", new() { HasText = "場所" }).Or(page.Locator("form details.more > summary")).First.ClickAsync();
        await page.SelectOptionAsync("#district", new SelectOptionValue { Label = "篠島" });
        await page.FillAsync("#nickname", "はまなす");
        await page.FillAsync("#mail", "hamanasu@example.jp");
        await page.Keep("phone-proposal-form");
        await page.CheckAccess();
        await page.GetByRole(AriaRole.Button, new() { Name = "提案を送る" }).Or(page.Locator("form[data-keep] .btn.main")).First.ClickAsync();
        await page.WaitForURLAsync(new Regex(@"/proposals/\d+"));
        var number = Regex.Match(page.Url, @"/proposals/(\d+)").Groups[1].Value;
        await page.Keep("phone-proposal-sent");

        await using var neighbour = await demo.Phone();
        var theirs = await neighbour.NewPageAsync();
        await theirs.GotoAsync(demo.At($"proposals/{number}"));
        var support = theirs.Locator(".dock button");
        await support.ClickAsync();
        await Assertions.Expect(theirs.Locator(".dock button[aria-pressed=true]")).ToBeVisibleAsync();
        await theirs.CheckAccess();

        await using var desk = await demo.Desktop();
        var staff = await demo.SignIn(desk, "staff", $"console/proposals/{number}");
        await staff.Locator("input[name=outcome][value=adopted]").CheckAsync(new() { Force = true });
        await staff.FillAsync("#body", "来年度の予算で、屋根の下にベンチを三つ置きます。置く場所は、島のみなさんと3月に決めます。");
        await staff.Keep("desktop-answer");
        await staff.CheckAccess();
        await staff.GetByRole(AriaRole.Button, new() { Name = "公開する" }).ClickAsync();
        await Assertions.Expect(staff.Locator(".answer").First).ToContainTextAsync("ベンチを三つ");

        await page.GotoAsync(demo.At($"proposals/{number}"));
        await Assertions.Expect(page.Locator(".answer").First).ToContainTextAsync("島のみなさんと");
        await page.Keep("phone-proposal-answered");
        await page.CheckAccess();

        await Mail(page, "hamanasu@example.jp", "ベンチを三つ");
        await page.Keep("phone-mail");
    }

    [Fact]
    public async Task A_hole_that_a_camera_saw_and_a_resident_reported_is_one_case_and_is_repaired()
    {
        await using var desk = await demo.Desktop();
        var staff = await demo.SignIn(desk, "staff", "console/roads/defects");
        await staff.Keep("desktop-defect");
        await staff.CheckAccess();
        var (number, lat, lon) = await FirstDefect(staff);
        var picture = await staff.Locator(".frame image").First.GetAttributeAsync("href");
        var photo = await (await desk.APIRequest.GetAsync(demo.Address + picture)).BodyAsync();

        // The resident stands at the hole and sends its picture.
        await using var phone = await demo.Phone();
        await phone.GrantPermissionsAsync(["geolocation"]);
        await phone.SetGeolocationAsync(new() { Latitude = (float)lat, Longitude = (float)lon, Accuracy = 4 });
        var resident = await phone.NewPageAsync();
        await resident.GotoAsync(demo.At("reports/new"));
        await resident.SetInputFilesAsync("input[type=file][name=photos]", new FilePayload { Name = "michi.jpg", MimeType = "image/jpeg", Buffer = photo });
        await resident.Locator(".choice:has(input[name=category])").First.ClickAsync();
        await resident.Locator("town-map").ScrollIntoViewIfNeededAsync();
        await resident.Locator(".map-where").ClickAsync();
        await Assertions.Expect(resident.Locator("input[name=lat]")).Not.ToHaveValueAsync("");
        await resident.FillAsync("#text", "自転車が通る側に穴があいています。");
        await resident.FillAsync("#mail", "michi@example.jp");
        await resident.EvaluateAsync("scrollTo(0, 0)");
        await resident.Keep("phone-report-form");
        await resident.CheckAccess();
        await resident.Locator("form[data-keep=report-new] .btn.main").ClickAsync();
        await resident.WaitForURLAsync(new Regex(@"/reports/\d+\?key="));
        await resident.Keep("phone-report-sent");
        await resident.CheckAccess();
        var own = resident.Url;

        // Confirmed at the desk, where the resident's case is offered.
        await staff.GotoAsync(demo.At($"console/roads/defects?defect={number}"));
        await Assertions.Expect(staff.Locator("button[name=joinCase]")).ToBeVisibleAsync();
        await staff.Keep("desktop-defect-same-place");
        await staff.Keyboard.PressAsync("m");
        await staff.WaitForURLAsync(new Regex("decided="));
        await staff.GotoAsync(demo.At($"console/roads/defects?state=confirmed&defect={number}"));
        await staff.Locator(".ask a[href*='/console/cases/']").ClickAsync();
        await Assertions.Expect(staff.Locator("main")).ToContainTextAsync("AIが見た損傷");
        await Assertions.Expect(staff.Locator("main")).ToContainTextAsync("通報");
        await staff.Keep("desktop-case");
        await staff.CheckAccess();
        await staff.FillAsync("#instruction", "常温合材で穴をうめる。カラーコーン2本。");
        await staff.FillAsync("#public-text", "今週中に穴をうめます。それまで、足もとに気をつけてください。");
        await staff.Locator("button[data-key=o]").ClickAsync();
        await Assertions.Expect(staff.Locator(".pill").First).ToContainTextAsync("直します");
        var order = Regex.Match(await staff.Locator("a[href*='/crew/orders/']").First.GetAttributeAsync("href") ?? "", @"\d+$").Value;

        // The crew, on a phone, which opens its list once where there is a signal.
        await using var wire = new Wire(demo.Port);
        await using var road = await demo.Phone(wire: wire.Address);
        string OnRoad(string path) => $"{wire.Address}/{demo.Town}/{path}";
        var crew = await demo.SignIn(road, "crew", "crew", wire.Address);
        await crew.WorkerAtWork();
        await crew.GotoAsync(OnRoad("crew"));
        await crew.Keep("phone-crew");
        await crew.CheckAccess();
        await crew.WaitForFunctionAsync($"async () => Boolean(await (await caches.open('{demo.Town}:crew')).match('/{demo.Town}/crew/orders/{order}', {{ ignoreVary: true }}))");

        // Behind the cape there is none: both photos are taken, and the work is ended.
        wire.Cut();
        await crew.GotoAsync(OnRoad("crew"));
        await crew.Locator($"a[href$='/crew/orders/{order}']").ClickAsync();
        await Assertions.Expect(crew.Locator(".old")).ToBeVisibleAsync();
        await crew.Keep("phone-crew-no-signal");
        await crew.SetInputFilesAsync("#before", new FilePayload { Name = "mae.jpg", MimeType = "image/jpeg", Buffer = photo });
        await crew.SetInputFilesAsync("#after", new FilePayload { Name = "ato.jpg", MimeType = "image/jpeg", Buffer = photo });
        await crew.FillAsync("#note", "常温合材で穴をうめました。");
        await crew.CheckAccess();
        await crew.Locator("form[data-keep] .btn.main").ClickAsync();
        await crew.WaitForURLAsync(new Regex("/outbox"));
        await Assertions.Expect(crew.Locator(".pill.wait")).ToHaveCountAsync(1);
        await crew.Keep("phone-crew-waits");
        await crew.CheckAccess();
        await resident.GotoAsync(own);
        await Assertions.Expect(resident.Locator(".pill").First).ToContainTextAsync("直します");

        // The signal is back, and it goes by itself.
        wire.Mend();
        await crew.GotoAsync(OnRoad("outbox"));
        await Assertions.Expect(crew.Locator(".pill.go.done")).ToHaveCountAsync(1, new() { Timeout = 60_000 });

        // The resident hears and sees it.
        await resident.GotoAsync(own);
        await Assertions.Expect(resident.Locator(".pill").First).ToContainTextAsync("直りました");
        await resident.Keep("phone-report-done");
        await resident.CheckAccess();
        await Mail(resident, "michi@example.jp", "直りました");
        await resident.GotoAsync(demo.At("roads"));
        await resident.Keep("phone-roads");
        await resident.CheckAccess();
    }

    [Fact]
    public async Task The_demo_drive_is_on_the_map_soon_after_the_start()
    {
        await using var desk = await demo.Desktop();
        var staff = await demo.SignIn(desk, "staff", "console/roads");
        await Assertions.Expect(staff.Locator("main")).ToContainTextAsync("デモ車");
        await staff.Keep("desktop-drives");
        await staff.CheckAccess();
        var (_, lat, lon) = await FirstDefect(staff);
        Assert.NotEqual(0, lat);
        Assert.NotEqual(0, lon);
        TestContext.Current.TestOutputHelper!.WriteLine($"From the program's start to the drive's defects: {demo.DriveDone:g}");
    }

    private async Task<(int Number, double Latitude, double Longitude)> FirstDefect(IPage staff)
    {
        var answer = await staff.APIRequest.GetAsync(demo.At("console/defects.geojson?state=candidate"));
        using var json = JsonDocument.Parse(await answer.BodyAsync());
        var feature = json.RootElement.GetProperty("features")[0];
        var place = feature.GetProperty("geometry").GetProperty("coordinates");
        var url = feature.GetProperty("properties").GetProperty("url").GetString()!;
        return (int.Parse(Regex.Match(url, @"defect=(\d+)").Groups[1].Value), place[1].GetDouble(), place[0].GetDouble());
    }

    private async Task Mail(IPage page, string to, string text)
    {
        for (var i = 0; i < 20; i++)
        {
            await page.GotoAsync($"{demo.Address}/mail");
            if (await page.Locator(".card", new() { HasText = to }).Filter(new() { HasText = text }).CountAsync() > 0) return;
            await Task.Delay(500);
        }
        Assert.Fail($"No mail to {to} says \"{text}\".");
    }
}
