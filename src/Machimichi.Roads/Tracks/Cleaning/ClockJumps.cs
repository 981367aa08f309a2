namespace Machimichi.Roads.Tracks.Cleaning;

/// <summary>
/// A receiver that sets its clock during a file (or is an hour off for a while) drives on where it was.
/// The longest piece keeps its time; the others are moved so that they join it.
/// </summary>
internal static class ClockJumps
{
    private const double FastestMps = 60;
    private const double MovingMps = 2;
    private const int ShortestPiece = 3;

    public static int Repair(List<Fix> fixes, out int strays)
    {
        strays = 0;
        if (fixes.Count < 2)
            return 0;
        var interval = Typical(fixes);
        var pieces = Split(fixes, interval);
        if (pieces.Count == 1)
            return 0;

        // One fix with a time of its own between two pieces is a stray, not a piece.
        var kept = pieces.Where(piece => piece.Count >= ShortestPiece).ToList();
        if (kept.Count == 0)
            kept = [pieces.MaxBy(piece => piece.Count)!];
        strays = fixes.Count - kept.Sum(piece => piece.Count);
        var jumps = 0;
        var anchor = kept.IndexOf(kept.MaxBy(piece => piece.Count)!);
        for (var i = anchor + 1; i < kept.Count; i++)
            jumps += Join(kept[i], kept[i - 1][^1], kept[i][0], interval, forward: true);
        for (var i = anchor - 1; i >= 0; i--)
            jumps += Join(kept[i], kept[i + 1][0], kept[i][^1], interval, forward: false);
        fixes.Clear();
        foreach (var piece in kept)
            fixes.AddRange(piece);
        return jumps;
    }

    private static List<List<Fix>> Split(List<Fix> fixes, double interval)
    {
        var pieces = new List<List<Fix>> { new() { fixes[0] } };
        for (var i = 1; i < fixes.Count; i++)
        {
            if (IsJump(fixes[i - 1], fixes[i], interval))
                pieces.Add([]);
            pieces[^1].Add(fixes[i]);
        }
        return pieces;
    }

    // Forwards, a pause looks the same, except that a vehicle does not drive on from a pause at full speed, one interval further.
    private static bool IsJump(in Fix a, in Fix b, double interval)
    {
        var seconds = (b.Utc - a.Utc).TotalSeconds;
        if (seconds < -0.5)
            return true;
        if (seconds < Math.Max(30, interval * 10) || a.SpeedMps is not { } before || b.SpeedMps is not { } after)
            return false;
        return Math.Min(before, after) > MovingMps && Ground.Distance(a, b) < Math.Max(before, after) * interval * 3 + 5;
    }

    private static int Join(List<Fix> piece, in Fix neighbour, in Fix edge, double interval, bool forward)
    {
        var gap = forward ? (edge.Utc - neighbour.Utc).TotalSeconds : (neighbour.Utc - edge.Utc).TotalSeconds;
        var meters = Ground.Distance(neighbour, edge);
        if (gap >= 0 && !IsJump(forward ? neighbour : edge, forward ? edge : neighbour, interval))
            return 0;
        var speed = Math.Clamp(edge.SpeedMps ?? neighbour.SpeedMps ?? meters / interval, 1, FastestMps);
        var should = Math.Max(interval, Math.Round(meters / speed / interval) * interval);
        var shift = TimeSpan.FromSeconds(forward ? should - gap : gap - should);
        for (var i = 0; i < piece.Count; i++)
            piece[i] = piece[i] with { Utc = piece[i].Utc + shift };
        return 1;
    }

    private static double Typical(List<Fix> fixes)
    {
        var steps = new List<double>(fixes.Count);
        for (var i = 1; i < fixes.Count; i++)
            if ((fixes[i].Utc - fixes[i - 1].Utc).TotalSeconds is > 0 and var step)
                steps.Add(step);
        steps.Sort();
        return steps.Count > 0 ? Math.Clamp(steps[steps.Count / 2], 0.02, 30) : 1;
    }
}
