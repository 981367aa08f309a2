using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Towns;
using Machimichi.Voice.Demo;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Web.Demo;

/// <summary>The demo: every town that brings demo data, its proposals and reports, a drive, and people to sign in as.</summary>
internal static class DemoTown
{
    public static string EmailOf(Role role) => $"demo-{role.ToString().ToLowerInvariant()}@example.jp";

    /// <summary>Fills what is empty and leaves alone what is there.</summary>
    /// <returns>For each town its sign-in links, one a role.</returns>
    public static async Task<IReadOnlyList<(TownFile Town, Role Role, string Link)>> Prepare(IServiceProvider services, CancellationToken ct)
    {
        var logins = new List<(TownFile, Role, string)>();
        foreach (var file in TownFiles())
        {
            await using var scope = services.CreateAsyncScope();
            var provider = scope.ServiceProvider;
            var directory = provider.GetRequiredService<TownDirectory>();
            var town = TownFile.Parse(await File.ReadAllTextAsync(file, ct));
            if (await directory.Find(town.Slug, ct) is null) await directory.Put(town, ct);
            provider.GetRequiredService<TownScope>().Choose(town);
            await provider.GetRequiredService<SeedVoice>().Run(ct);
            await AskForDrive(provider.GetRequiredService<MachimichiDb>(), ct);
            logins.AddRange(await Logins(provider, town, ct));
        }
        return logins;
    }

    private static IEnumerable<string> TownFiles()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "towns");
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.demo.json").Select(f => f.Replace(".demo.json", ".json", StringComparison.Ordinal)).Where(File.Exists).Order()
            : [];
    }

    private static async Task AskForDrive(MachimichiDb db, CancellationToken ct)
    {
        if (await db.JobTickets.AnyAsync(t => t.TownId == db.Town.Slug && t.Kind == DemoDrive.Kind, ct)) return;
        Machimichi.Platform.Jobs.JobEnqueuing.Enqueue(db, DemoDrive.Kind, new DemoDrive.Payload());
        await db.SaveChangesAsync(ct);
    }

    private static async Task<List<(TownFile, Role, string)>> Logins(IServiceProvider provider, TownFile town, CancellationToken ct)
    {
        var links = provider.GetRequiredService<SignInLinks>();
        var logins = new List<(TownFile, Role, string)>();
        foreach (var role in new[] { Role.Staff, Role.Admin, Role.Crew })
        {
            var account = await links.AccountOf(EmailOf(role), ct);
            await links.Grant(account, role, "system", ct);
            logins.Add((town, role, await links.LinkFor(account, $"/{town.Slug}/{(role == Role.Crew ? "crew" : "console")}")));
        }
        return logins;
    }
}
