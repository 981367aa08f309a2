using System.CommandLine;
using Machimichi.Platform;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Towns;

namespace Machimichi.Commands;

/// <summary><c>town add</c>, <c>town list</c>: a town from its data file.</summary>
internal static class TownCommands
{
    public static Command All() => new Command("town", "Towns of this installation").With(Add(), List());

    private static Command Add()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The town's data file (see towns/)" };
        return new Command("add", "Adds a town, or takes newer data for one that is there").With(file).OnInstallation().Does(async (parsed, ct) =>
        {
            var town = TownFile.Parse(await File.ReadAllTextAsync(parsed.GetValue(file)!.FullName, ct));
            await using var installation = await Installation.Open(SharedOptions.Installation(parsed, works: false), null, ct);
            await installation.Get<TownDirectory>().Put(town, ct);
            if (parsed.GetValue<bool>("--json")) CommandLine.Print(new { town.Slug, town.Code, name = town.Name.Ja });
            else Console.WriteLine($"{town.Slug}  {town.Name.Ja}");
            return CommandLine.Done;
        });
    }

    private static Command List() => new Command("list", "The towns that are here").OnInstallation().Does(async (parsed, ct) =>
    {
        await using var installation = await Installation.Open(SharedOptions.Installation(parsed, works: false), null, ct);
        var towns = await installation.Get<TownDirectory>().All(ct);
        if (parsed.GetValue<bool>("--json")) CommandLine.Print(towns.Select(t => new { t.Slug, t.Code, name = t.Name.Ja }).ToList());
        else foreach (var town in towns) Console.WriteLine($"{town.Slug}  {town.Code}  {town.Name.Ja}");
        return CommandLine.Done;
    });
}

/// <summary><c>user add</c>: a person with a role, and the link that signs them in once.</summary>
internal static class UserCommands
{
    public static Command All()
    {
        var role = new Option<Role>("--role") { Description = "What the person may do", Required = true };
        var email = new Option<string>("--email") { Description = "The person's mail address", Required = true };
        return new Command("user", "People who sign in").With(
            new Command("add", "Gives a person a role in a town and prints a one-time sign-in link").With(SharedOptions.Town(), role, email).OnInstallation().Does(async (parsed, ct) =>
            {
                var town = parsed.GetValue<string>("--town")!;
                await using var installation = await Installation.Open(SharedOptions.Installation(parsed, works: false), town, ct);
                var links = installation.Get<SignInLinks>();
                var account = await links.AccountOf(parsed.GetValue(email)!, ct);
                await links.Grant(account, parsed.GetValue(role), installation.Get<Actor>().Name, ct);
                var link = await links.LinkFor(account, parsed.GetValue(role) switch { Role.Crew => $"/{town}/crew", Role.DistrictHead => $"/{town}/send", Role.Resident => $"/{town}/me", _ => $"/{town}/console" });
                if (parsed.GetValue<bool>("--json")) CommandLine.Print(new { email = account.Email, role = parsed.GetValue(role), link });
                else Console.WriteLine(link);
                return CommandLine.Done;
            }));
    }
}
