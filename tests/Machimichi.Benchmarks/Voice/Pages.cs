using System.Globalization;
using Machimichi.Platform.Geo;
using Machimichi.Platform.Search;
using Microsoft.Data.Sqlite;

namespace Machimichi.Benchmarks.Voice;

/// <summary>A page and the queries that it asks, as one would write them by hand.</summary>
internal sealed record Page(string Name, Func<int, string> Path, Func<int, IEnumerable<Query>> Queries);

internal sealed record Query(string Sql, params (string Name, object Value)[] Values);

internal static class Pages
{
    private const string Photo = "(SELECT f.id FROM photos f WHERE f.town_id = @town AND f.owner_kind = @kind AND f.owner_id = x.id AND f.state = 'Ready' ORDER BY f.id LIMIT 1)";
    private static readonly string[] Words = ["街灯", "べんち", "スケボー", "穴", "カーブミラー", "屋根 バス", "を", "草", "防災", "ＡＥＤ"];
    private static readonly string[] Kinds = ["proposal", "call", "answer", "report"];
    private static readonly string At = $"/{RunningProgram.Town}";

    /// <param name="numbers">Of public reports, some from everywhere in the town's years.</param>
    public static IEnumerable<Page> All(int reports, IReadOnlyList<int> numbers)
    {
        yield return new("home", _ => $"{At}/", _ =>
        [
            Asked("SELECT count(*) FROM answers a WHERE a.town_id = @town AND (a.subject_kind = 'proposal' OR EXISTS (SELECT 1 FROM reports r WHERE r.id = a.subject_id AND NOT r.private))"),
            Asked("SELECT * FROM answers a WHERE a.town_id = @town AND (a.subject_kind = 'proposal' OR EXISTS (SELECT 1 FROM reports r WHERE r.id = a.subject_id AND NOT r.private)) ORDER BY a.published_at DESC, a.id DESC LIMIT 3"),
            Asked("SELECT count(*) FROM proposals WHERE town_id = @town"), Proposals("x.number DESC", 5, 0),
            Asked("SELECT * FROM calls WHERE town_id = @town AND published_at IS NOT NULL"),
        ]);
        yield return new("proposals, newest, page by page", i => $"{At}/proposals?page={i % 20 + 1}", i => [Asked("SELECT count(*) FROM proposals WHERE town_id = @town"), Proposals("x.number DESC", 20, i % 20 * 20)]);
        yield return new("proposals, most supported", _ => $"{At}/proposals?order=supported", _ => [Asked("SELECT count(*) FROM proposals WHERE town_id = @town"), Proposals("x.support_count DESC, x.number DESC", 20, 0)]);
        yield return new("a proposal", i => $"{At}/proposals/{i % 900 + 1}", i => One("proposals", "proposal", i % 900 + 1));
        yield return new("a report of the API", i => $"{At}/api/v1/reports/{numbers[i % numbers.Count]}", i => One("reports", "report", numbers[i % numbers.Count]));
        yield return new("answers", _ => $"{At}/answers", _ =>
        [
            Asked("SELECT count(*) FROM answers a WHERE a.town_id = @town AND (a.subject_kind = 'proposal' OR EXISTS (SELECT 1 FROM reports r WHERE r.id = a.subject_id AND NOT r.private))"),
            Asked("SELECT * FROM answers a WHERE a.town_id = @town AND (a.subject_kind = 'proposal' OR EXISTS (SELECT 1 FROM reports r WHERE r.id = a.subject_id AND NOT r.private)) ORDER BY a.published_at DESC, a.id DESC LIMIT 20"),
        ]);
        yield return new("API: the newest reports", _ => $"{At}/api/v1/reports?limit=50", _ => [Reports(int.MaxValue, "", 50)]);
        yield return new("API: reports from anywhere in the list", i => $"{At}/api/v1/reports?limit=50&cursor={Cursor(Deep(i, reports))}", i => [Reports(Deep(i, reports), "", 50)]);
        yield return new("API: reports that are done, of one district", _ => $"{At}/api/v1/reports?state=done&district=oi", _ => [Reports(int.MaxValue, "AND x.state = 'Done' AND x.district = 'oi'", 20)]);
        yield return new("search, ten words by turns", i => $"{At}/search?q={Uri.EscapeDataString(Words[i % Words.Length])}", i => Kinds.Select(kind => Search(Words[i % Words.Length], kind)));
        yield return new("search, each word for the first time", i => $"{At}/search?q={Uri.EscapeDataString(Words[i % Words.Length])}&page={i / Words.Length % 3 + 1}&t={Guid.CreateVersion7():N}", i => Kinds.Select(kind => Search(Words[i % Words.Length], kind)));
        yield return new("the map's data, a view", i => $"{At}/api/v1/voice.geojson?bbox={Box(i)}", i => MapView(i));
    }

    private static int Deep(int i, int reports) => reports - i * 7919 % Math.Max(1, reports - 100);

    private static Query Asked(string sql) => new(sql, ("@town", RunningProgram.Town));

    private static Query Proposals(string order, int size, int skip) => new(
        $"SELECT x.*, {Photo} FROM proposals x WHERE x.town_id = @town ORDER BY {order} LIMIT @size OFFSET @skip", ("@town", RunningProgram.Town), ("@kind", "proposal"), ("@size", size), ("@skip", skip));

    private static Query Reports(int before, string where, int size) => new(
        $"SELECT x.*, {Photo} FROM reports x WHERE x.town_id = @town AND NOT x.private {where} AND x.number < @before ORDER BY x.number DESC LIMIT @size",
        ("@town", RunningProgram.Town), ("@kind", "report"), ("@before", before), ("@size", size));

    private static IEnumerable<Query> One(string table, string kind, int number) =>
    [
        new($"SELECT * FROM {table} WHERE town_id = @town AND number = @number", ("@town", RunningProgram.Town), ("@number", number)),
        new($"SELECT f.id, f.state FROM photos f JOIN {table} x ON f.owner_id = x.id WHERE f.town_id = @town AND f.owner_kind = @kind AND x.town_id = @town AND x.number = @number", ("@town", RunningProgram.Town), ("@kind", kind), ("@number", number)),
        new($"SELECT a.* FROM answers a JOIN {table} x ON a.subject_id = x.id WHERE a.subject_kind = @kind AND x.town_id = @town AND x.number = @number ORDER BY a.published_at DESC", ("@town", RunningProgram.Town), ("@kind", kind), ("@number", number)),
    ];

    private static Query Search(string words, string kind) => new(
        "SELECT * FROM search_entries WHERE seq IN (SELECT rowid FROM search_words WHERE search_words MATCH @match ORDER BY rowid DESC LIMIT 300)",
        ("@match", SearchWords.Of(words).ForFts(SearchTokens.Facet(RunningProgram.Town, kind))));

    private static (double West, double South, double East, double North) View(int i)
    {
        var (lat, lon, half) = (34.66 + i * 37 % 100 * 0.001, 136.88 + i * 53 % 100 * 0.0015, 0.004 * (1 << i % 4));
        return (lon - half, lat - half, lon + half, lat + half);
    }

    private static string Box(int i)
    {
        var (west, south, east, north) = View(i);
        return string.Create(CultureInfo.InvariantCulture, $"{west:F5},{south:F5},{east:F5},{north:F5}");
    }

    private static IEnumerable<Query> MapView(int i)
    {
        var (west, south, east, north) = View(i);
        var ranges = Machimichi.Platform.Geo.View.Of(Box(i))!.Ranges;
        var cells = string.Join(" OR ", ranges.Select(r => string.Create(CultureInfo.InvariantCulture, $"(cell >= {r.First} AND cell <= {r.Last})")));
        foreach (var (table, open) in new[] { ("reports", "NOT private AND (changed_at >= @since OR state IN ('New', 'Confirmed', 'Planned', 'InWork'))"), ("proposals", "(state = 'Open' OR answered_at >= @since)") })
            yield return new($"SELECT * FROM {table} WHERE town_id = @town AND ({cells}) AND latitude >= @south AND latitude <= @north AND longitude >= @west AND longitude <= @east AND {open} LIMIT 5000",
                ("@town", RunningProgram.Town), ("@since", TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-120)), ("@west", west), ("@south", south), ("@east", east), ("@north", north));
    }

    // The bench may know what a cursor is made of; a client may not.
    private static string Cursor(int number) => System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"reports {number}")));
}

/// <summary>SQLite alone: a connection for each worker, statements prepared once, every column of every row read.</summary>
internal sealed class BareQueries : IDisposable
{
    private readonly System.Collections.Concurrent.ConcurrentBag<(SqliteConnection Connection, Dictionary<string, SqliteCommand> Statements)> idle = [];

    public BareQueries(string database, int workers)
    {
        for (var i = 0; i < workers; i++)
        {
            var connection = new SqliteConnection($"Data Source={database};Mode=ReadOnly;Pooling=False");
            connection.Open();
            idle.Add((connection, []));
        }
    }

    /// <summary>Numbers of public reports, by the hundred, from the whole list.</summary>
    public IReadOnlyList<int> Numbers()
    {
        if (!idle.TryPeek(out var worker)) throw new InvalidOperationException("No connection.");
        using var command = worker.Connection.CreateCommand();
        command.CommandText = "SELECT number FROM reports WHERE NOT private AND number % 37 = 0 ORDER BY (number * 7919) % 1009 LIMIT 500";
        using var reader = command.ExecuteReader();
        var numbers = new List<int>();
        while (reader.Read()) numbers.Add(reader.GetInt32(0));
        return numbers;
    }

    public void Run(IEnumerable<Query> queries)
    {
        if (!idle.TryTake(out var worker)) throw new InvalidOperationException("More workers than connections.");
        foreach (var query in queries)
        {
            if (!worker.Statements.TryGetValue(query.Sql, out var command))
            {
                worker.Statements[query.Sql] = command = worker.Connection.CreateCommand();
                command.CommandText = query.Sql;
                foreach (var (name, value) in query.Values) command.Parameters.AddWithValue(name, value);
            }
            foreach (var (name, value) in query.Values) command.Parameters[name].Value = value;
            using var reader = command.ExecuteReader();
            while (reader.Read())
                for (var i = 0; i < reader.FieldCount; i++) reader.GetValue(i);
        }
        idle.Add(worker);
    }

    public void Dispose()
    {
        foreach (var (connection, statements) in idle)
        {
            foreach (var statement in statements.Values) statement.Dispose();
            connection.Dispose();
        }
    }
}
