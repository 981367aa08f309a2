using System.Globalization;
using Machimichi.Platform;
using Machimichi.Platform.Towns;
using Machimichi.Roads.Defects;
using Machimichi.Roads.Footage;
using Machimichi.Roads.Simulation;

namespace Machimichi.Commands;

/// <summary>Simulated drives of several seeds through the whole program with its real model, each in an installation of its own: one line a seed, and the sum.</summary>
internal static class ScoreTable
{
    private sealed record Line(ulong Seed, RoadScoreResult Score);

    public static async Task<int> Print(IReadOnlyList<ulong> seeds, string town, int drives, double minutes, double noise, bool json, CancellationToken ct)
    {
        var lines = new List<Line>();
        if (!json) Console.WriteLine("seed  precision  recall  position median / 95 %  duplicates  other class  repairs: true  proposed  falsely");
        foreach (var seed in seeds)
        {
            lines.Add(new Line(seed, await Run(seed, town, drives, minutes, noise, ct)));
            if (!json) Write(seed.ToString(CultureInfo.InvariantCulture), lines[^1].Score);
        }
        if (json) CommandLine.Print(lines);
        else if (lines.Count > 1) Write("all", Sum([.. lines.Select(l => l.Score)]));
        return CommandLine.Done;
    }

    private static async Task<RoadScoreResult> Run(ulong seed, string town, int drives, double minutes, double noise, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("machimichi-score-").FullName;
        try
        {
            var towns = Path.Combine(AppContext.BaseDirectory, "towns");
            var made = await RoadSimulator.Run(new SimulationOptions
            {
                OutputFolder = Path.Combine(folder, "film"), Roads = RoadLine.Read(Path.Combine(towns, $"{town}.roads.geojson")), Seed = seed, Drives = drives, Minutes = minutes, GpsSigmaMeters = noise,
            }, null, ct);
            var options = new PlatformOptions { DataFolder = Path.Combine(folder, "data"), Works = true };
            await using (var empty = await Installation.Open(options with { Works = false }, null, ct))
                await empty.Get<TownDirectory>().Put(TownFile.Parse(await File.ReadAllTextAsync(Path.Combine(towns, $"{town}.json"), ct)), ct);
            await using var installation = await Installation.Open(options, town, ct);
            await installation.Get<ImportFootage>().Handle(new ImportFootage.Request([Path.Combine(folder, "film")], null, Wait: true), null, ct);
            return RoadScore.Of(TruthFile.Read(made.TruthPath), await installation.Get<ListDefects>().Scored(ct));
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    // Positions cannot be summed from their percentiles: the sum shows the mean of the medians and the worst of the others.
    private static RoadScoreResult Sum(IReadOnlyList<RoadScoreResult> s)
    {
        var (found, matched, truth) = (s.Sum(x => x.Found), s.Sum(x => x.Matched), s.Sum(x => x.Truth));
        return new((double)matched / Math.Max(1, found), (double)matched / Math.Max(1, truth),
            new(s.Average(x => x.PositionErrorMeters.Median), s.Max(x => x.PositionErrorMeters.P95)), s.Sum(x => x.Duplicates), s.Sum(x => x.ClassErrors),
            new(s.Sum(x => x.Repairs.TrueTotal), s.Sum(x => x.Repairs.Proposed), s.Sum(x => x.Repairs.False)), truth, found, matched, new Dictionary<string, double>());
    }

    private static void Write(string seed, RoadScoreResult s) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{seed,4}  {s.Precision,9:0.00}  {s.Recall,6:0.00}  {s.PositionErrorMeters.Median,8:0.00} / {s.PositionErrorMeters.P95,5:0.00} m     {s.Duplicates,4} / {s.Found,-4} {s.ClassErrors,11}  {s.Repairs.TrueTotal,13}  {s.Repairs.Proposed,8}  {s.Repairs.False,7}"));
}
