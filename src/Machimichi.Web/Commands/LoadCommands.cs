using System.CommandLine;
using System.Diagnostics;
using Machimichi.Voice.Demo;

namespace Machimichi.Commands;

/// <summary><c>load seed</c>: a big town for measuring.</summary>
internal static class LoadCommands
{
    public static Command All() => new Command("load", "Data made up for measuring; never on a town's own installation").With(Seed());

    private static Command Seed()
    {
        var reports = new Option<int>("--reports") { Description = "How many reports, over the last five years", DefaultValueFactory = _ => 100_000 };
        var proposals = new Option<int>("--proposals") { Description = "How many proposals, with supports and answers", DefaultValueFactory = _ => 1_000 };
        var people = new Option<int>("--people") { Description = "How many people write and support", DefaultValueFactory = _ => 20_000 };
        var seed = new Option<int>("--seed") { Description = "The same number gives the same words, places and days", DefaultValueFactory = _ => 1 };
        return new Command("seed", "Fills a town with reports, cases, proposals, supports and answers. Run again, it goes on where it stopped")
            .With(reports, proposals, people, seed, SharedOptions.Town()).OnInstallation().Does(async (parsed, ct) =>
        {
            await using var installation = await Installation.Open(SharedOptions.Installation(parsed, works: false), parsed.GetValue<string>("--town"), ct);
            var watch = Stopwatch.StartNew();
            var request = new LoadSeed.Request(parsed.GetValue(reports), parsed.GetValue(proposals), parsed.GetValue(people), parsed.GetValue(seed));
            var receipt = await installation.Get<LoadSeed>().Handle(request, new Lines(), ct);
            if (parsed.GetValue<bool>("--json")) CommandLine.Print(new { receipt.Reports, receipt.Proposals, receipt.Supports, seconds = Math.Round(watch.Elapsed.TotalSeconds, 1) });
            else Console.WriteLine($"{receipt.Reports} reports, {receipt.Proposals} proposals, {receipt.Supports} supports in {watch.Elapsed.TotalSeconds:0} s");
            return CommandLine.Done;
        });
    }

    // Progress<T> would report from another thread, after the end.
    private sealed class Lines : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine(value);
    }
}
