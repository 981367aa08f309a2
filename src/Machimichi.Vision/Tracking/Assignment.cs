namespace Machimichi.Vision;

/// <summary>
/// The cheapest one-to-one pairing of rows with columns (Kuhn 1955, Munkres 1957; shortest augmenting paths with potentials
/// as in Jonker and Volgenant 1987), in O(rows² · columns).
/// </summary>
public static class Assignment
{
    /// <summary>Marks a pair that may not be.</summary>
    public const double Forbidden = double.PositiveInfinity;

    /// <summary>
    /// As many allowed pairs as possible, and among those the cheapest.
    /// </summary>
    /// <param name="costs">Row-major; finite, or <see cref="Forbidden"/>.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <returns>The column of each row, or −1.</returns>
    public static int[] Solve(ReadOnlySpan<double> costs, int rows, int columns)
    {
        var result = new int[rows];
        Array.Fill(result, -1);
        if (rows == 0 || columns == 0)
            return result;

        // A forbidden pair costs more than all allowed ones together can save.
        var largest = 0.0;
        foreach (var cost in costs)
        {
            if (double.IsFinite(cost))
                largest = Math.Max(largest, Math.Abs(cost));
        }
        var prohibitive = 2 * (largest + 1) * Math.Min(rows, columns) + 1;

        var wide = rows <= columns;
        var (n, m) = wide ? (rows, columns) : (columns, rows);
        var matrix = new double[n * m];
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
            {
                var cost = costs[r * columns + c];
                matrix[wide ? r * m + c : c * m + r] = double.IsFinite(cost) ? cost : prohibitive;
            }
        }

        var partners = SolveWide(matrix, n, m);
        for (var j = 0; j < m; j++)
        {
            if (partners[j] < 0)
                continue;
            var (row, column) = wide ? (partners[j], j) : (j, partners[j]);
            if (double.IsFinite(costs[row * columns + column]))
                result[row] = column;
        }
        return result;
    }

    /// <summary>Every row gets a column; gives the row of each column, or −1.</summary>
    private static int[] SolveWide(double[] matrix, int rows, int columns)
    {
        // Index 0 is a column outside of the matrix, from which each path starts.
        var rowPotential = new double[rows + 1];
        var columnPotential = new double[columns + 1];
        var rowOf = new int[columns + 1];
        var before = new int[columns + 1];
        var shortest = new double[columns + 1];
        var done = new bool[columns + 1];
        for (var row = 1; row <= rows; row++)
        {
            rowOf[0] = row;
            var column = 0;
            Array.Fill(shortest, double.PositiveInfinity);
            Array.Clear(done);
            do
            {
                done[column] = true;
                var (from, next, delta) = (rowOf[column], 0, double.PositiveInfinity);
                for (var c = 1; c <= columns; c++)
                {
                    if (done[c])
                        continue;
                    var reduced = matrix[(from - 1) * columns + c - 1] - rowPotential[from] - columnPotential[c];
                    if (reduced < shortest[c])
                        (shortest[c], before[c]) = (reduced, column);
                    if (shortest[c] < delta)
                        (delta, next) = (shortest[c], c);
                }
                for (var c = 0; c <= columns; c++)
                {
                    if (done[c])
                    {
                        rowPotential[rowOf[c]] += delta;
                        columnPotential[c] -= delta;
                    }
                    else
                    {
                        shortest[c] -= delta;
                    }
                }
                column = next;
            }
            while (rowOf[column] != 0);

            for (; column != 0; column = before[column])
                rowOf[column] = rowOf[before[column]];
        }
        return [.. rowOf.Skip(1).Select(row => row - 1)];
    }
}
