using System.Diagnostics;
using System.Globalization;

namespace Machimichi.Benchmarks;

/// <summary>Several ways of doing one thing, timed in turn, A B C A B C, so that all of them meet the machine's good and bad moments.</summary>
internal sealed class Turns
{
    private readonly List<(string Name, Action<int> Work, List<double> Milliseconds)> ways = [];

    public Turns Add(string name, Action<int> work)
    {
        ways.Add((name, work, []));
        return this;
    }

    public void Run(int rounds, int warmUp = 5)
    {
        for (var round = -warmUp; round < rounds; round++)
            foreach (var (_, work, times) in ways)
            {
                var started = Stopwatch.GetTimestamp();
                work(Math.Abs(round));
                if (round >= 0) times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
    }

    /// <summary>The median of the ratios round by round, which a slow minute of the machine does not move.</summary>
    public double Ratio(string of, string to) => Median([.. Times(of).Zip(Times(to), (a, b) => a / b)]);

    public double MedianOf(string name) => Median([.. Times(name)]);

    public string Row(string name, string beside) => string.Create(CultureInfo.InvariantCulture,
        $"{name,-44} {MedianOf(name),9:0.0} {Percentile(Times(name), 0.95),9:0.0} {Ratio(name, beside),9:0.00}");

    public static string Head(string of) => $"{of,-44} {"median ms",9} {"p95 ms",9} {"ratio",9}";

    private List<double> Times(string name) => ways.Single(w => w.Name == name).Milliseconds;

    private static double Median(List<double> values) => Percentile(values, 0.5);

    private static double Percentile(List<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[(int)Math.Min(sorted.Count - 1, Math.Round(share * (sorted.Count - 1)))];
    }
}
