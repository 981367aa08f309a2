using Machimichi.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Insight.Accuracy;

/// <summary>What the finished spot checks say, frame by frame.</summary>
public sealed class ReadAccuracy(MachimichiDb db)
{
    /// <summary>Of the checks that were drawn in a time, half-open [from, to), UTC.</summary>
    public async Task<IReadOnlyList<CheckedRow>> Rows(DateTime from, DateTime to, CancellationToken ct)
    {
        var checks = await db.SpotChecks.AsNoTracking().Include(c => c.Frames).Where(c => c.FinishedAt != null && c.DrawnAt >= from && c.DrawnAt < to).OrderBy(c => c.Number).ToListAsync(ct);
        return [.. checks.SelectMany(RowsOf)];
    }

    private static IEnumerable<CheckedRow> RowsOf(SpotCheck check)
    {
        var judged = check.Frames.Where(f => f.State == CheckState.Marked).OrderBy(f => f.Ordinal).ToList();
        foreach (var frame in judged)
        {
            var drawn = judged.Count(f => f.HasBoxes == frame.HasBoxes);
            var none = new CheckedRow(check.Number, frame.Ordinal, check.DrawnAt, frame.Vehicle, frame.HasBoxes, frame.HasBoxes ? check.WithBoxes : check.WithoutBoxes, drawn, "", 0, 0, 0);
            var (boxes, missed) = (frame.ReadBoxes(), frame.ReadMissed());
            var classes = boxes.SelectMany(b => new[] { b.Class, b.Truth! }).Concat(missed.Keys).Where(c => c != CheckedBox.Nothing).Distinct().Order(StringComparer.Ordinal).ToList();
            if (classes.Count == 0) yield return none;
            // Damage that was given another class is wrong for the one and missed for the other.
            foreach (var damage in classes)
                yield return none with
                {
                    Class = damage, Right = boxes.Count(b => b.Class == damage && b.Truth == damage), Wrong = boxes.Count(b => b.Class == damage && b.Truth != damage),
                    Missed = missed.GetValueOrDefault(damage) + boxes.Count(b => b.Class != damage && b.Truth == damage),
                };
        }
    }
}
