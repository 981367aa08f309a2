using System.Net;
using System.Text.RegularExpressions;
using Machimichi.Insight.Accuracy;
using Machimichi.Insight.Report;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Tests.Roads.Import;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Insight;

public sealed class AccuracyTests
{
    private const string Page = $"/{TownHost.Slug}/console/accuracy";

    // Of 100 frames with boxes two were drawn: 3 right, 1 wrong. Of 1,000 without boxes two: one missed damage, which stands for 500.
    private static readonly CheckedRow[] Four =
    [
        Row(1, boxes: true, 100, right: 2), Row(2, boxes: true, 100, right: 1, wrong: 1), Row(3, boxes: false, 1000, missed: 1), Row(4, boxes: false, 1000, damage: ""),
    ];

    private static CheckedRow Row(int frame, bool boxes, int population, int right = 0, int wrong = 0, int missed = 0, string damage = "D40", int drawn = 2, int check = 1) =>
        new(check, frame, DateTime.UnixEpoch, "", boxes, population, drawn, damage, right, wrong, missed);

    [Fact]
    public void A_frame_stands_for_as_many_as_it_was_drawn_from()
    {
        var here = EstimateAccuracy.Of(Four);
        Assert.Equal(150.0 / 650, here.Recall!.Value, 1e-9);
        Assert.Equal(0.75, here.Precision!.Value, 1e-9);
        Assert.Equal((4, 4), (here.Recall.Counted, here.Precision.Counted));
        Assert.InRange(here.Recall.Low, 0, here.Recall.Value);
        Assert.InRange(here.Recall.High, here.Recall.Value, 1);
    }

    [Fact]
    public void Where_there_is_nothing_to_count_on_nothing_is_said()
    {
        Assert.Equal(MeasuredAccuracy.Unknown, EstimateAccuracy.Of([]));
        Assert.Equal(MeasuredAccuracy.Unknown, EstimateAccuracy.Of(Four, r => r.Class == "D10"));
        var right = EstimateAccuracy.Of([Row(1, true, 10, right: 1), Row(2, true, 10, right: 1)]).Precision!;
        Assert.Equal((1.0, 1.0), (right.Value, right.High), EqualityComparer<(double, double)>.Create((a, b) => Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) < 1e-9));
        Assert.True(right.Low < 0.5, "Two boxes prove little.");
    }

    [Theory]
    [InlineData(1.0, 'A')]
    [InlineData(0.8, 'A')]
    [InlineData(0.7999, 'B')]
    [InlineData(0.6, 'B')]
    [InlineData(0.4, 'C')]
    [InlineData(0.2, 'D')]
    [InlineData(0.1999, 'E')]
    [InlineData(0.0, 'E')]
    public void A_share_has_the_Ministrys_grade(double share, char grade) => Assert.Equal(grade, Share.Grade(share));

    // A town whose truth is known, checked many times over as people would: the estimate must not lean, and the interval must hold the truth.
    [Theory]
    [InlineData(1, 0.6, 0.15)]
    [InlineData(4, 0.85, 0.05)]
    [InlineData(12, 0.3, 0.3)]
    public void Over_many_checks_of_a_known_town_the_estimate_does_not_lean_and_the_interval_holds_the_truth(int weeks, double recall, double falseAlarms)
    {
        var dice = new Random(17);
        var town = Enumerable.Range(0, 3000).Select(_ =>
        {
            var there = dice.NextDouble() < 0.25 ? 1 + dice.Next(3) : 0;
            var right = Enumerable.Range(0, there).Count(_ => dice.NextDouble() < recall);
            return (Right: right, Wrong: dice.NextDouble() < falseAlarms ? 1 : 0, Missed: there - right);
        }).ToList();
        var (full, empty) = (town.Where(f => f.Right + f.Wrong > 0).ToArray(), town.Where(f => f.Right + f.Wrong == 0).ToArray());
        var truth = (Recall: (double)town.Sum(f => f.Right) / town.Sum(f => f.Right + f.Missed), Precision: (double)town.Sum(f => f.Right) / town.Sum(f => f.Right + f.Wrong));
        var (recalls, precisions) = (new List<Share>(), new List<Share>());
        for (var turn = 0; turn < 600; turn++)
        {
            var rows = new List<CheckedRow>();
            for (var week = 1; week <= weeks; week++)
                foreach (var (kind, boxes) in new[] { (full, true), (empty, false) })
                {
                    dice.Shuffle(kind);
                    rows.AddRange(kind.Take(10).Select((f, i) => Row(i + (boxes ? 1 : 11), boxes, kind.Length, f.Right, f.Wrong, f.Missed, drawn: 10, check: week)));
                }
            var here = EstimateAccuracy.Of(rows);
            if (here.Recall is { } r) recalls.Add(r);
            if (here.Precision is { } p) precisions.Add(p);
        }
        foreach (var (shares, real) in new[] { (recalls, truth.Recall), (precisions, truth.Precision) })
        {
            Assert.InRange(shares.Average(s => s.Value), real - 0.03, real + 0.03);
            Assert.InRange(shares.Count(s => s.Low <= real && real <= s.High) / (double)shares.Count, 0.92, 1);
        }
    }

    [Fact]
    public async Task A_person_marks_what_is_there_without_a_mouse_and_the_report_quotes_it()
    {
        await using var town = new OneTown();
        await town.Start();
        var clerk = town.Clerk;
        Assert.Contains("まだ測っていません", await clerk.Page(Page));
        var begun = await clerk.PostForm(Page, $"{Page}/checks", new() { ["draw"] = "1" });
        Assert.Equal($"{Page}/1/1", begun.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.Conflict, (await clerk.PostForm(Page, $"{Page}/checks", new() { ["draw"] = "1" })).StatusCode);

        // To stop in the middle is not counted.
        Assert.Equal(HttpStatusCode.Conflict, (await clerk.PostForm($"{Page}/1/1", $"{Page}/1/end", [])).StatusCode);
        var frames = await town.In(s => s.GetRequiredService<MachimichiDb>().Set<CheckedFrame>().AsNoTracking().OrderBy(f => f.Ordinal).ToListAsync());
        Assert.InRange(frames.Count(f => f.HasBoxes), 3, 17);
        Assert.InRange(frames.Count(f => !f.HasBoxes), 1, 3);
        var (wrongAt, missedAt) = (frames.First(f => f.HasBoxes).Ordinal, frames.First(f => !f.HasBoxes).Ordinal);
        foreach (var frame in frames)
        {
            var marks = Enumerable.Range(1, frame.ReadBoxes().Count).ToDictionary(n => $"box-{n}", _ => frame.Ordinal == wrongAt ? "none" : "D40");
            if (frame.Ordinal == missedAt) marks["missed-D20"] = "２";
            var answer = await clerk.PostForm($"{Page}/1/{frame.Ordinal}", $"{Page}/1/{frame.Ordinal}", new(marks) { ["as"] = "marked" });
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        }
        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.PostForm(Page, $"{Page}/1/end", [])).StatusCode);
        Assert.Contains("変えられません", await clerk.Page($"{Page}/1/1"));

        var (boxes, wrong) = (frames.Sum(f => f.ReadBoxes().Count), frames.Single(f => f.Ordinal == wrongAt).ReadBoxes().Count);
        var rows = await town.In(s => s.GetRequiredService<ReadAccuracy>().Rows(DateTime.UnixEpoch, DateTime.MaxValue, CancellationToken.None));
        Assert.Equal((boxes - wrong, wrong, 2), (rows.Sum(r => r.Right), rows.Sum(r => r.Wrong), rows.Sum(r => r.Missed)));
        var here = EstimateAccuracy.Of(rows);
        Assert.Equal((double)(boxes - wrong) / boxes, here.Precision!.Value, 1e-9);
        Assert.Null(EstimateAccuracy.Of(rows, r => r.Class == "D00").Recall);
        Assert.Equal(0, EstimateAccuracy.Of(rows, r => r.Class == "D20").Recall!.Value);
        var shown = await clerk.Page(Page);
        Assert.Contains("公用車 3号", shown);
        Assert.Contains("Wilson", shown);
        Assert.Contains($"{Math.Round(here.Precision.Value * 100, MidpointRounding.AwayFromZero):0}%（", shown);
        // Everything was looked at: there is nothing new to draw from until the next drive.
        Assert.Equal(HttpStatusCode.Conflict, (await clerk.PostForm($"/{TownHost.Slug}/console/settings", $"{Page}/checks", [])).StatusCode);

        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var html = await clerk.Page($"/{TownHost.Slug}/console/report/html?from={today.AddDays(-2):yyyy-MM-dd}&to={today.AddDays(2):yyyy-MM-dd}&lang=ja");
        Assert.Contains("この町の道で測った、AIの正しさ", html);
        Assert.DoesNotContain("この町の道で測った値ではありません", html, StringComparison.Ordinal);
        var folder = Directory.CreateTempSubdirectory("machimichi-accuracy-test-");
        try
        {
            await town.In(s => s.GetRequiredService<WriteReport>().Handle(new(today.AddDays(-2), today.AddDays(2), folder.FullName, Pdf: false), CancellationToken.None));
            var (code, said) = await Recount.Run(folder.FullName);
            Assert.True(code == 0, said);
        }
        finally { folder.Delete(recursive: true); }
        Assert.DoesNotContain("公用車", html, StringComparison.Ordinal);
        Assert.Contains("この町の道で測った値ではありません", await clerk.Page($"/{TownHost.Slug}/console/report/html?from=2026-11-01&to={today.AddDays(-3):yyyy-MM-dd}&lang=ja"));
    }

    [Fact]
    public async Task What_was_not_said_or_cannot_be_is_asked_for_and_nothing_typed_is_lost()
    {
        await using var town = new OneTown();
        await town.Start();
        await town.In(s => s.GetRequiredService<DrawSpotCheck>().Handle(CancellationToken.None));
        var frame = await town.In(s => s.GetRequiredService<MachimichiDb>().Set<CheckedFrame>().AsNoTracking().FirstAsync(f => f.HasBoxes));
        var path = $"{Page}/1/{frame.Ordinal}";
        var answer = await town.Clerk.PostForm(path, path, new() { ["as"] = "marked", ["missed-D00"] = "many", ["missed-D10"] = "3" });
        var again = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("枠 1 に何があるかを選んでください", again);
        Assert.Contains("0から50までの数字で", again);
        Assert.Matches("name=\"missed-D10\"[^>]*value=\"3\"", again);
        Assert.Equal(HttpStatusCode.Redirect, (await town.Clerk.PostForm(path, path, new() { ["as"] = "unclear" })).StatusCode);
        await Assert.ThrowsAsync<Refusal>(() => town.In(s => s.GetRequiredService<MarkFrame>().Handle(new(1, frame.Ordinal, ["pothole"], new Dictionary<string, int?>()), CancellationToken.None)));
        using var stranger = new TownClient(town.Address);
        foreach (var secret in new[] { Page, path }) Assert.Equal(HttpStatusCode.Redirect, (await stranger.Http.GetAsync(secret)).StatusCode);
        Assert.DoesNotMatch(new Regex("accuracy\\.[a-z]"), await town.Clerk.Page(path));
    }

    private sealed class OneTown : IAsyncDisposable
    {
        private readonly FilmedTown town = new();

        public Uri Address => town.Address;
        public TownClient Clerk { get; private set; } = default!;

        public async Task Start()
        {
            await town.InitializeAsync();
            await town.Import(town.Film("monday", new DateTime(2026, 11, 16, 1, 0, 0, DateTimeKind.Utc), squares: [(22, -1), (60, 1.2)]));
            Clerk = await town.Clerk();
        }

        public Task<T> In<T>(Func<IServiceProvider, Task<T>> work) => town.In(work);

        public async ValueTask DisposeAsync()
        {
            Clerk.Dispose();
            await town.DisposeAsync();
        }
    }
}
