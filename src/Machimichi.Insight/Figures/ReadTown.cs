using System.Runtime.CompilerServices;
using Machimichi.Insight.Accuracy;
using Machimichi.Platform.Data;
using Machimichi.Roads;
using Machimichi.Voice;
using Machimichi.Works;

namespace Machimichi.Insight.Figures;

/// <summary>Collects what the owners of the data publish of a period.</summary>
public sealed class ReadTown(PublishedVoice voice, PublishedRoads roads, PublishedWorks works, ReadAccuracy accuracy, MachimichiDb db)
{
    public async Task<TownRecord> Of(Period period, CancellationToken ct)
    {
        var (from, to) = (period.FromUtc, period.ToUtc);
        return new TownRecord(
            period,
            await voice.Proposals(from, to).ToListAsync(ct),
            await voice.Reports(from, to).ToListAsync(ct),
            await voice.PrivateReports(from, to, ct),
            await voice.Answers(from, to).ToListAsync(ct),
            await voice.Supports(from, to, ct),
            await roads.Figures(from, to, ct),
            await DrivingDays(period, ct).ToListAsync(ct),
            await Defects(period, ct),
            await Cases(period, ct).ToListAsync(ct),
            await accuracy.Rows(from, to, ct));
    }

    /// <summary>Cases opened in a period, by number, without what a private report says of itself.</summary>
    public async IAsyncEnumerable<PublishedCase> Cases(Period period, [EnumeratorCancellation] CancellationToken ct, DateTime? since = null)
    {
        var vouchers = await voice.Reports(period.FromUtc - PublicCases.Together, period.ToUtc + PublicCases.Together).ToListAsync(ct);
        var shown = new PublicCases(vouchers);
        await foreach (var one in works.Cases(period.FromUtc, period.ToUtc, since).WithCancellation(ct)) yield return shown.Show(one);
    }

    /// <summary>Confirmed defects that were first seen in a period, by number.</summary>
    public async Task<IReadOnlyList<PublishedDefect>> Defects(Period period, CancellationToken ct) =>
        await roads.Defects(period.FromUtc, period.ToUtc).ToListAsync(ct);

    // Roads gives totals of a period; halving finds the few days of a year that have any.
    private async IAsyncEnumerable<DrivingDay> DrivingDays(Period period, [EnumeratorCancellation] CancellationToken ct)
    {
        var waiting = new Stack<(DateOnly First, DateOnly Last)>([(period.First, period.Last)]);
        while (waiting.TryPop(out var span))
        {
            var part = Period.Of(span.First, span.Last, db.Town);
            var driven = await roads.Figures(part.FromUtc, part.ToUtc, ct);
            if (driven.Drives == 0) continue;
            if (part.Days == 1)
            {
                yield return new DrivingDay(span.First, driven.Drives, Meters(driven.KmDriven), Meters(driven.KmSeen), driven.Frames, driven.UnclearFrames, driven.Detections);
                continue;
            }
            var middle = span.First.AddDays(part.Days / 2);
            waiting.Push((middle, span.Last));
            waiting.Push((span.First, middle.AddDays(-1)));
        }
    }

    private static int Meters(double kilometres) => (int)Math.Round(kilometres * 1000, MidpointRounding.AwayFromZero);
}
