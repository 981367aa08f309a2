using Machimichi.Insight.Figures;
using Machimichi.Roads;
using Machimichi.Voice;
using Machimichi.Works;

namespace Machimichi.Tests.Insight;

public sealed class FiguresTests
{
    private static readonly Period June = Period.Of(new DateOnly(2026, 6, 1), new DateOnly(2026, 6, 30), TownHost.Town());

    [Fact]
    public void A_period_is_whole_days_of_the_town_the_last_one_too()
    {
        Assert.Equal(new DateTime(2026, 5, 31, 15, 0, 0), June.FromUtc);
        Assert.Equal(new DateTime(2026, 6, 30, 15, 0, 0), June.ToUtc);
        Assert.Equal((30, new DateOnly(2026, 6, 30)), (June.Days, June.Last));
    }

    [Fact]
    public void Where_the_clock_skips_midnight_the_day_begins_later()
    {
        var cairo = TownHost.Town() with { TimeZone = "Africa/Cairo" };
        Assert.Equal(new DateTime(2026, 4, 23, 22, 0, 0), Period.Of(new DateOnly(2026, 4, 24), new DateOnly(2026, 4, 24), cairo).FromUtc);
    }

    [Fact]
    public void What_nobody_measured_is_null_and_never_zero()
    {
        var figures = CountFigures.Of(Record());
        Assert.True(figures.IsEmpty);
        Assert.Equal((null, null, null, null), (figures.Km, figures.KmSeen, figures.Frames, figures.Detections));
        Assert.Equal((null, null, null), (figures.DaysToAnswerProposals, figures.DaysToAnswerReports, figures.DaysToRepair));
        Assert.Equal((0, 0, 0), (figures.Proposals, figures.Defects, figures.Repaired));
    }

    [Theory]
    [InlineData(new[] { 3.0 }, 3.0)]
    [InlineData(new[] { 1.0, 9.0, 2.0 }, 2.0)]
    [InlineData(new[] { 1.0, 2.0, 3.0, 10.0 }, 2.5)]
    public void Days_to_repair_are_the_median_of_what_was_done(double[] days, double median)
    {
        var cases = days.Select((d, i) => Case(i + 1, June.FromUtc, June.FromUtc.AddDays(d))).Append(Case(99, June.FromUtc, null)).ToList();
        var figures = CountFigures.Of(Record(cases: cases));
        Assert.Equal((median, days.Length, days.Length + 1), (figures.DaysToRepair, figures.Repaired, figures.Cases));
    }

    [Fact]
    public void A_case_done_after_the_period_is_not_done_in_it()
    {
        var figures = CountFigures.Of(Record(cases: [Case(1, June.FromUtc, June.ToUtc)]));
        Assert.Equal((0, null), (figures.Repaired, figures.DaysToRepair));
    }

    [Fact]
    public void Only_the_first_answer_counts_and_only_to_the_same_kind()
    {
        var proposal = new PublishedProposal(1, "t", "b", "c", "", null, null, "", June.FromUtc, 0, null, null);
        PublishedAnswer Answer(string kind, double day) => new(kind, 1, "b", null, "d", June.FromUtc.AddDays(day));
        var figures = CountFigures.Of(Record(proposals: [proposal], answers: [Answer("proposal", 9), Answer("proposal", 4), Answer("report", 1)]));
        Assert.Equal((4.0, 1, 0), (figures.DaysToAnswerProposals, figures.AnsweredProposals, figures.AnsweredReports));
    }

    [Fact]
    public void A_case_of_both_kinds_is_joined()
    {
        var figures = CountFigures.Of(Record(cases: [Case(1, June.FromUtc, null, 1, 1), Case(2, June.FromUtc, null, 2, 0), Case(3, June.FromUtc, null, 0, 2)]));
        Assert.Equal(1, figures.CasesJoined);
    }

    [Theory]
    [InlineData(0, "light", "utsumi", true)]
    [InlineData(2, "light", "utsumi", true)]
    [InlineData(3, "light", "utsumi", false)]
    [InlineData(-3, "light", "utsumi", false)]
    [InlineData(0, "light", "oi", false)]
    [InlineData(0, "drain", "utsumi", false)]
    public void A_case_shows_its_category_only_where_a_public_report_vouches_for_it(int seconds, string category, string district, bool shown)
    {
        var report = new PublishedReport(1, "t", "b", "light", "utsumi", null, null, CaseState.New, June.FromUtc, null);
        var one = new PublishedCase(1, CaseState.New, category, district, 1, June.FromUtc.AddSeconds(seconds), null, 1, 0);
        Assert.Equal(shown ? (category, district) : ("", ""), (new PublicCases([report]).Show(one).Category, new PublicCases([report]).Show(one).District));
        Assert.Equal(category, new PublicCases([]).Show(one with { Defects = 1 }).Category);
    }

    private static PublishedCase Case(int number, DateTime opened, DateTime? done, int reports = 1, int defects = 0) =>
        new(number, done is null ? CaseState.New : CaseState.Done, "light", "utsumi", 1, opened, done, reports, defects);

    private static TownRecord Record(IReadOnlyList<PublishedProposal>? proposals = null, IReadOnlyList<PublishedAnswer>? answers = null, IReadOnlyList<PublishedCase>? cases = null) =>
        new(June, proposals ?? [], [], 0, answers ?? [], 0, new PublishedRoadFigures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, null, null), [], [], cases ?? [], []);
}
