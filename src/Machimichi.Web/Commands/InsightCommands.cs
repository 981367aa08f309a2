using System.CommandLine;
using Machimichi.Insight.Report;

namespace Machimichi.Commands;

/// <summary><c>insight report</c>: what the trial gave, with its real figures.</summary>
internal static class InsightCommands
{
    public static Command All()
    {
        var from = new Option<DateOnly>("--from") { Description = "First day (town's calendar), as 2026-04-01", Required = true };
        var to = new Option<DateOnly>("--to") { Description = "Last day", Required = true };
        var folder = new Option<DirectoryInfo>("--out") { Description = "Folder for the report and its data", Required = true };
        var language = new Option<string>("--lang") { Description = "ja or en", DefaultValueFactory = _ => "ja" };
        language.AcceptOnlyFromAmong("ja", "en");
        return new Command("insight", "What was learned").With(
            new Command("report", "Writes the trial's report: HTML, PDF and all its data").With(SharedOptions.Town(), from, to, folder, language).OnInstallation().Does(async (parsed, ct) =>
            {
                await using var installation = await Installation.Open(SharedOptions.Installation(parsed, works: false), parsed.GetValue<string>("--town"), ct);
                var receipt = await installation.Get<WriteReport>().Handle(
                    new WriteReport.Request(parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(folder)!.FullName, parsed.GetValue(language)!), ct);
                if (parsed.GetValue<bool>("--json")) CommandLine.Print(receipt);
                else foreach (var file in receipt.Files) Console.WriteLine(file);
                if (receipt.NoPdf is { } why) await Console.Error.WriteLineAsync(why);
                return CommandLine.Done;
            }));
    }
}
