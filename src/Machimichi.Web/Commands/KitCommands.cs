using System.CommandLine;
using Machimichi.Insight.Kit;

namespace Machimichi.Commands;

/// <summary><c>kit export</c>, <c>kit import</c>: what one town learned, for the next one to start with.</summary>
internal static class KitCommands
{
    public static Command All() => new Command("kit", "What another town needs to start").With(Export(), Import());

    private static Command Export()
    {
        var file = new Option<FileInfo>("--out") { Description = "The kit's file, to be written", Required = true };
        return new Command("export", "Writes the kit: town file, model with its card, figures to compare with, handbook; nothing of any person").With(SharedOptions.Town(), file).OnInstallation().Does(async (parsed, ct) =>
        {
            await using var installation = await Installation.Open(SharedOptions.Installation(parsed, works: false), parsed.GetValue<string>("--town"), ct);
            var receipt = await installation.Get<ExportKit>().Handle(parsed.GetValue(file)!.FullName, pdf: true, ct);
            if (parsed.GetValue<bool>("--json")) CommandLine.Print(receipt);
            else foreach (var name in receipt.Files) Console.WriteLine(name);
            if (receipt.NoPdf is { } why) await Console.Error.WriteLineAsync(why);
            return CommandLine.Done;
        });
    }

    private static Command Import()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A kit" };
        var slug = new Option<string>("--as") { Description = "The new town's short name in addresses: small letters, digits, hyphens", Required = true };
        var name = new Option<string?>("--name") { Description = "Its name for people; left out, the kit's until the town writes its own" };
        return new Command("import", "Makes a new town from a kit").With(file, slug, name).OnInstallation().Does(async (parsed, ct) =>
        {
            await using var installation = await Installation.Open(SharedOptions.Installation(parsed, works: false), null, ct);
            var receipt = await installation.Get<ImportKit>().Handle(new ImportKit.Request(parsed.GetValue(file)!.FullName, parsed.GetValue(slug)!, parsed.GetValue(name)), ct);
            if (parsed.GetValue<bool>("--json")) CommandLine.Print(receipt);
            else Console.WriteLine($"{receipt.Slug}  {receipt.Name}");
            return CommandLine.Done;
        });
    }
}
