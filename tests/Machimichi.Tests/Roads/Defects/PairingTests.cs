using Machimichi.Roads.Defects;

namespace Machimichi.Tests.Roads.Defects;

public class PairingTests
{
    [Fact]
    public void The_sum_counts_and_not_the_nearest()
    {
        // The greedy choice 0-0 (1) would force 1-1 (9); together 0-1 and 1-0 cost less.
        var chosen = Pairing.Solve([new(0, 0, 1), new(0, 1, 2), new(1, 0, 2), new(1, 1, 9)], alone: 12);
        Assert.Equal([1, 0], chosen.Select(p => p.Column));
    }

    [Fact]
    public void What_costs_more_than_being_alone_stays_alone() => Assert.Empty(Pairing.Solve([new(0, 0, 13)], alone: 12));

    [Fact]
    public void Each_row_and_column_is_taken_once_and_no_other_choice_is_cheaper()
    {
        var dice = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var (rows, columns) = (dice.Next(1, 6), dice.Next(1, 6));
            var pairs = new List<Pairing.Pair>();
            for (var i = 0; i < rows; i++)
                for (var j = 0; j < columns; j++)
                    if (dice.NextDouble() < 0.6) pairs.Add(new Pairing.Pair(i, j, Math.Round(dice.NextDouble() * 14, 3)));
            var chosen = Pairing.Solve(pairs, alone: 12);
            Assert.Equal(chosen.Count, chosen.Select(p => p.Row).Distinct().Count());
            Assert.Equal(chosen.Count, chosen.Select(p => p.Column).Distinct().Count());
            Assert.Equal(Best(pairs, rows, 0, [], 12), chosen.Sum(p => p.Cost) + 12 * (rows - chosen.Count), 1e-6);
        }
    }

    private static double Best(List<Pairing.Pair> pairs, int rows, int row, HashSet<int> taken, double alone)
    {
        if (row == rows) return 0;
        var best = alone + Best(pairs, rows, row + 1, taken, alone);
        foreach (var pair in pairs.Where(p => p.Row == row && !taken.Contains(p.Column)))
            best = Math.Min(best, pair.Cost + Best(pairs, rows, row + 1, [.. taken, pair.Column], alone));
        return best;
    }
}
