using System.CommandLine;
using System.Globalization;
using Machimichi.Platform;
using Machimichi.Platform.Towns;
using Machimichi.Works.Joins;

namespace Machimichi.Commands;

/// <summary><c>works score-joins</c>: how right the proposals are.</summary>
internal static class WorksCommands
{
    public static Command All() => new Command("works", "Cases and what is one thing").With(ScoreJoins());

    private static Command ScoreJoins()
    {
        var subjects = new Option<int>("--subjects") { Description = "How many reports and defects the made year has", DefaultValueFactory = _ => 2000 };
        var seed = new Option<ulong>("--seed") { Description = "The same seed gives the same year", DefaultValueFactory = _ => 1 };
        return new Command("score-joins", "Holds the proposals against a made year of reports and defects whose truth is known").With(subjects, seed, SharedOptions.Json()).Does(async (parsed, ct) =>
        {
            // A database of its own, which is gone afterwards: a made year is never a town's.
            var folder = Directory.CreateTempSubdirectory("machimichi-score-").FullName;
            try
            {
                var town = TownFile.Parse(await File.ReadAllTextAsync(Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "towns"), "*.demo.json").Order(StringComparer.Ordinal).First()
                    .Replace(".demo.json", ".json", StringComparison.Ordinal), ct));
                await using var installation = await Installation.Open(new PlatformOptions { DataFolder = folder, Works = false }, null, ct);
                await installation.Get<TownDirectory>().Put(town, ct);
                installation.Get<Machimichi.Platform.Data.TownScope>().Choose(town);
                var score = await installation.Get<ScoreJoins>().Handle(parsed.GetValue(subjects), parsed.GetValue(seed), ct);
                if (parsed.GetValue<bool>("--json"))
                    CommandLine.Print(new { score.Subjects, score.Things, score.Possible, score.Proposed, score.Right, precision = Math.Round(score.Precision, 4), recall = Math.Round(score.Recall, 4) });
                else
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{score.Subjects} reports and defects of {score.Things} things: {score.Proposed} joins proposed, {score.Right} right, {score.Possible} possible\nprecision {score.Precision:0.000}  recall {score.Recall:0.000}"));
                return CommandLine.Done;
            }
            finally
            {
                Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
                Directory.Delete(folder, recursive: true);
            }
        });
    }
}
