namespace Machimichi.Vision;

/// <summary>What became of a detection.</summary>
internal enum CocoOutcome : byte
{
    Wrong,
    Right,
    Ignored,
}

/// <summary>
/// One class in one image. Detections by falling score take, of the free labelled boxes, the one they cover best; boxes that
/// count are preferred to those that don't (crowds, and things of another size).
/// </summary>
internal sealed record CocoMatch(int Real, double[] Scores, CocoOutcome[][] Outcomes)
{
    internal static CocoMatch Of(EvaluatedImage image, int type, (double From, double To) sizes, int most, double[] minimumIoUs)
    {
        // Sorted so that boxes that don't count come last; both sorts are stable.
        var truth = image.Truth.Where(t => t.Class == type)
            .Select(t => (Box: t, Ignored: t.Ignore || !Within(t.Area ?? t.Width * t.Height, sizes)))
            .OrderBy(t => t.Ignored)
            .ToArray();
        var found = image.Found.Where(f => f.Class == type).OrderByDescending(f => f.Score).Take(most).ToArray();
        var overlaps = new double[found.Length, truth.Length];
        for (var f = 0; f < found.Length; f++)
        {
            for (var t = 0; t < truth.Length; t++)
                overlaps[f, t] = truth[t].Box.Ignore ? Overlap.PartInside(found[f], truth[t].Box) : Overlap.IoU(truth[t].Box, found[f]);
        }

        var outcomes = minimumIoUs.Select(_ => new CocoOutcome[found.Length]).ToArray();
        for (var step = 0; step < minimumIoUs.Length; step++)
        {
            var taken = new bool[truth.Length];
            for (var f = 0; f < found.Length; f++)
            {
                var match = Choose(truth, taken, overlaps, f, minimumIoUs[step]);
                if (match >= 0)
                    taken[match] = true;
                outcomes[step][f] = match >= 0
                    ? truth[match].Ignored ? CocoOutcome.Ignored : CocoOutcome.Right
                    : Within(found[f].Width * found[f].Height, sizes) ? CocoOutcome.Wrong : CocoOutcome.Ignored;
            }
        }
        return new CocoMatch(truth.Count(t => !t.Ignored), [.. found.Select(f => f.Score)], outcomes);
    }

    private static int Choose((TruthBox Box, bool Ignored)[] truth, bool[] taken, double[,] overlaps, int f, double minimumIoU)
    {
        var (best, bestIoU) = (-1, Math.Min(minimumIoU, 1 - 1e-10));
        for (var t = 0; t < truth.Length; t++)
        {
            // A crowd may be taken by many.
            if (taken[t] && !truth[t].Box.Ignore)
                continue;
            if (best >= 0 && !truth[best].Ignored && truth[t].Ignored)
                break;
            if (overlaps[f, t] >= bestIoU)
                (best, bestIoU) = (t, overlaps[f, t]);
        }
        return best;
    }

    private static bool Within(double area, (double From, double To) sizes) => area >= sizes.From && area <= sizes.To;
}
