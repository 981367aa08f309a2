using System.Data.Common;
using Machimichi.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage;

namespace Machimichi.Platform.Search;

/// <summary>Keeps the index to what is public. Runs inside the transaction of the save, so that there is no moment in which the two differ.</summary>
internal static class SearchIndex
{
    /// <param name="Things">Ids that may have come, changed or gone, each with the entity's type.</param>
    /// <param name="Subjects">Ids whose belongings may have come or gone with them.</param>
    internal sealed record Touched(IReadOnlyList<(Type Type, Guid Id)> Things, IReadOnlyList<Guid> Subjects)
    {
        public bool Any => Things.Count + Subjects.Count > 0;
    }

    public static Touched TouchedBy(ChangeTracker tracker, IReadOnlyList<SearchSource> sources)
    {
        var (things, subjects) = (new List<(Type, Guid)>(), new List<Guid>());
        if (sources.Count == 0) return new Touched(things, subjects);
        var isSubject = sources.DistinctBy(s => s.Thing).ToDictionary(s => s.Thing, s => s.IsSubject);
        foreach (var entry in tracker.Entries())
        {
            if (entry.State is EntityState.Unchanged or EntityState.Detached || !isSubject.TryGetValue(entry.Metadata.ClrType, out var hasOthers)) continue;
            var id = (Guid)entry.Property("Id").CurrentValue!;
            if (hasOthers && entry.State != EntityState.Added) subjects.Add(id);
            else things.Add((entry.Metadata.ClrType, id));
        }
        return new Touched(things, subjects);
    }

    public static async Task Refresh(MachimichiDb db, IReadOnlyList<SearchSource> sources, Touched touched, CancellationToken ct)
    {
        // Two questions, each of one list: an "or" of the two, one of them empty, is a walk through the whole table.
        if (touched.Things.Count > 0)
        {
            var (ids, types) = (touched.Things.Select(t => t.Id).ToList(), touched.Things.Select(t => t.Type).ToHashSet());
            await Refresh(db, sources.Where(s => types.Contains(s.Thing)), entries => entries.Where(e => ids.Contains(e.ThingId)), ct);
        }
        if (touched.Subjects.Count > 0) await Refresh(db, sources, entries => entries.Where(e => touched.Subjects.Contains(e.SubjectId)), ct);
    }

    private static async Task Refresh(MachimichiDb db, IEnumerable<SearchSource> sources, Func<IQueryable<SearchEntry>, IQueryable<SearchEntry>> asked, CancellationToken ct)
    {
        var before = await asked(db.SearchEntries.AsNoTracking()).ToDictionaryAsync(e => e.ThingId, ct);
        var writer = new SearchWriter(db);
        foreach (var source in sources)
            foreach (var now in await asked(source.Public(db)).ToListAsync(ct))
            {
                if (!before.Remove(now.ThingId, out var was)) await writer.Insert(now, null, ct);
                else if (!was.Says(now))
                {
                    await writer.Delete(was.Seq, ct);
                    await writer.Insert(now, was.Seq, ct);
                }
            }
        foreach (var gone in before.Values) await writer.Delete(gone.Seq, ct);
    }
}

/// <summary>Writes entries and their words with statements that are prepared once, so that a whole town goes in quickly.</summary>
internal sealed class SearchWriter(MachimichiDb db)
{
    private const string Columns = "town_id, thing_id, subject_id, kind, path, title, text, category, district, at";
    private const string Values = "@town, @thing, @subject, @kind, @path, @title, @text, @category, @district, @at";
    private readonly bool postgres = db.Database.IsNpgsql();
    private readonly string town = db.Town.Slug;
    private DbCommand? insert, words;

    public async Task Insert(SearchEntry entry, long? seq, CancellationToken ct)
    {
        var command = seq is null
            ? insert ??= Command($"INSERT INTO search_entries ({Columns}) VALUES ({Values}) RETURNING seq")
            : Command($"INSERT INTO search_entries ({Columns}, seq) VALUES ({Values}, @seq) RETURNING seq");
        if (seq is { } known) Set(command, "@seq", known);
        Set(command, "@town", town);
        Set(command, "@thing", entry.ThingId);
        Set(command, "@subject", entry.SubjectId);
        Set(command, "@kind", entry.Kind);
        Set(command, "@path", entry.Path);
        Set(command, "@title", entry.Title);
        Set(command, "@text", entry.Text);
        Set(command, "@category", entry.Category);
        Set(command, "@district", entry.District);
        Set(command, "@at", entry.At);
        var number = (long)(await command.ExecuteScalarAsync(ct))!;
        words ??= Command(postgres ? "INSERT INTO search_words (seq, words) VALUES (@seq, @words::tsvector)" : "INSERT INTO search_words (rowid, words) VALUES (@seq, @words)");
        Set(words, "@seq", number);
        Set(words, "@words", Written(entry));
        await words.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The words go with their entry: a trigger on SQLite, a foreign key on PostgreSQL.</summary>
    public async Task Delete(long seq, CancellationToken ct)
    {
        var command = Command("DELETE FROM search_entries WHERE seq = @seq");
        Set(command, "@seq", seq);
        await command.ExecuteNonQueryAsync(ct);
    }

    private string Written(SearchEntry entry)
    {
        var tokens = entry.Words.Prepend(SearchTokens.Facet(town, entry.Kind));
        return postgres ? string.Join(' ', tokens.Select((t, i) => $"'{t}':{i + 1}")) : string.Join(' ', tokens);
    }

    private DbCommand Command(string sql)
    {
        var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText = sql;
        return command;
    }

    private static void Set(DbCommand command, string name, object value)
    {
        if (!command.Parameters.Contains(name))
        {
            var added = command.CreateParameter();
            added.ParameterName = name;
            command.Parameters.Add(added);
        }
        command.Parameters[name].Value = value;
    }
}
