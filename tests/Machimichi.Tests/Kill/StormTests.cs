using System.Net;
using System.Net.Http.Json;
using Machimichi.Platform.Audit;
using Machimichi.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Kill;

/// <summary>Everybody at once, on a bad network: answers get lost on their way, phones send again.</summary>
public sealed class StormTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private readonly Random random = new(20261126);

    [Fact]
    public async Task A_thousand_reports_at_once_with_aborts_and_retries_are_each_there_once() => await Storm(new TownHost { Works = false }, 1000);

    [Fact]
    public async Task So_are_they_on_PostgreSQL() => await Storm(new TownHost { Works = false, Database = await server.NewDatabase() }, 300);

    private async Task Storm(TownHost host, int people)
    {
        await using var _ = host;
        await host.InitializeAsync();
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = people }) { BaseAddress = host.Address, Timeout = TimeSpan.FromMinutes(4) };
        var aborted = 0;
        var sent = await Task.WhenAll(Enumerable.Range(0, people).Select(async i =>
        {
            var (key, impatient) = (Guid.NewGuid().ToString(), Below(3));
            var numbers = new List<int>();
            for (var turn = 0; ; turn++)
            {
                // Some give up before the answer comes, once or twice, and send the same again; some send again though it came.
                using var patience = new CancellationTokenSource();
                if (turn < impatient) patience.CancelAfter(Below(400));
                try { numbers.Add(await Send(http, key, i, patience.Token)); }
                catch (OperationCanceledException) { Interlocked.Increment(ref aborted); continue; }
                if (turn >= impatient && (numbers.Count > 1 || i % 5 > 0)) return (Key: key, Text: Words(i), Numbers: numbers);
            }
        }));

        Assert.True(aborted > people / 10, $"Only {aborted} were aborted.");
        Assert.All(sent, s => Assert.Single(s.Numbers.Distinct()));
        Assert.Equal(people, sent.Select(s => s.Numbers[0]).Distinct().Count());
        Assert.Equal(people, sent.Max(s => s.Numbers[0]));
        await host.In(async s =>
        {
            var db = s.GetRequiredService<MachimichiDb>();
            var texts = await db.Database.SqlQuery<string>($"SELECT text AS \"Value\" FROM reports").ToListAsync();
            Assert.Equal(sent.Select(r => r.Text).Order(), texts.Order());
            var counts = await db.Database.SqlQuery<int>($"""
                SELECT CAST(count(*) AS integer) AS "Value" FROM cases UNION ALL SELECT CAST(count(DISTINCT subject_id) AS integer) FROM case_subjects
                UNION ALL SELECT CAST(count(*) AS integer) FROM report_keys UNION ALL SELECT CAST(count(*) AS integer) FROM search_entries UNION ALL SELECT CAST(count(*) AS integer) FROM outgoing_messages
                """).ToListAsync();
            Assert.Equal([people, people, people, people, people], counts);
            var verdict = await AuditChain.Verify(db, default);
            Assert.Empty(verdict.Broken);
            // Each was received and opened a case; before them the town was added.
            Assert.Equal(2 * people + 1, verdict.Rows);
        });
    }

    private int Below(int limit)
    {
        lock (random) return random.Next(limit);
    }

    private static string Words(int i) => $"道に穴があります（{i}）";

    private static async Task<int> Send(HttpClient http, string key, int i, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{TownHost.Slug}/api/v1/reports")
        {
            Headers = { { "Idempotency-Key", key } }, Content = JsonContent.Create(new { category = "pothole", text = Words(i), district = "morozaki", mail = $"person{i}@example.jp" }),
        };
        using var answer = await http.SendAsync(request, ct);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(ct)}");
        return (await answer.Content.ReadFromJsonAsync<Receipt>(ct))!.Number;
    }

    private sealed record Receipt(int Number);
}
