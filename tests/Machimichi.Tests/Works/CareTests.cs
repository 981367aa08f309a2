using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Machimichi.Platform.Identity;
using Machimichi.Tests.Voice;
using Machimichi.Works.Cases;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Works;

/// <summary>Whose a case is, until when, and why it comes before another. The clock stands in the spring of 2027.</summary>
public sealed class CareTests(CallTown town) : IClassFixture<CallTown>
{
    [Fact]
    public async Task A_case_has_a_deadline_in_working_days_that_staff_may_change_and_hand_back_to_the_rules()
    {
        town.At(0);
        var number = await Reported("街灯が消えた", "light");
        using var clerk = await town.Host.SignedIn(Role.Staff);
        var page = Page(number);
        // 1 March and ten working days, the equinox's substitute on the 22nd not among them.
        Assert.Contains("value=\"2027-03-15\"", await clerk.Page(page));
        Assert.Equal(HttpStatusCode.SeeOther, (await Care(clerk, number, new() { ["deadline"] = "2027-03-05", ["department"] = "planning" })).StatusCode);
        var read = await clerk.Page(page);
        Assert.Contains("職員が決めた期限", read);
        Assert.Contains("あと 4営業日", read);
        Assert.Contains("まちづくり推進室", Regex.Match(read, "<span class=\"small\">案件.*?</span>").Value);
        Assert.Equal(HttpStatusCode.SeeOther, (await Care(clerk, number, new() { ["deadline"] = "" })).StatusCode);
        Assert.Contains("value=\"2027-03-15\"", await clerk.Page(page));

        var past = await Care(clerk, number, new() { ["deadline"] = "2027-02-26" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, past.StatusCode);
        Assert.Contains("今日か、今日より後の日", WebUtility.HtmlDecode(await past.Content.ReadAsStringAsync()));
        Assert.Contains("value=\"2027-03-15\"", await clerk.Page(page));
    }

    [Fact]
    public async Task What_is_late_and_what_is_due_soon_is_counted_and_listed()
    {
        town.At(0);
        var late = await Reported("期限の話をする側溝", "drain");
        using var clerk = await town.Host.SignedIn(Role.Staff);
        town.At(12);
        Assert.Contains("期限の話をする側溝", await clerk.Page("/minamichita/console/cases?due=soon"));
        Assert.DoesNotContain("期限の話をする側溝", await clerk.Page("/minamichita/console/cases?due=late"));
        town.At(16);
        Assert.Contains("期限の話をする側溝", await clerk.Page("/minamichita/console/cases?due=late"));
        Assert.Contains("過ぎています", await clerk.Page(Page(late)));
        Assert.Matches("<dt>期限を過ぎた案件</dt><dd><a[^>]*>[1-9]", await clerk.Page("/minamichita/console"));
        town.At(0);
    }

    [Fact]
    public async Task A_case_given_to_a_colleague_is_in_their_list_and_of_two_who_change_it_the_second_is_told()
    {
        town.At(0);
        var number = await Reported("担当を決める公園", "park");
        using var clerk = await town.Host.SignedIn(Role.Staff);
        using var other = await town.Host.SignedIn(Role.Staff, "hanako@example.jp");
        var hanako = Regex.Match(await clerk.Page(Page(number)), "<option value=\"([0-9a-f-]{36})\"[^>]*>hanako@example.jp").Groups[1].Value;
        var seen = Regex.Match(await other.Page(Page(number)), "name=\"version\" value=\"([0-9]+)\"").Groups[1].Value;
        Assert.Equal(HttpStatusCode.SeeOther, (await Care(clerk, number, new() { ["person"] = hanako })).StatusCode);
        Assert.Contains("担当を決める公園", await other.Page($"/minamichita/console/cases?person={hanako}"));
        var second = await Care(other, number, new() { ["version"] = seen, ["department"] = "general" });
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Contains("ほかの職員が先に変更しました", WebUtility.HtmlDecode(await second.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Care(clerk, number, new() { ["person"] = Guid.NewGuid().ToString() })).StatusCode);
    }

    [Fact]
    public async Task A_note_is_for_the_staff_only()
    {
        town.At(0);
        var number = await Reported("メモのある水たまり", "flood");
        using var clerk = await town.Host.SignedIn(Role.Staff);
        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.PostForm(Page(number), Page(number) + "/notes", new() { ["note"] = "地主に電話した" })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await clerk.PostForm(Page(number), Page(number) + "/notes", new() { ["note"] = "  " })).StatusCode);
        Assert.Matches("地主に電話した</p><p class=\"small\">[^<]* ・ clerk@example.jp", await clerk.Page(Page(number)));
        using var stranger = town.Host.Browser();
        var report = Regex.Match(await clerk.Page(Page(number)), "/minamichita/console/reports/([0-9]+)|/minamichita/reports/([0-9]+)").Value.Replace("/console", "", StringComparison.Ordinal);
        Assert.DoesNotContain("地主に電話した", await stranger.Page(report));
        Assert.Equal(HttpStatusCode.Redirect, (await stranger.Http.GetAsync(Page(number))).StatusCode);
    }

    [Fact]
    public async Task What_is_not_the_towns_is_handed_over_to_an_office_that_the_reporter_reads_of()
    {
        town.At(0);
        var number = await Reported("県道の穴のこと", "pothole");
        using var clerk = await town.Host.SignedIn(Role.Staff);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await clerk.PostForm(Page(number), Page(number) + "/handover", new() { ["office"] = "moon" })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await clerk.PostForm(Page(number), Page(number) + "/handover", new() { ["office"] = "" })).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.PostForm(Page(number), Page(number) + "/handover", new() { ["office"] = "prefecture-roads" })).StatusCode);
        using var stranger = town.Host.Browser();
        var report = Regex.Match(await clerk.Page(Page(number)), "/minamichita/(console/)?reports/[0-9]+").Value.Replace("/console", "", StringComparison.Ordinal);
        var read = await stranger.Page(report);
        Assert.Contains("愛知県知多建設事務所（県道）へ伝えました", read);
        Assert.Contains("#9910", read);
        var letter = await clerk.Page(Page(number) + "/letter?office=prefecture-roads");
        Assert.Contains("愛知県知多建設事務所（県道）　御中", letter);
        Assert.Contains("令和9年3月1日", letter);
        Assert.Contains("県道の穴のこと", letter);
    }

    [Fact]
    public async Task The_list_is_in_the_order_of_the_points_and_the_town_sees_the_order_change_before_it_saves()
    {
        town.At(0);
        var plain = await Reported("順番・ふつうの穴", "pothole");
        var port = await Reported("順番・港の穴", "pothole", (34.6975, 136.9722));
        using var clerk = await town.Host.SignedIn(Role.Staff);
        Assert.Contains("師崎港から 0 m（港）", await clerk.Page(Page(port)));
        Assert.True(await Before(port, plain));

        const string settings = "/minamichita/console/settings/priority";
        Dictionary<string, string> weights = new() { ["severity"] = "30", ["people"] = "6", ["seen"] = "8", ["near"] = "0", ["waiting"] = "1" };
        var tried = WebUtility.HtmlDecode(await (await clerk.PostForm(settings, settings, new(weights) { ["do"] = "try" })).Content.ReadAsStringAsync());
        Assert.Contains("まだ保存していません", tried);
        Assert.True(tried.IndexOf("順番・ふつうの穴", StringComparison.Ordinal) < tried.IndexOf("順番・港の穴", StringComparison.Ordinal));
        Assert.True(await Before(port, plain));

        var wrong = await clerk.PostForm(settings, settings, new(weights) { ["do"] = "save", ["near"] = "1000" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Contains("0 から 100 まで", WebUtility.HtmlDecode(await wrong.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.Redirect, (await clerk.PostForm(settings, settings, new(weights) { ["do"] = "save" })).StatusCode);
        Assert.True(await Before(plain, port));
    }

    [Fact]
    public async Task A_case_of_another_town_is_not_there()
    {
        town.At(0);
        var number = await Reported("となりの町から見えない", "light");
        await town.Host.AddTown("tonari");
        using var neighbour = await town.Host.SignedIn(Role.Staff, "neighbour@example.jp", "tonari");
        await neighbour.Page($"/tonari/console/cases/{number}", HttpStatusCode.NotFound);
        await neighbour.Page(Page(number), HttpStatusCode.Forbidden);
    }

    private static string Page(int number) => $"/minamichita/console/cases/{number}";

    private static async Task<HttpResponseMessage> Care(TownClient clerk, int number, Dictionary<string, string> changed)
    {
        var page = await clerk.Page(Page(number));
        var form = Regex.Match(page, "<form[^>]*action=\"[^\"]*assignment\".*?</form>", RegexOptions.Singleline).Value;
        Dictionary<string, string> fields = new()
        {
            ["department"] = Regex.Match(form, "<option value=\"([a-z]+)\" selected").Groups[1].Value,
            ["person"] = Regex.Match(form, "<option value=\"([0-9a-f-]{36})\" selected").Groups[1].Value,
            ["deadline"] = Regex.Match(form, "name=\"deadline\" value=\"([^\"]*)\"").Groups[1].Value,
        };
        foreach (var (name, value) in changed) fields[name] = value;
        return await clerk.PostForm(Page(number), Page(number) + "/assignment", fields);
    }

    private async Task<bool> Before(int first, int second)
    {
        var rows = await town.Host.In(async s => (await s.GetRequiredService<ListCases>().Handle(new ListCases.Request(), default)).Rows.Select(r => r.Number).ToList());
        return rows.IndexOf(first) < rows.IndexOf(second);
    }

    /// <returns>The number of its case.</returns>
    private async Task<int> Reported(string text, string category, (double Lat, double Lon)? place = null)
    {
        using var resident = town.Host.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/minamichita/api/v1/reports")
        {
            Headers = { { "Idempotency-Key", Guid.NewGuid().ToString() } },
            Content = JsonContent.Create(new { category, text, district = "morozaki", latitude = place?.Lat, longitude = place?.Lon }),
        };
        Assert.Equal(HttpStatusCode.Created, (await resident.Http.SendAsync(request)).StatusCode);
        return await town.Host.In(async s => (await s.GetRequiredService<ListCases>().Handle(new ListCases.Request(Query: text), default)).Rows.Single().Number);
    }
}
