namespace Machimichi.Vision;

/// <summary>A box with an identity in one frame of a sequence.</summary>
/// <param name="Frame">Number of the frame.</param>
/// <param name="Id">The thing's or the track's identity within its sequence.</param>
/// <param name="Left">Smallest x, pixels.</param>
/// <param name="Top">Smallest y, pixels.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
public readonly record struct TrackedBox(int Frame, int Id, double Left, double Top, double Width, double Height)
{
    /// <summary>The detector's confidence; 1 where there is none.</summary>
    public double Score { get; init; } = 1;
}

/// <summary>How well a sequence, or several, were tracked.</summary>
/// <param name="FalsePositives">Tracked boxes that match nothing (FP).</param>
/// <param name="FalseNegatives">Labelled boxes that nothing matches (FN).</param>
/// <param name="Switches">How often a labelled thing went on under another identity (IDSW).</param>
/// <param name="Labelled">Labelled boxes.</param>
/// <param name="Tracked">Tracked boxes.</param>
/// <param name="IdentityMatches">Boxes that match when each labelled identity is given one track, paired as well as can be (IDTP).</param>
public sealed record MotScore(int FalsePositives, int FalseNegatives, int Switches, int Labelled, int Tracked, int IdentityMatches)
{
    /// <summary>1 − (FN + FP + switches) / labelled boxes; 1 at best, no lower bound. Null without labelled boxes.</summary>
    public double? Mota => Labelled == 0 ? null : 1 - (double)(FalseNegatives + FalsePositives + Switches) / Labelled;

    /// <summary>2 IDTP / (labelled + tracked boxes), 0 to 1. Null without any box.</summary>
    public double? Idf1 => Labelled + Tracked == 0 ? null : 2.0 * IdentityMatches / (Labelled + Tracked);

    /// <summary>Two sequences together.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    public static MotScore operator +(MotScore a, MotScore b) => new(
        a.FalsePositives + b.FalsePositives,
        a.FalseNegatives + b.FalseNegatives,
        a.Switches + b.Switches,
        a.Labelled + b.Labelled,
        a.Tracked + b.Tracked,
        a.IdentityMatches + b.IdentityMatches);
}

/// <summary>
/// MOTA by CLEAR MOT (Bernardin and Stiefelhagen, EURASIP JIVP 2008) and IDF1 (Ristani et al., ECCV workshop 2016).
/// In each frame, pairs of the frames before are kept as long as they still overlap; what is left is paired so that as many
/// as possible match and then the sum of 1 − IoU is least. A pair needs an IoU of <c>minimumIoU</c> or more.
/// A switch is counted however long the thing was unseen in between.
/// </summary>
public static class MotEvaluator
{
    /// <summary>Scores the tracks of one sequence.</summary>
    /// <param name="truth">The labelled boxes; each identity at most once a frame.</param>
    /// <param name="tracks">The tracked boxes; each identity at most once a frame.</param>
    /// <param name="minimumIoU">The overlap that a match needs.</param>
    public static MotScore Score(IReadOnlyList<TrackedBox> truth, IReadOnlyList<TrackedBox> tracks, double minimumIoU = 0.5)
    {
        var truthOf = truth.ToLookup(b => b.Frame);
        var tracksOf = tracks.ToLookup(b => b.Frame);
        var partner = new Dictionary<int, int>();
        var together = new Dictionary<(int Truth, int Track), int>();
        var (matched, switches) = (0, 0);

        foreach (var frame in truth.Concat(tracks).Select(b => b.Frame).Distinct().Order())
        {
            TrackedBox[] real = [.. truthOf[frame]], found = [.. tracksOf[frame]];
            var distances = Distances(real, found, minimumIoU, together);
            matched += KeepPartners(real, found, distances, partner);
            var pairs = Assignment.Solve(distances, real.Length, found.Length);
            for (var r = 0; r < real.Length; r++)
            {
                if (pairs[r] < 0)
                    continue;
                matched++;
                var id = found[pairs[r]].Id;
                switches += partner.TryGetValue(real[r].Id, out var before) && before != id ? 1 : 0;
                partner[real[r].Id] = id;
            }
        }

        return new MotScore(tracks.Count - matched, truth.Count - matched, switches, truth.Count, tracks.Count, BestIdentities(together));
    }

    /// <summary>Scores several sequences together; identities are local to each.</summary>
    /// <param name="sequences">Labels and tracks of each, as <see cref="MotText.ReadPairs"/> gives them.</param>
    /// <param name="minimumIoU">The overlap that a match needs.</param>
    public static MotScore Score(
        IEnumerable<(IReadOnlyList<TrackedBox> Truth, IReadOnlyList<TrackedBox> Tracks)> sequences,
        double minimumIoU = 0.5) =>
        sequences.Aggregate(new MotScore(0, 0, 0, 0, 0, 0), (sum, s) => sum + Score(s.Truth, s.Tracks, minimumIoU));

    private static double[] Distances(TrackedBox[] real, TrackedBox[] found, double minimumIoU, Dictionary<(int Truth, int Track), int> together)
    {
        var distances = new double[real.Length * found.Length];
        for (var r = 0; r < real.Length; r++)
        {
            for (var f = 0; f < found.Length; f++)
            {
                var distance = 1 - IoU(real[r], found[f]);
                var near = distance <= 1 - minimumIoU;
                distances[r * found.Length + f] = near ? distance : Assignment.Forbidden;
                if (near)
                    together[(real[r].Id, found[f].Id)] = together.GetValueOrDefault((real[r].Id, found[f].Id)) + 1;
            }
        }
        return distances;
    }

    /// <summary>Pairs that hold on are taken out of the matrix; gives how many.</summary>
    private static int KeepPartners(TrackedBox[] real, TrackedBox[] found, double[] distances, Dictionary<int, int> partner)
    {
        var kept = 0;
        for (var r = 0; r < real.Length; r++)
        {
            if (!partner.TryGetValue(real[r].Id, out var id))
                continue;
            var f = Array.FindIndex(found, b => b.Id == id);
            if (f < 0 || !double.IsFinite(distances[r * found.Length + f]))
                continue;
            for (var other = 0; other < found.Length; other++)
                distances[r * found.Length + other] = Assignment.Forbidden;
            for (var other = 0; other < real.Length; other++)
                distances[other * found.Length + f] = Assignment.Forbidden;
            kept++;
        }
        return kept;
    }

    /// <summary>Boxes that agree when each labelled identity is given at most one track, as many as can be.</summary>
    private static int BestIdentities(Dictionary<(int Truth, int Track), int> together)
    {
        var rows = together.Keys.Select(k => k.Truth).Distinct().Index().ToDictionary(p => p.Item, p => p.Index);
        var columns = together.Keys.Select(k => k.Track).Distinct().Index().ToDictionary(p => p.Item, p => p.Index);
        var costs = new double[rows.Count * columns.Count];
        foreach (var ((truth, track), frames) in together)
            costs[rows[truth] * columns.Count + columns[track]] = -frames;
        return -(int)Assignment.Solve(costs, rows.Count, columns.Count).Select((c, r) => c < 0 ? 0 : costs[r * columns.Count + c]).Sum();
    }

    private static double IoU(in TrackedBox a, in TrackedBox b)
    {
        var width = Math.Min(a.Left + a.Width, b.Left + b.Width) - Math.Max(a.Left, b.Left);
        var height = Math.Min(a.Top + a.Height, b.Top + b.Height) - Math.Max(a.Top, b.Top);
        if (width <= 0 || height <= 0)
            return 0;
        var shared = width * height;
        return shared / (a.Width * a.Height + b.Width * b.Height - shared);
    }
}
