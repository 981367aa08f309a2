using Machimichi.Platform.Data;
using Machimichi.Platform.Towns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Platform.Search;

/// <summary>Writes the index anew from what is public: after an update that knows more, or a restore. A town at a time, each in one transaction.</summary>
public sealed class RebuildSearch(IServiceScopeFactory scopes, TownDirectory towns)
{
    /// <summary>Towns that have no entry at all: a database from before there was a search.</summary>
    public Task<int> Missing(CancellationToken ct) => ForEachTown(async (db, sources) => await db.SearchEntries.AnyAsync(ct) ? 0 : await Rebuild(db, sources, ct), ct);

    /// <returns>How many things can be found now.</returns>
    public Task<int> All(CancellationToken ct) => ForEachTown((db, sources) => Rebuild(db, sources, ct), ct);

    private async Task<int> ForEachTown(Func<MachimichiDb, IReadOnlyList<SearchSource>, Task<int>> rebuild, CancellationToken ct)
    {
        var total = 0;
        foreach (var town in await towns.All(ct))
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<TownScope>().Choose(town);
            total += await rebuild(scope.ServiceProvider.GetRequiredService<MachimichiDb>(), [.. scope.ServiceProvider.GetServices<SearchSource>()]);
        }
        return total;
    }

    private static async Task<int> Rebuild(MachimichiDb db, IReadOnlyList<SearchSource> sources, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Whoever saves meanwhile waits: what was read here must not be doubled or lost.
        if (db.Database.IsNpgsql()) await db.Database.ExecuteSqlRawAsync("LOCK TABLE search_entries IN EXCLUSIVE MODE", ct);
        await db.SearchEntries.ExecuteDeleteAsync(ct);
        var found = new List<SearchEntry>();
        foreach (var source in sources) found.AddRange(await source.Public(db).ToListAsync(ct));
        var writer = new SearchWriter(db);
        // Newer things get higher numbers: among very many finds the newest are looked at.
        foreach (var entry in found.OrderBy(e => e.At)) await writer.Insert(entry, null, ct);
        // Said like any other change, so that no page kept from before is shown again.
        if (found.Count > 0) db.Note("command", "search.rebuilt", "town", Guid.Empty, new { found.Count });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return found.Count;
    }
}
