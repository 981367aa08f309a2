using System.Collections.Concurrent;
using Machimichi.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Platform.Towns;

internal sealed class TownRow
{
    public required string Slug { get; init; }
    public required string Json { get; set; }
}

/// <summary>The towns of this installation, read once and kept; a town changes seldom and is asked for in every request.</summary>
public sealed class TownDirectory(IServiceScopeFactory scopes)
{
    private readonly ConcurrentDictionary<string, TownFile> known = new(StringComparer.Ordinal);

    public async Task<TownFile?> Find(string slug, CancellationToken ct)
    {
        if (known.TryGetValue(slug, out var town)) return town;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MachimichiDb>();
        var row = await db.Towns.AsNoTracking().SingleOrDefaultAsync(t => t.Slug == slug, ct);
        return row is null ? null : known.GetOrAdd(slug, TownFile.Parse(row.Json));
    }

    public async Task<TownFile> Get(string slug, CancellationToken ct) =>
        await Find(slug, ct) ?? throw new Refusal("town.unknown", "town", RefusalKind.NotFound, ("town", slug));

    public async Task<IReadOnlyList<TownFile>> All(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MachimichiDb>();
        return [.. (await db.Towns.AsNoTracking().OrderBy(t => t.Slug).Select(t => t.Json).ToListAsync(ct)).Select(TownFile.Parse)];
    }

    /// <summary>Adds the town, or takes the newer data of one that is there.</summary>
    public async Task Put(TownFile town, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MachimichiDb>();
        scope.ServiceProvider.GetRequiredService<TownScope>().Choose(town);
        town = await Change(db, town, "system", ct);
        await db.SaveChangesAsync(ct);
        Changed(town);
    }

    /// <summary>The same within somebody's unit of work: the caller saves, and calls <see cref="Changed"/> when it is saved.</summary>
    /// <returns>The town as it will be.</returns>
    public async Task<TownFile> Change(MachimichiDb db, TownFile town, string actor, CancellationToken ct)
    {
        var row = await db.Towns.SingleOrDefaultAsync(t => t.Slug == town.Slug, ct);
        // Weights and words are set on pages; a newer file that is silent of them does not take them back.
        if (row is not null && town.Works.Weights is null && TownFile.Parse(row.Json).Works.Weights is { } weights) town = town with { Works = town.Works with { Weights = weights } };
        if (row is not null && town.Moderation is { HeldWords: null, RefusedNames: null }) town = town with { Moderation = TownFile.Parse(row.Json).Moderation };
        if (row is not null && (town.Answers is null || town.Limits is null))
        {
            var before = TownFile.Parse(row.Json);
            town = town with { Answers = town.Answers ?? before.Answers, Limits = town.Limits ?? before.Limits };
        }
        if (row is null) db.Towns.Add(new TownRow { Slug = town.Slug, Json = town.ToJson() });
        else row.Json = town.ToJson();
        db.Note(actor, row is null ? "town.added" : "town.changed", "town", Guid.Empty, new { town.Slug });
        return town;
    }

    public void Changed(TownFile town) => known[town.Slug] = town;
}
