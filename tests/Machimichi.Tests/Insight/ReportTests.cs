using System.Globalization;
using System.Text.Json;
using Machimichi.Insight.Figures;
using Machimichi.Insight.Report;
using Machimichi.Platform;
using Machimichi.Platform.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Insight;

public sealed class ReportTests(TrialTown town) : IClassFixture<TrialTown>, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("machimichi-report-test-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Every_figure_can_be_counted_again_from_the_data_files()
    {
        var receipt = await Write();
        var (figures, proposals, reports, answers) = (receipt.Figures, Csv("proposals"), Csv("reports"), Csv("answers"));
        var (driving, defects, cases) = (Csv("driving"), Csv("defects"), Csv("cases"));
        var said = Csv("figures").Rows.ToDictionary(r => r["figure"], r => r["value"]);

        Assert.Equal(2, figures.Proposals);
        Assert.Equal(proposals.Rows.Count, figures.Proposals);
        Assert.Equal(reports.Rows.Count + int.Parse(said["reports_private"], CultureInfo.InvariantCulture), figures.Reports);
        Assert.Equal((2, 1), (figures.Reports, figures.ReportsPrivate));
        Assert.Equal(answers.Rows.Count, figures.Answers);
        Assert.Equal(driving.Rows.Sum(r => int.Parse(r["drives"])), figures.Drives);
        Assert.Equal(driving.Rows.Sum(r => double.Parse(r["meters_driven"])) / 1000, figures.Km!.Value, 0.05);
        Assert.Equal(driving.Rows.Sum(r => double.Parse(r["meters_seen"])) / 1000, figures.KmSeen!.Value, 0.05);
        Assert.Equal(driving.Rows.Sum(r => int.Parse(r["frames"])), figures.Frames);
        Assert.Equal((4.3, 3.2, 900), (figures.Km, figures.KmSeen, figures.Frames));
        Assert.Equal(defects.Rows.Count, figures.Defects);
        Assert.Equal(defects.Rows.GroupBy(r => r["class"]).ToDictionary(g => g.Key, g => g.Count()), figures.DefectsByClass);
        Assert.Equal(defects.Rows.GroupBy(r => int.Parse(r["severity"])).ToDictionary(g => g.Key, g => g.Count()), figures.DefectsBySeverity);
        Assert.Equal(cases.Rows.Count, figures.Cases);
        Assert.Equal(cases.Rows.Count(r => r["reports"] != "0" && r["defects"] != "0"), figures.CasesJoined);
        Assert.Equal(cases.Rows.Count(r => r["done_at"] != ""), figures.Repaired);
        Assert.Equal((1, 1, 1, 1), (figures.Defects, figures.CasesJoined, figures.Repaired, figures.DefectsWaiting));
        Assert.Equal(Median(cases.Rows.Where(r => r["done_at"] != "").Select(r => At(r["done_at"]) - At(r["opened_at"]))), figures.DaysToRepair!.Value, 0.1);
        Assert.Equal(Median(proposals.Rows.Where(p => answers.Rows.Any(a => a["subject_number"] == p["number"]))
            .Select(p => answers.Rows.Where(a => a["subject_kind"] == "proposal" && a["subject_number"] == p["number"]).Min(a => At(a["published_at"])) - At(p["submitted_at"]))), figures.DaysToAnswerProposals!.Value, 0.1);
        Assert.Null(figures.DaysToAnswerReports);
        Assert.Equal("", said["days_to_answer_reports"]);
    }

    [Theory]
    [InlineData("ja")]
    [InlineData("easy")]
    [InlineData("en")]
    public async Task A_script_that_knows_nothing_of_the_program_counts_every_figure_and_chart_again(string language)
    {
        await Write(language: language);
        var (code, said) = await Recount.Run(folder.FullName);
        Assert.True(code == 0, said);
        Assert.Matches("and [1-9][0-9]* charts", said);
    }

    [Fact]
    public async Task The_script_finds_a_figure_that_the_files_do_not_give()
    {
        await Write();
        var figures = Path.Combine(folder.FullName, "data", "figures.csv");
        await File.WriteAllTextAsync(figures, (await File.ReadAllTextAsync(figures)).Replace(",4.3,", ",4.4,", StringComparison.Ordinal));
        var (code, said) = await Recount.Run(folder.FullName);
        Assert.Equal(1, code);
        Assert.Contains("km: 4.4, the files say 4.3", said);
    }

    [Fact]
    public async Task Of_a_town_in_which_nothing_happened_every_figure_is_counted_again_too()
    {
        await town.Host.AddTown("quiet");
        await town.As(services => services.GetRequiredService<WriteReport>().Handle(new(TrialTown.Now.From, TrialTown.Now.To, folder.FullName, "ja", Pdf: false), CancellationToken.None), "quiet");
        var (code, said) = await Recount.Run(folder.FullName);
        Assert.True(code == 0, said);
        Assert.Contains(" 0 charts", said);
    }

    [Fact]
    public async Task The_page_stands_alone_and_says_what_was_not_measured()
    {
        var receipt = await Write();
        var html = Text("report.html");
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("(src|href)=", html);
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
        Assert.DoesNotContain("insight.", html, StringComparison.Ordinal);
        Assert.Contains("測っていません", html);
        Assert.Contains("この町の道で測った値ではありません", html);
        Assert.Contains("<svg class=\"town\"", html);
        Assert.All(receipt.Files, f => Assert.True(File.Exists(Path.Combine(folder.FullName, f)), f));
        Assert.Equal(receipt.NoPdf is null, receipt.Files.Contains("report.pdf"));
        using var defects = JsonDocument.Parse(Text("data/defects.geojson"));
        Assert.Equal("FeatureCollection", defects.RootElement.GetProperty("type").GetString());
        Assert.Equal(1, defects.RootElement.GetProperty("features").GetArrayLength());
    }

    [Fact]
    public async Task Nothing_private_and_nothing_of_a_person_is_in_any_file()
    {
        var receipt = await Write();
        var secrets = new[] { TrialTown.PrivateText, TrialTown.PrivateNickname, TrialTown.Nickname, TrialTown.Mail, "非公開の通報への答え" };
        foreach (var file in receipt.Files.Where(f => !f.EndsWith(".pdf", StringComparison.Ordinal)))
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, Text(file), StringComparison.Ordinal));
        var (shown, hidden) = (Csv("cases").Rows.Single(r => r["number"] == "1"), Csv("cases").Rows.Single(r => r["number"] == "2"));
        Assert.Equal(("pothole", "morozaki"), (shown["category"], shown["district"]));
        Assert.Equal(("", "", "", ""), (hidden["category"], hidden["district"], hidden["category_name"], hidden["district_name"]));
    }

    [Fact]
    public async Task A_cell_that_a_spreadsheet_would_run_is_made_harmless()
    {
        await Write();
        var proposal = Csv("proposals").Rows[0];
        Assert.Equal("'+1 もっとベンチを", proposal["title"]);
        Assert.Equal($"'{TrialTown.Formula} と書いた 2行目, \"引用\"", proposal["text"]);
    }

    [Theory]
    [InlineData("ja", "この期間には、なにも記録されていません")]
    [InlineData("en", "Nothing was recorded in this period")]
    public async Task An_empty_period_gets_a_report_that_says_so(string language, string sentence)
    {
        var receipt = await Write(new DateOnly(2020, 1, 1), new DateOnly(2020, 1, 31), language);
        Assert.True(receipt.Figures.IsEmpty);
        Assert.Null(receipt.Figures.Km);
        Assert.Null(receipt.Figures.Frames);
        Assert.Contains(sentence, Text("report.html"));
        Assert.DoesNotContain("<svg", Text("report.html"), StringComparison.Ordinal);
        Assert.Empty(Csv("proposals").Rows);
    }

    [Theory]
    [InlineData("2026-05-02", "2026-05-01", "ja", "insight.period-backwards")]
    [InlineData("0001-01-01", "2026-05-01", "ja", "insight.period-years")]
    [InlineData("2026-05-01", "9999-12-31", "ja", "insight.period-years")]
    [InlineData("2026-05-01", "2026-06-01", "fr", "insight.language")]
    public async Task A_period_or_a_language_that_cannot_be_is_refused(string from, string to, string language, string key)
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(() => Write(DateOnly.Parse(from, CultureInfo.InvariantCulture), DateOnly.Parse(to, CultureInfo.InvariantCulture), language));
        Assert.Equal(key, refusal.TextKey);
    }

    [Fact]
    public async Task A_file_where_the_folder_should_be_is_refused()
    {
        var file = Path.Combine(folder.FullName, "taken");
        await File.WriteAllTextAsync(file, "");
        var refusal = await Assert.ThrowsAsync<Refusal>(() => Write(out_: file));
        Assert.Equal("insight.folder-is-file", refusal.TextKey);
    }

    [Fact]
    public async Task Staff_choose_a_period_and_see_and_fetch_it()
    {
        using var clerk = await town.Host.SignedIn(Role.Staff);
        Assert.Contains("すべての数字と、そのよりどころ", await clerk.Page("/minamichita/console/report"));
        Assert.Contains("なにも記録されていません", await clerk.Page("/minamichita/console/report?from=2020-01-01&to=2020-01-31"));
        Assert.Contains("始まりの日と同じか、後にしてください", await clerk.Page("/minamichita/console/report?from=2020-02-01&to=2020-01-01", System.Net.HttpStatusCode.UnprocessableEntity));
        Assert.Contains("<!doctype html>", await clerk.Page("/minamichita/console/report/html?from=2020-01-01&to=2020-01-31&lang=ja"));
        using var stranger = town.Host.Browser();
        Assert.Equal(System.Net.HttpStatusCode.Redirect, (await stranger.Http.GetAsync("/minamichita/console/report/zip?from=2020-01-01&to=2020-01-31")).StatusCode);
    }

    private Task<WriteReport.Receipt> Write(DateOnly? from = null, DateOnly? to = null, string language = "ja", string? out_ = null) =>
        town.As(services => services.GetRequiredService<WriteReport>().Handle(new(from ?? TrialTown.Now.From, to ?? TrialTown.Now.To, out_ ?? folder.FullName, language, Pdf: false), CancellationToken.None));

    private CsvFile Csv(string name) => CsvFile.Read(File.ReadAllBytes(Path.Combine(folder.FullName, "data", $"{name}.csv")));

    private string Text(string path) => File.ReadAllText(Path.Combine(folder.FullName, path));

    private static DateTimeOffset At(string text) => DateTimeOffset.ParseExact(text, "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static double Median(IEnumerable<TimeSpan> spans)
    {
        var days = spans.Select(s => s.TotalDays).Order().ToList();
        return (days[(days.Count - 1) / 2] + days[days.Count / 2]) / 2;
    }
}
