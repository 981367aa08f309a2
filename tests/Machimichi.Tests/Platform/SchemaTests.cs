using Machimichi.Platform.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Platform;

public sealed class SchemaTests(TownHost host) : IClassFixture<TownHost>
{
    [Fact]
    public async Task The_numbered_scripts_make_exactly_the_tables_that_the_model_expects()
    {
        var script = await host.In(s => Task.FromResult(s.GetRequiredService<MachimichiDb>().Database.GenerateCreateScript()));
        await using var fresh = new SqliteConnection("Data Source=:memory:");
        await fresh.OpenAsync();
        await Execute(fresh, script);
        await using var migrated = new SqliteConnection($"Data Source={Path.Combine(host.Data, "machimichi.db")}");
        await migrated.OpenAsync();
        Assert.Equal(await Shape(fresh), await Shape(migrated));
    }

    [Fact]
    public async Task A_query_without_a_town_fails_and_one_with_a_town_sees_only_its_own()
    {
        await host.AddTown("elsewhere");
        await using var scope = host.Services.CreateAsyncScope();
        await Assert.ThrowsAsync<InvalidOperationException>(() => scope.ServiceProvider.GetRequiredService<MachimichiDb>().Photos.AnyAsync());
        var id = Guid.CreateVersion7();
        await host.In(async s =>
        {
            var db = s.GetRequiredService<MachimichiDb>();
            db.Photos.Add(new Machimichi.Platform.Photos.Photo { Id = id, ReceivedAt = db.Now });
            await db.SaveChangesAsync();
        });
        Assert.True(await host.In(s => s.GetRequiredService<MachimichiDb>().Photos.AnyAsync(p => p.Id == id)));
        Assert.False(await host.In(s => s.GetRequiredService<MachimichiDb>().Photos.AnyAsync(p => p.Id == id), "elsewhere"));
    }

    [Fact]
    public async Task The_audit_trail_cannot_be_changed_and_a_change_made_beside_the_program_is_found()
    {
        await host.In(async s =>
        {
            var db = s.GetRequiredService<MachimichiDb>();
            for (var i = 0; i < 5; i++) db.Note("test", "test.noted", "test", Guid.CreateVersion7(), new { i });
            await db.SaveChangesAsync();
            Assert.Empty((await Machimichi.Platform.Audit.AuditChain.Verify(db, CancellationToken.None)).Broken);
            await Assert.ThrowsAsync<SqliteException>(() => db.AuditEntries.ExecuteUpdateAsync(x => x.SetProperty(e => e.Actor, "nobody")));
            await Assert.ThrowsAsync<SqliteException>(() => db.AuditEntries.ExecuteDeleteAsync());
            await db.Database.ExecuteSqlRawAsync("DROP TRIGGER audit_entries_no_update");
            await db.AuditEntries.Where(e => e.Seq == 3).ExecuteUpdateAsync(x => x.SetProperty(e => e.Detail, "forged"));
            Assert.Single((await Machimichi.Platform.Audit.AuditChain.Verify(db, CancellationToken.None)).Broken);
        });
    }

    // Columns and indexes of our own tables; the scheduler's tables are its own affair, and so are each database's words of the search.
    private static async Task<List<string>> Shape(SqliteConnection connection)
    {
        var shape = new List<string>();
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT t.name || '.' || c.name || ' ' || c.type || CASE c."notnull" WHEN 1 THEN ' not null' ELSE '' END || ' pk' || c.pk
            FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'
            UNION ALL SELECT 'index ' || name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL
            """;
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            if (reader.GetString(0) is var line && !line.Contains("QRTZ", StringComparison.OrdinalIgnoreCase) && !line.StartsWith("schema_versions", StringComparison.Ordinal) && !line.StartsWith("search_words", StringComparison.Ordinal) && !line.StartsWith("sqlite_", StringComparison.Ordinal))
                shape.Add(line);
        return [.. shape.Order(StringComparer.Ordinal)];
    }

    private static async Task Execute(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
