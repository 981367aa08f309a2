using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Platform.Identity;
using Machimichi.Tests.Voice;
using Machimichi.Voice.Reports;
using Machimichi.Works;
using Machimichi.Works.Cases;
using Machimichi.Works.Joins;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Works;

/// <summary>What was said and what was seen of one thing becomes one case, by a person's word, and can become two again.</summary>
public sealed class JoinTests(CallTown town) : IClassFixture<CallTown>
{
    private static readonly CancellationToken Now = CancellationToken.None;

    [Theory]
    [InlineData(77)]
    public async Task Of_a_made_year_of_two_thousand_nine_proposals_in_ten_are_right_and_few_joins_are_missed(ulong seed)
    {
        await using var apart = new TownHost { Works = false };
        await apart.InitializeAsync();
        var score = await apart.In(s => s.GetRequiredService<ScoreJoins>().Handle(2000, seed, Now));
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"precision {score.Precision:0.000}, recall {score.Recall:0.000}, {score}"));
        Assert.InRange(score.Precision, 0.9, 1);
        Assert.InRange(score.Recall, 0.85, 1);
        Assert.InRange(score.Possible, 500, 2000);
        Assert.Equal(0, await apart.In(s => s.GetRequiredService<MachimichiDb>().Set<Case>().CountAsync()));
    }

    [Fact]
    public void A_made_year_is_hard_and_the_same_for_the_same_seed()
    {
        var start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var (one, again) = (MadeThings.Of(TownHost.Town(), 2000, 5, start), MadeThings.Of(TownHost.Town(), 2000, 5, start));
        Assert.Equal(one.Select(m => (m.Thing, m.At, m.Subject.Place, m.Subject.Category)), again.Select(m => (m.Thing, m.At, m.Subject.Place, m.Subject.Category)));
        Assert.NotEqual(one.Select(m => m.Subject.Place), MadeThings.Of(TownHost.Town(), 2000, 6, start).Select(m => m.Subject.Place));
        Assert.Equal(2000, one.Count);
        Assert.True(one.Count(m => m.Subject.Error?.NorthVariance == PlaceError.LandmarkMeters * PlaceError.LandmarkMeters) > 30);
        Assert.True(one.Count(m => m.Subject.Place is null) > 10);
        Assert.True(one.GroupBy(m => m.Thing).Count(t => t.Select(m => m.Subject.Category).Distinct().Count() > 1) > 50);
    }

    [Fact]
    public async Task Two_reports_of_one_lamp_are_proposed_joined_with_one_letter_each_and_taken_apart_again()
    {
        town.At(0);
        var place = (Lat: 34.7031, Lon: 136.9712);
        var first = await Reported("街灯が消えています", "light", place.Lat, place.Lon, "hana@example.jp");
        town.At(1);
        var second = await Reported("夜まっくらです", "light", place.Lat + 0.00005, place.Lon, "taro@example.jp");
        await Reported("同じ場所のごみ", "dumping", place.Lat, place.Lon, "mika@example.jp");
        using var clerk = await town.Host.SignedIn(Role.Staff);
        var page = await clerk.Page(Joins);
        Assert.Contains("この2つは、同じものですか", page);
        Assert.Contains("6 m はなれています。場所のずれ", page);
        Assert.Contains("1日ちがいで届きました", page);
        Assert.DoesNotContain("同じ場所のごみ", page);
        var id = Regex.Match(page, "joins/([0-9a-f-]{36})/confirmation").Groups[1].Value;

        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.PostForm(Joins, $"{Joins}/{id}/confirmation", [])).StatusCode);
        Assert.Contains($"案件 {first}番にまとめました", await clerk.Page(Page(second)));
        Assert.Equal(1, await Letters("taro@example.jp", "まとめました"));
        Assert.Equal(0, await Letters("hana@example.jp", "まとめました"));
        Assert.Equal(HttpStatusCode.Conflict, (await clerk.PostForm(Page(first), $"{Joins}/{id}/confirmation", [])).StatusCode);

        Assert.Contains("もどす", await clerk.Page($"{Joins}?decided={id}"));
        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.PostForm($"{Joins}?decided={id}", $"{Joins}/{id}/return", [])).StatusCode);
        Assert.DoesNotContain("にまとめました", await clerk.Page(Page(second)));
        Assert.Contains(id, await clerk.Page(Joins));
        // Joined again: whoever was told of it is not told twice.
        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.PostForm(Joins, $"{Joins}/{id}/confirmation", [])).StatusCode);
        Assert.Equal(1, await Letters("taro@example.jp", "まとめました"));

        // Its work is ordered; then somebody sees that they were two after all.
        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.PostForm(Page(first), Page(first) + "/order", new() { ["instruction"] = "球をかえる" })).StatusCode);
        var subject = Regex.Matches(await clerk.Page(Page(first)), "subjects/([0-9a-f-]{36})/separation").Last().Groups[1].Value;
        town.At(2);
        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.PostForm(Page(first), $"{Page(first)}/subjects/{subject}/separation", [])).StatusCode);
        Assert.DoesNotContain($"subjects/{subject}", await clerk.Page(Page(first)));
        Assert.Contains("調べています", await clerk.Page(Page(second)));
        Assert.DoesNotContain(id, await clerk.Page(Joins));
        var steps = await town.Host.In(s => s.GetRequiredService<CaseTimeline>().Of(new Subject("report", Guid.Parse(subject)), Now));
        Assert.Equal(second, steps!.CaseNumber);
        Assert.Equal([CaseState.New, CaseState.Confirmed, CaseState.Planned, CaseState.Confirmed], steps.Steps.Select(s => s.State));
    }

    [Fact]
    public async Task A_refused_pair_is_not_asked_again_and_a_slip_can_be_taken_back()
    {
        town.At(3);
        await Reported("側溝のふたが割れた", "drain", 34.7391, 136.8712, "a@example.jp");
        await Reported("ふたが無い", "drain", 34.73912, 136.8712, "b@example.jp");
        using var clerk = await town.Host.SignedIn(Role.Staff);
        var id = Regex.Match(await clerk.Page(Joins), "joins/([0-9a-f-]{36})/refusal").Groups[1].Value;
        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.PostForm(Joins, $"{Joins}/{id}/refusal", [])).StatusCode);
        Assert.DoesNotContain(id, await clerk.Page(Joins));
        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.PostForm($"{Joins}?decided={id}", $"{Joins}/{id}/return", [])).StatusCode);
        Assert.Contains(id, await clerk.Page(Joins));
        Assert.Equal(HttpStatusCode.NotFound, (await clerk.PostForm(Joins, $"{Joins}/{Guid.CreateVersion7()}/refusal", [])).StatusCode);
        await clerk.PostForm(Joins, $"{Joins}/{id}/refusal", []);
    }

    [Fact]
    public async Task A_defect_joined_with_a_report_gives_the_case_its_surer_place_and_may_leave_again()
    {
        town.At(4);
        var report = await Reported("穴があいた", "pothole", 34.6980, 136.9725, "c@example.jp");
        var defect = new Subject("defect", Guid.CreateVersion7());
        var seen = new Place(34.6980, 136.9725).Move(7, 3);
        await town.Host.In(async s =>
        {
            s.GetRequiredService<Actor>().BeCommand();
            var db = s.GetRequiredService<MachimichiDb>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            var id = await db.Set<Case>().Where(c => c.Number == report).Select(c => c.Id).SingleAsync();
            await s.GetRequiredService<TriageDesk>().Open(new NewSubject(defect, "ポットホール", "pothole", seen, "morozaki", 3, null, "/", new PlaceError(4, 1, 0)), Now, id, confirmed: true);
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        });
        var one = await Show(report);
        Assert.Equal((seen.Latitude, 3), (one.Latitude, one.Severity));
        await town.Host.In(async s =>
        {
            s.GetRequiredService<Actor>().BeCommand();
            await s.GetRequiredService<SeparateSubject>().Leave(report, defect, Now);
        });
        one = await Show(report);
        Assert.Equal((34.6980, 2, 1), (one.Latitude, one.Severity, one.Subjects.Count));
    }

    [Fact]
    public async Task What_is_near_and_open_is_found_by_an_index()
    {
        var plan = await town.Host.In(async s =>
        {
            var db = s.GetRequiredService<MachimichiDb>();
            var sql = db.Set<Case>().Near(c => c.OpenCell, new Place(34.7, 136.97), 60).Select(c => c.Id).ToQueryString();
            await using var command = db.Database.GetDbConnection().CreateCommand();
            await db.Database.OpenConnectionAsync();
            // The parameters of the printed query are set in front of it.
            command.CommandText = Regex.Replace(sql, @"^\.param set (\S+) (.*)$", "", RegexOptions.Multiline).Trim();
            foreach (Match m in Regex.Matches(sql, @"^\.param set (\S+) (.*)$", RegexOptions.Multiline))
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (m.Groups[1].Value, m.Groups[2].Value.Trim('\''));
                command.Parameters.Add(parameter);
            }
            command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
            var lines = new List<string>();
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) lines.Add(reader.GetString(3));
            return lines;
        });
        Assert.Contains(plan, l => l.Contains("ix_cases_town_id_open_cell", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, l => l.Contains("SCAN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_are_ordered_at_once_and_taken_back_at_once_and_what_cannot_be_is_named()
    {
        town.At(5);
        var (one, two, three) = (await Reported("倒木1", "tree", 34.711, 136.935, "d@example.jp"), await Reported("倒木2", "tree", 34.713, 136.935, "d@example.jp"), await Reported("倒木3", "tree", 34.715, 136.935, "d@example.jp"));
        using var clerk = await town.Host.SignedIn(Role.Staff);
        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.PostForm(Page(three), Page(three) + "/order", [])).StatusCode);
        const string List = "/minamichita/console/cases?category=tree";
        var page = await clerk.Page(List);
        Assert.Contains("案件 1番を選ぶ".Replace("1番", $"{one}番", StringComparison.Ordinal), page);
        var answer = await Many(clerk, List, "orders", one, two, three, 99999);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        page = await clerk.Page(answer.Headers.Location!.ToString());
        Assert.Contains("2件の作業を指示しました。", page);
        Assert.Contains($"2件は、ほかの人が先に動かしたか、もう終わっているので、そのままです（{three}、99999）。", page);
        Assert.Contains("倒木2", await clerk.Page("/minamichita/crew"));
        answer = await Many(clerk, List, "orders/undoing", one, two);
        Assert.Contains("2件の指示を取り消しました。", await clerk.Page(answer.Headers.Location!.ToString()));
        var crew = await clerk.Page("/minamichita/crew");
        Assert.DoesNotContain("倒木2", crew);
        Assert.Contains("倒木3", crew);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Many(clerk, List, "orders")).StatusCode);
        Assert.DoesNotContain("倒木1", await clerk.Page("/minamichita/console/cases?category=tree&kind=defect"));
    }

    private static async Task<HttpResponseMessage> Many(TownClient clerk, string page, string what, params int[] numbers)
    {
        var action = $"/minamichita/console/cases/{what}";
        using var content = await clerk.FormOf(page, action, new() { ["back"] = "/minamichita/console/cases" });
        foreach (var number in numbers) content.Add(new StringContent(number.ToString(CultureInfo.InvariantCulture)), "case");
        return await clerk.Http.PostAsync(action, content);
    }

    private const string Joins = "/minamichita/console/joins";

    private static string Page(int number) => $"/minamichita/console/cases/{number.ToString(CultureInfo.InvariantCulture)}";

    private Task<ShowCase.View> Show(int number) => town.Host.In(s => s.GetRequiredService<ShowCase>().Handle(number, Now));

    private async Task<int> Letters(string to, string subject) => (await town.Host.Mails()).Count(m => m.To == to && m.Subject.Contains(subject, StringComparison.Ordinal));

    private async Task<int> Reported(string text, string category, double lat, double lon, string mail)
    {
        using var resident = town.Host.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/minamichita/api/v1/reports")
        {
            Headers = { { "Idempotency-Key", Guid.NewGuid().ToString() } },
            Content = JsonContent.Create(new { category, text, latitude = lat, longitude = lon, accuracy = 8, mail }),
        };
        var answer = await resident.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var number = (await answer.Content.ReadFromJsonAsync<Receipt>())!.Number;
        return await town.Host.In(async s =>
        {
            var db = s.GetRequiredService<MachimichiDb>();
            var id = await db.Set<Report>().Where(r => r.Number == number).Select(r => r.Id).SingleAsync();
            return (await s.GetRequiredService<CaseTimeline>().Of(new Subject("report", id), Now))!.CaseNumber;
        });
    }

    private sealed record Receipt(int Number);
}
