using System.Globalization;
using System.Net;
using Machimichi.Platform.Identity;

namespace Machimichi.Tests.Voice;

/// <summary>A town whose clock the test turns, with calls that collect on days 0–9, review on 10–14, vote on 15–24 and tell the result on 25–34.</summary>
public sealed class CallTown : IAsyncLifetime
{
    public static readonly DateOnly FirstDay = new(2027, 3, 1);
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");
    private readonly TurnedClock clock = new();

    public TownHost Host { get; }

    public CallTown() => Host = new TownHost { Works = false, Clock = clock };

    public ValueTask InitializeAsync()
    {
        At(-2);
        return Host.InitializeAsync();
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>Turns the clock to a time of the town's own day.</summary>
    public void At(int day, string time = "12:00:00") => clock.Now = new DateTimeOffset(
        TimeZoneInfo.ConvertTimeToUtc(FirstDay.AddDays(day).ToDateTime(TimeOnly.Parse(time, CultureInfo.InvariantCulture)), Zone), TimeSpan.Zero);

    public static string Day(int day) => FirstDay.AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static Dictionary<string, string> Fields(string slug) => new()
    {
        ["address"] = slug, ["question"] = $"{slug}について、どう思いますか", ["introduction"] = "町がたずねます。", ["mode"] = "budget", ["per-person"] = "1,000,000", ["total"] = "１５０万",
        ["collecting-from"] = Day(0), ["collecting-to"] = Day(9), ["review-from"] = Day(10), ["review-to"] = Day(14), ["vote-from"] = Day(15), ["vote-to"] = Day(24), ["result-from"] = Day(25), ["result-to"] = Day(34),
    };

    /// <summary>A published call with these projects, made through the console.</summary>
    /// <returns>The page that residents see.</returns>
    public async Task<string> Call(string slug, Dictionary<string, string>? changed = null, params long[] costs)
    {
        At(-2);
        using var staff = await Host.SignedIn(Role.Staff);
        var fields = Fields(slug);
        foreach (var (name, value) in changed ?? []) fields[name] = value;
        const string New = "/minamichita/console/calls/new";
        var saved = await staff.PostForm(New, New, fields);
        Assert.True(saved.StatusCode == HttpStatusCode.Redirect, await saved.Content.ReadAsStringAsync());
        foreach (var (cost, i) in costs.Select((c, i) => (c, i)))
            await Console(staff, slug, "project-new", new() { ["what"] = "new", ["title"] = $"案{i + 1}", ["cost"] = cost.ToString(CultureInfo.InvariantCulture) });
        await Console(staff, slug, "publish", []);
        return $"/minamichita/calls/{slug}";
    }

    /// <summary>Sends one of the forms of the console's page of a call; its name is the form's.</summary>
    public static async Task<HttpResponseMessage> Console(TownClient staff, string slug, string form, Dictionary<string, string> fields, HttpStatusCode expected = HttpStatusCode.Redirect)
    {
        var page = $"/minamichita/console/calls/{slug}";
        // Any page of staff gives the same antiforgery field.
        var answer = await staff.PostForm("/minamichita/console/calls/new", page, new(fields) { ["_handler"] = form });
        Assert.True(answer.StatusCode == expected, $"{form}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return answer;
    }

    public static async Task<HttpResponseMessage> Vote(TownClient person, string page, params int[] projects)
    {
        using var content = await person.FormOf("/minamichita/proposals/new", page, new() { ["_handler"] = "vote", ["vote"] = "1" });
        foreach (var project in projects) content.Add(new StringContent(project.ToString(CultureInfo.InvariantCulture)), "project");
        return await person.Http.PostAsync(page, content);
    }

    private sealed class TurnedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
