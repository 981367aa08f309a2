namespace Machimichi.Roads.Defects;

/// <summary>One-to-one: of all ways to pair rows with columns, the one that pairs the most and, of these, costs least.</summary>
public static class Assignment
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

    // The shortest augmenting path of Jonker and Volgenant, over rows × (columns + one private "alone" column a row).
    private static void SolveGroup(List<Pair> pairs, double alone, List<Pair> chosen)
    {
        int[] rows = [.. pairs.Select(p => p.Row).Distinct().Order()], columns = [.. pairs.Select(p => p.Column).Distinct().Order()];
        var (n, m) = (rows.Length, columns.Length + rows.Length);
        var cost = new double[n, m];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < m; j++) cost[i, j] = j == columns.Length + i ? alone : 1e9;
        foreach (var pair in pairs)
        {
            var (i, j) = (Array.BinarySearch(rows, pair.Row), Array.BinarySearch(columns, pair.Column));
            cost[i, j] = Math.Min(cost[i, j], pair.Cost);
        }

        var (u, v, rowOf, way) = (new double[n + 1], new double[m + 1], new int[m + 1], new int[m + 1]);
        for (var i = 1; i <= n; i++)
        {
            rowOf[0] = i;
            var column = 0;
            var least = Enumerable.Repeat(double.PositiveInfinity, m + 1).ToArray();
            var used = new bool[m + 1];
            do
            {
                used[column] = true;
                var (row, delta, next) = (rowOf[column], double.PositiveInfinity, 0);
                for (var j = 1; j <= m; j++)
                {
                    if (used[j]) continue;
                    var reduced = cost[row - 1, j - 1] - u[row] - v[j];
                    if (reduced < least[j]) (least[j], way[j]) = (reduced, column);
                    if (least[j] < delta) (delta, next) = (least[j], j);
                }
                for (var j = 0; j <= m; j++)
                    if (used[j]) { u[rowOf[j]] += delta; v[j] -= delta; }
                    else least[j] -= delta;
                column = next;
            } while (rowOf[column] != 0);
            do
            {
                var before = way[column];
                rowOf[column] = rowOf[before];
                column = before;
            } while (column != 0);
        }
        for (var j = 1; j <= columns.Length; j++)
            if (rowOf[j] > 0 && cost[rowOf[j] - 1, j - 1] < 1e9)
                chosen.Add(new Pair(rows[rowOf[j] - 1], columns[j - 1], cost[rowOf[j] - 1, j - 1]));
    }
}
