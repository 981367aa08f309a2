using System.CommandLine;
using Machimichi.Platform;
using Machimichi.Platform.Audit;
using Machimichi.Platform.Data;
using Machimichi.Platform.Search;
using Machimichi.Web.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Commands;

/// <summary><c>data verify</c>: is the audit trail whole? <c>data reindex</c>: the search, written anew. <c>data script</c>: the schema of the model, for the numbered scripts.</summary>
internal static class DataCommands
{
    public static Command All() => new Command("data", "The data of this installation").With(Verify(), Reindex(), Script());

    private static Command Verify() => new Command("verify", "Holds every link of the audit trail against its hash").OnInstallation().Does(async (parsed, ct) =>
    {
        await using var installation = await Installation.Open(SharedOptions.Installation(parsed, works: false), null, ct);
        var verdict = await AuditChain.Verify(installation.Get<MachimichiDb>(), ct);
        if (parsed.GetValue<bool>("--json")) CommandLine.Print(verdict);
        else
        {
            Console.WriteLine($"{verdict.Rows} entries, {verdict.Broken.Count} broken");
            foreach (var line in verdict.Broken) Console.WriteLine($"  {line}");
        }
        return verdict.Broken.Count == 0 ? CommandLine.Done : CommandLine.Refused;
    });

    private static Command Reindex() => new Command("reindex", "Writes the index of the search anew, from what is public in each town").OnInstallation().Does(async (parsed, ct) =>
    {
        await using var installation = await Installation.Open(SharedOptions.Installation(parsed, works: false), null, ct);
        var entries = await installation.Get<RebuildSearch>().All(ct);
        if (parsed.GetValue<bool>("--json")) CommandLine.Print(new { entries });
        else Console.WriteLine($"{entries} things can be found");
        return CommandLine.Done;
    });

    private static Command Script()
    {
        var provider = new Option<string>("--provider") { Description = "sqlite or postgresql", DefaultValueFactory = _ => "sqlite" };
        provider.AcceptOnlyFromAmong("sqlite", "postgresql");
        return new Command("script", "Prints the SQL that makes the whole schema of the model").With(provider).Does((parsed, ct) =>
        {
            var services = new ServiceCollection().AddLogging().AddMachimichi(new PlatformOptions
            {
                DataFolder = Path.GetTempPath(), Works = false, Database = parsed.GetValue(provider) == "postgresql" ? "Host=localhost" : "Data Source=:memory:",
            });
            using var built = services.BuildServiceProvider();
            using var scope = built.CreateScope();
            Console.WriteLine(scope.ServiceProvider.GetRequiredService<MachimichiDb>().Database.GenerateCreateScript().ReplaceLineEndings("\n"));
            return Task.FromResult(CommandLine.Done);
        });
    }
}
