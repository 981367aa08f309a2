namespace Machimichi.Roads.Defects;

/// <summary>One-to-one: of all ways to pair rows with columns, the one that pairs the most and, of these, costs least.</summary>
public static class Pairing
{
    /// <param name="Cost">Not negative.</param>
    public readonly record struct Pair(int Row, int Column, double Cost);

    /// <summary>
    /// Chooses among the pairs that are possible. Leaving a row alone costs <paramref name="alone"/>, so a pair that costs more is not taken.
    /// Pairs that share no row and no column are solved apart, which keeps a long drive as quick a sighting as a short one.
    /// </summary>
    public static IReadOnlyList<Pair> Solve(IReadOnlyList<Pair> possible, double alone)
    {
        var chosen = new List<Pair>();
        foreach (var group in Groups(possible)) SolveGroup(group, alone, chosen);
        chosen.Sort((a, b) => a.Row.CompareTo(b.Row));
        return chosen;
    }

    private static List<List<Pair>> Groups(IReadOnlyList<Pair> pairs)
    {
        var parent = new Dictionary<(bool IsRow, int Index), (bool, int)>();
        (bool, int) Root((bool, int) node)
        {
            if (!parent.TryGetValue(node, out var up)) { parent[node] = node; return node; }
            if (up == node) return node;
            var root = Root(up);
            parent[node] = root;
            return root;
        }
        foreach (var pair in pairs) parent[Root((true, pair.Row))] = Root((false, pair.Column));
        var groups = new Dictionary<(bool, int), List<Pair>>();
        var inOrder = new List<List<Pair>>();
        foreach (var pair in pairs)
        {
            var root = Root((true, pair.Row));
            if (!groups.TryGetValue(root, out var group)) inOrder.Add(groups[root] = group = []);
            group.Add(pair);
        }
        return inOrder;
    }

    // A private "alone" column a row lets every row go without a partner at the price of alone.
    private static void SolveGroup(List<Pair> pairs, double alone, List<Pair> chosen)
    {
        int[] rows = [.. pairs.Select(p => p.Row).Distinct().Order()], columns = [.. pairs.Select(p => p.Column).Distinct().Order()];
        var width = columns.Length + rows.Length;
        var costs = new double[rows.Length * width];
        Array.Fill(costs, Vision.Assignment.Forbidden);
        for (var i = 0; i < rows.Length; i++) costs[i * width + columns.Length + i] = alone;
        foreach (var pair in pairs)
        {
            ref var cost = ref costs[Array.BinarySearch(rows, pair.Row) * width + Array.BinarySearch(columns, pair.Column)];
            cost = Math.Min(cost, pair.Cost);
        }
        var columnOf = Vision.Assignment.Solve(costs, rows.Length, width);
        for (var i = 0; i < rows.Length; i++)
            if (columnOf[i] >= 0 && columnOf[i] < columns.Length) chosen.Add(new Pair(rows[i], columns[columnOf[i]], costs[i * width + columnOf[i]]));
    }
}
