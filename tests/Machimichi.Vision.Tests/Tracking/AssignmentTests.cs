namespace Machimichi.Vision.Tests.Tracking;

public sealed class AssignmentTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(5, 3)]
    [InlineData(6, 6)]
    public void The_pairing_is_as_good_as_the_best_of_all(int rows, int columns)
    {
        var random = new Random(rows * 31 + columns);
        for (var round = 0; round < 300; round++)
        {
            var costs = new double[rows * columns];
            for (var i = 0; i < costs.Length; i++)
                costs[i] = random.NextDouble() < 0.3 ? Assignment.Forbidden : Math.Round(random.NextDouble() * 4 - 2, 1);

            var pairs = Assignment.Solve(costs, rows, columns);

            var taken = pairs.Where(c => c >= 0).ToArray();
            Assert.Equal(taken.Length, taken.Distinct().Count());
            var cost = pairs.Select((c, r) => c < 0 ? 0 : costs[r * columns + c]).Sum();
            var best = Best(costs, columns, 0, rows, []);
            Assert.Equal(best.Pairs, taken.Length);
            Assert.Equal(best.Cost, cost, 1e-9);
        }
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(4, 0)]
    [InlineData(0, 0)]
    public void Nothing_to_pair_gives_no_pair(int rows, int columns) =>
        Assert.All(Assignment.Solve([], rows, columns), c => Assert.Equal(-1, c));

    private static (int Pairs, double Cost) Best(double[] costs, int columns, int row, int rows, HashSet<int> used)
    {
        if (row == rows)
            return (0, 0);
        var best = Best(costs, columns, row + 1, rows, used);
        for (var c = 0; c < columns; c++)
        {
            var cost = costs[row * columns + c];
            if (!double.IsFinite(cost) || !used.Add(c))
                continue;
            var rest = Best(costs, columns, row + 1, rows, used);
            used.Remove(c);
            var (pairs, sum) = (rest.Pairs + 1, rest.Cost + cost);
            if (pairs > best.Pairs || pairs == best.Pairs && sum < best.Cost)
                best = (pairs, sum);
        }
        return best;
    }
}
