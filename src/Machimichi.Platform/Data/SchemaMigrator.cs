using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Platform.Data;

/// <summary>The assembly that holds the numbered scripts, as resources <c>Schema/sqlite/0001-….sql</c> and <c>Schema/postgresql/0001-….sql</c>.</summary>
public sealed record SchemaSource(Assembly Assembly);

/// <summary>Brings a database to the schema of this program: numbered SQL scripts, each run once, in one transaction.</summary>
public sealed class SchemaMigrator(MachimichiDb db, SchemaSource source, PlatformOptions options)
{
    public async Task Migrate(CancellationToken ct = default)
    {
        if (!options.IsPostgres) await PrepareSqlite(ct);
        await db.Database.ExecuteSqlRawAsync(
            "CREATE TABLE IF NOT EXISTS schema_versions (number integer PRIMARY KEY, name text NOT NULL, hash text NOT NULL)", ct);
        var done = (await db.Database.SqlQueryRaw<AppliedScript>("SELECT number, name, hash FROM schema_versions ORDER BY number").ToListAsync(ct))
            .ToDictionary(a => a.Number);
        foreach (var script in Scripts(source.Assembly, options.IsPostgres))
        {
            if (done.Remove(script.Number, out var before))
            {
                if (before.Hash != script.Hash)
                    throw new InvalidOperationException($"Schema script {script.Name} was changed after it ran on this database. Restore the script and add a new one.");
                continue;
            }
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await Execute(script.Sql, ct);
            await db.Database.ExecuteSqlAsync($"INSERT INTO schema_versions (number, name, hash) VALUES ({script.Number}, {script.Name}, {script.Hash})", ct);
            await transaction.CommitAsync(ct);
        }
        if (done.Count > 0)
            throw new InvalidOperationException($"This database was written by a newer program (schema {done.Keys.Max()}). Start that program, or restore an older backup.");
    }

    private async Task PrepareSqlite(CancellationToken ct)
    {
        var file = new SqliteConnectionStringBuilder(options.ConnectionString).DataSource;
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", ct);
    }

    // Not ExecuteSqlRaw: a brace in a script is a brace, not a placeholder.
    private async Task Execute(string sql, CancellationToken ct)
    {
        var connection = db.Database.GetDbConnection();
        await using var command = connection.CreateCommand();
        command.Transaction = Microsoft.EntityFrameworkCore.Storage.DbContextTransactionExtensions.GetDbTransaction(db.Database.CurrentTransaction!);
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(ct);
    }

    private static IEnumerable<Script> Scripts(Assembly assembly, bool postgres)
    {
        var folder = postgres ? "Schema/postgresql/" : "Schema/sqlite/";
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            var sql = reader.ReadToEnd();
            var name = resource[folder.Length..];
            yield return new Script(int.Parse(name[..4], CultureInfo.InvariantCulture), name, sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
        }
    }

    private sealed record Script(int Number, string Name, string Sql, string Hash);

    private sealed record AppliedScript(int Number, string Name, string Hash);
}
