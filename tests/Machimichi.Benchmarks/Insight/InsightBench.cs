using System.Diagnostics;
using System.Globalization;
using System.Net;
using Machimichi.Benchmarks.Voice;
using Machimichi.Platform.Geo;
using Microsoft.Data.Sqlite;

namespace Machimichi.Benchmarks.Insight;

/// <summary>What is published of a big town: files and lists by the running program, beside the same rows read bare from the same SQLite file.</summary>
internal static class InsightBench
{
    private const string Public = "town_id = @town AND state IN ('Confirmed', 'RepairOrdered', 'Repaired')";

    public static async Task<int> Run(string[] arguments)
    {
        var (defects, reports, rounds) = (Number(arguments, "--defects", 1_000_000), Number(arguments, "--reports", 17_000), Number(arguments, "--rounds", 3));
        using var program = new RunningProgram(null);
        await program.Fill(reports, 1_000, 5_000);
        Fill(program.Database, defects);
        await program.Serve();
        using var http = new HttpClient { BaseAddress = program.Address, Timeout = TimeSpan.FromMinutes(10) };
        using var bare = new SqliteConnection($"Data Source={program.Database};Mode=ReadOnly;Pooling=False");
        bare.Open();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{defects:N0} defects, {reports:N0} reports"));
        Console.WriteLine(Turns.Head("what"));
        var before = program.PeakMegabytes();
        foreach (var (name, path, sql, times) in new[]
        {
            ("defects.csv, all", $"/{RunningProgram.Town}/data/defects.csv", $"SELECT * FROM defects WHERE {Public} ORDER BY number", 1),
            ("defects.geojson, all", $"/{RunningProgram.Town}/data/defects.geojson", $"SELECT * FROM defects WHERE {Public} ORDER BY number", 1),
            ("OGC: 1000 defects", $"/{RunningProgram.Town}/ogc/collections/defects/items?f=json&limit=1000", $"SELECT * FROM defects WHERE {Public} AND number > 0 ORDER BY number LIMIT 1001", 20),
            ("Open311: 1000 requests", $"/{RunningProgram.Town}/open311/v2/requests.json?start_date=2000-01-01", "SELECT * FROM reports WHERE town_id = @town AND NOT private ORDER BY number DESC LIMIT 1000", 20),
        })
        {
            var turns = new Turns()
                .Add(name, _ => { for (var i = 0; i < times; i++) Fetch(http, path); })
                .Add("bare", _ => { for (var i = 0; i < times; i++) Dump(bare, sql); });
            turns.Run(rounds, warmUp: 1);
            Console.WriteLine(turns.Row(name, "bare"));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory of the program at its highest: {program.PeakMegabytes():0} MB ({before:0} MB before)"));
        var folder = Directory.CreateTempSubdirectory("machimichi-report-bench-");
        var started = Stopwatch.GetTimestamp();
        await RunningProgram.Run("insight", "report", "--town", RunningProgram.Town, "--from", "2025-11-01", "--to", "2026-10-31", "--out", folder.FullName, "--data", Path.GetDirectoryName(program.Database)!);
        var printed = File.Exists(Path.Combine(folder.FullName, "report.pdf")) ? "PDF" : "NO PDF (printing was given up)";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"report of a year, HTML, {printed} and data: {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s, page of {new FileInfo(Path.Combine(folder.FullName, "report.html")).Length / 1e6:0.0} MB"));
        folder.Delete(recursive: true);
        return 0;
    }

    private static void Fetch(HttpClient http, string path)
    {
        using var answer = http.Send(new HttpRequestMessage(HttpMethod.Get, path), HttpCompletionOption.ResponseHeadersRead);
        if (answer.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException($"{path} answered {(int)answer.StatusCode}");
        using var stream = answer.Content.ReadAsStream();
        stream.CopyTo(Stream.Null, 64 * 1024);
    }

    // As a dump does: every column of every row as text, and nothing made of it.
    private static void Dump(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("@town", RunningProgram.Town);
        using var reader = command.ExecuteReader();
        using var writer = new StreamWriter(Stream.Null, bufferSize: 64 * 1024);
        while (reader.Read())
        {
            for (var i = 0; i < reader.FieldCount; i++)
            {
                if (i > 0) writer.Write(',');
                if (!reader.IsDBNull(i)) writer.Write(reader.GetString(i));
            }
            writer.Write('\n');
        }
    }

    internal static void Fill(string database, int count)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        connection.CreateFunction("morton", (double latitude, double longitude) => MortonCell.Of(latitude, longitude));
        using var command = connection.CreateCommand();
        command.CommandTimeout = 600;
        command.CommandText = """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @count)
            INSERT INTO defects (id, town_id, number, state, class, class_is_chosen, latitude, longitude, cell, north_variance, east_variance, north_east_covariance, heading_degrees, right_meters, district,
              along_meters, across_meters, square_meters, length_meters, severity, first_seen_at, last_seen_at, drives, best_frame_id, best_sighting_id, best_score, version)
            SELECT printf('%08X-0000-7000-8000-000000000000', i), @town, i, CASE i % 5 WHEN 0 THEN 'Candidate' WHEN 1 THEN 'Repaired' ELSE 'Confirmed' END, CASE i % 4 WHEN 0 THEN 'D00' WHEN 1 THEN 'D10' WHEN 2 THEN 'D20' ELSE 'D40' END, 0,
              34.65 + (i % 1000) / 10000.0, 136.85 + (i / 1000 % 1000) / 10000.0, morton(34.65 + (i % 1000) / 10000.0, 136.85 + (i / 1000 % 1000) / 10000.0), 4.0, 2.0, 0.1, 90.0, 1.0, 'oi', 1.0, 0.8, 0.8, 1.0, i % 3 + 1,
              datetime('2025-11-01', printf('+%d seconds', i * 31 % 31000000)), datetime('2025-11-01', printf('+%d seconds', i * 31 % 31000000)), i % 7 + 1,
              '00000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-000000000000', 0.9, 1 FROM n
            """;
        command.Parameters.AddWithValue("@count", count);
        command.Parameters.AddWithValue("@town", RunningProgram.Town);
        command.ExecuteNonQuery();
    }

    private static int Number(string[] arguments, string name, int otherwise) =>
        Array.IndexOf(arguments, name) is >= 0 and var i && i + 1 < arguments.Length ? int.Parse(arguments[i + 1], CultureInfo.InvariantCulture) : otherwise;
}
