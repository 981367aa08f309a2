using System.Net;
using System.Net.Http.Json;
using Machimichi.Platform.Audit;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Machimichi.Tests.Platform;

/// <summary>The same program on PostgreSQL: no path above Platform differs.</summary>
public sealed class PostgresTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [Fact]
    public async Task The_numbered_scripts_make_the_tables_of_the_model()
    {
        var database = await server.NewDatabase();
        await using var host = new TownHost { Database = database, Works = false };
        await host.InitializeAsync();
        var fresh = await server.NewDatabase();
        var script = await host.In(s => Task.FromResult(s.GetRequiredService<MachimichiDb>().Database.GenerateCreateScript()));
        await using (var connection = new NpgsqlConnection(fresh))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(script, connection);
            await command.ExecuteNonQueryAsync();
        }
        Assert.Equal(await Shape(fresh), await Shape(database));
    }

    [Fact]
    public async Task A_report_becomes_a_case_an_order_and_a_repair()
    {
        await using var host = new TownHost { Database = await server.NewDatabase() };
        await host.InitializeAsync();
        using var resident = host.Browser();
        var sent = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/{TownHost.Slug}/api/v1/reports")
            {
                Headers = { { "Idempotency-Key", Guid.NewGuid().ToString() } },
                Content = JsonContent.Create(new { category = "pothole", text = $"道の穴 {i}", district = "morozaki", mail = "hana@example.jp" }),
            };
            return (await resident.Http.SendAsync(request)).StatusCode;
        }));
        Assert.All(sent, s => Assert.Equal(HttpStatusCode.Created, s));
        await host.JobsDone();

        using var clerk = await host.SignedIn(Role.Staff);
        var page = $"/{TownHost.Slug}/console/cases/7";
        Assert.Contains("道の穴", await clerk.Page(page));
        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.PostForm(page, page + "/order", new() { ["instruction"] = "うめる", ["text"] = "今週うめます" })).StatusCode);
        Assert.Contains("うめる", await clerk.Page($"/{TownHost.Slug}/crew"));
        await clerk.Page($"/{TownHost.Slug}/console/works");
        await clerk.Page($"/{TownHost.Slug}/console");
        await clerk.Page($"/{TownHost.Slug}/console/reports");
        await clerk.Page($"/{TownHost.Slug}/console/proposals");
        await clerk.Page($"/{TownHost.Slug}/console/roads");
        await clerk.Page($"/{TownHost.Slug}/console/roads/defects");
        await clerk.Page($"/{TownHost.Slug}/console/report");
        await clerk.Page($"/{TownHost.Slug}/");
        await clerk.Page($"/{TownHost.Slug}/roads");
        await clerk.Page($"/{TownHost.Slug}/map");
        await clerk.Page($"/{TownHost.Slug}/me");
        Assert.Contains("<mark>穴</mark>", await clerk.Page($"/{TownHost.Slug}/search?q=穴"));
        Assert.Contains("<mark>道の穴</mark>", await clerk.Page($"/{TownHost.Slug}/search?q=道の穴&kind=report"));
        await host.Services.GetRequiredService<Machimichi.Platform.Search.RebuildSearch>().All(default);
        Assert.Contains("<mark>道の</mark>", await clerk.Page($"/{TownHost.Slug}/search?q=道の"));
        await host.JobsDone();
        Assert.Contains(await host.Mails(), m => m.Body.Contains("今週うめます", StringComparison.Ordinal));
        var verdict = await host.In(s => AuditChain.Verify(s.GetRequiredService<MachimichiDb>(), default));
        Assert.Empty(verdict.Broken);
        Assert.True(verdict.Rows > 40);
    }

    private static async Task<List<string>> Shape(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("""
            SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name NOT ILIKE 'qrtz%' AND table_name NOT IN ('schema_versions', 'search_words')
            UNION ALL SELECT 'index ' || indexname FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT ILIKE 'qrtz%' AND tablename NOT IN ('schema_versions', 'search_words')
            """, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var shape = new List<string>();
        while (await reader.ReadAsync()) shape.Add(reader.GetString(0));
        return [.. shape.Order(StringComparer.Ordinal)];
    }
}
