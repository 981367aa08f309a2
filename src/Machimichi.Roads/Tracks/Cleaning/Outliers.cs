namespace Machimichi.Roads.Tracks.Cleaning;

/// <summary>Places that no vehicle can have reached: faster than 60 m/s from the neighbours, or aside from them by more than 25 m/s² would explain.</summary>
internal static class Outliers
{
    private const double FastestMps = 60;
    private const double HardestMps2 = 25;

    // A tenth of a second of noise is no speed: below this, distances are not judged.
    private const double NoiseMeters = 15;
    private const int ShortestPiece = 10;
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(2);

    public static int Remove(List<Fix> fixes)
    {
        var before = fixes.Count;
        KeepReachable(fixes);
        DropAside(fixes);
        return before - fixes.Count;
    }

    private static void KeepReachable(List<Fix> fixes)
    {
        var pieces = new List<(int Start, int End)>();
        for (var i = 0; i < fixes.Count; i++)
            if (i == 0 || !IsReachable(fixes[i - 1], fixes[i]))
                pieces.Add((i, i + 1));
            else
                pieces[^1] = (pieces[^1].Start, i + 1);
        if (pieces.Count <= 1)
            return;

        var longest = pieces.MaxBy(piece => piece.End - piece.Start);
        var anchor = pieces.IndexOf(longest);
        var kept = new List<Fix>(fixes[longest.Start..longest.End]);
        for (var i = anchor + 1; i < pieces.Count; i++)
            Append(kept, fixes[pieces[i].Start..pieces[i].End]);
        kept.Reverse();
        for (var i = anchor - 1; i >= 0; i--)
        {
            var piece = fixes[pieces[i].Start..pieces[i].End];
            piece.Reverse();
            Append(kept, piece);
        }
        kept.Reverse();
        fixes.Clear();
        fixes.AddRange(kept);
    }

    // A long piece elsewhere is kept, but not joined: what lies at the seam is cut out, so that nobody interpolates across it.
    private static void Append(List<Fix> kept, List<Fix> piece)
    {
        if (IsReachable(kept[^1], piece[0]))
        {
            kept.AddRange(piece);
        }
        else if (piece.Count >= ShortestPiece)
        {
            var (last, first) = (kept[^1].Utc, piece[0].Utc);
            kept.RemoveAll(fix => (last - fix.Utc).Duration() < Cut);
            kept.AddRange(piece.Where(fix => (fix.Utc - first).Duration() >= Cut));
        }
    }

    private static bool IsReachable(in Fix a, in Fix b)
    {
        var meters = Ground.Distance(a, b);
        return meters <= NoiseMeters || meters <= FastestMps * (b.Utc - a.Utc).Duration().TotalSeconds;
    }

    // A stray place makes its neighbours look aside too, but less: only the worst of them goes.
    private static void DropAside(List<Fix> fixes)
    {
        var asides = new double[fixes.Count];
        for (var i = 0; i < fixes.Count; i++)
        {
            var (left, right) = Neighbours(fixes, i);
            asides[i] = left < 0 || right >= fixes.Count ? 0 : Aside(fixes[left], fixes[i], fixes[right]);
        }
        var kept = new List<Fix>(fixes.Count);
        for (var i = 0; i < fixes.Count; i++)
        {
            var (left, right) = Neighbours(fixes, i);
            var worst = 0.0;
            for (var j = Math.Max(0, left); j <= Math.Min(fixes.Count - 1, right); j++)
                worst = Math.Max(worst, asides[j]);
            if (asides[i] <= 1 || asides[i] < worst)
                kept.Add(fixes[i]);
        }
        fixes.Clear();
        fixes.AddRange(kept);
    }

    private static (int Left, int Right) Neighbours(List<Fix> fixes, int i)
    {
        var (left, right) = (i - 1, i + 1);
        while (left > 0 && (fixes[i].Utc - fixes[left].Utc).TotalSeconds < 0.8)
            left--;
        while (right < fixes.Count - 1 && (fixes[right].Utc - fixes[i].Utc).TotalSeconds < 0.8)
            right++;
        return (left, right);
    }

    // How far aside, in units of what can be.
    private static double Aside(in Fix a, in Fix b, in Fix c)
    {
        var (before, after) = ((b.Utc - a.Utc).TotalSeconds, (c.Utc - b.Utc).TotalSeconds);
        if (before + after is <= 0 or > 6)
            return 0;
        var (east, north) = Ground.Offset(a, b);
        var (eastC, northC) = Ground.Offset(a, c);
        var share = before / (before + after);
        var meters = Math.Sqrt(Math.Pow(east - eastC * share, 2) + Math.Pow(north - northC * share, 2));
        return meters / Math.Max(NoiseMeters, HardestMps2 / 2 * before * after);
    }
}
