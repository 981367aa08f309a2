using System.Diagnostics;
using Machimichi.Benchmarks.Insight;
using Machimichi.Benchmarks.Voice;
using Machimichi.Platform.Geo;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Machimichi.Benchmarks.Roads;

/// <summary>Map tiles of a million defects by the running program on SQLite, beside PostGIS making tiles of the same points, at several zooms.</summary>
internal static class TilesBench
{
    private const int Tiles = 60, Most = 10_000;

    public static async Task Run(int defects)
    {
        using var program = new RunningProgram(null);
        await program.Fill(10, 1, 10);
        InsightBench.Fill(program.Database, defects);
        await program.Serve();
        using var http = new HttpClient { BaseAddress = program.Address, Timeout = TimeSpan.FromMinutes(5) };
        await using var postgis = await Postgis.Start(program.Database);
        Console.WriteLine(RoadsBench.Line($"map tiles of {defects} defects, {Tiles} tiles a zoom, p95 in ms"));
        Console.WriteLine($"{"zoom",-6} {"program",9} {"kB",7} {"PostGIS",9} {"kB",7} {"ratio",7}");
        foreach (var zoom in new[] { 8, 10, 12, 13, 14, 15, 16 })
        {
            var dice = new Random(zoom);
            var places = Enumerable.Range(0, Tiles + 5).Select(_ => Tile(zoom, 34.65 + dice.NextDouble() * 0.1, 136.85 + dice.NextDouble() * 0.1)).ToList();
            var (ours, theirs, bytes, theirBytes) = (new List<double>(), new List<double>(), 0L, 0L);
            foreach (var (i, (x, y)) in places.Index())
            {
                var started = Stopwatch.GetTimestamp();
                var tile = await http.GetByteArrayAsync($"/{RunningProgram.Town}/tiles/defects/{zoom}/{x}/{y}.mvt");
                var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                started = Stopwatch.GetTimestamp();
                var other = postgis is null ? 0 : await postgis.Tile(zoom, x, y);
                if (i < 5) continue;
                theirs.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                ours.Add(took);
                (bytes, theirBytes) = (bytes + tile.Length, theirBytes + other);
            }
            Console.WriteLine(postgis is null
                ? RoadsBench.Line($"{zoom,-6} {P95(ours),9:0.0} {bytes / 1000.0 / Tiles,7:0} {"none",9}")
                : RoadsBench.Line($"{zoom,-6} {P95(ours),9:0.0} {bytes / 1000.0 / Tiles,7:0} {P95(theirs),9:0.0} {theirBytes / 1000.0 / Tiles,7:0} {P95(ours) / P95(theirs),7:0.00}"));
        }
    }

    private static (int X, int Y) Tile(int zoom, double latitude, double longitude)
    {
        var (x, y) = MortonCell.Unit(latitude, longitude);
        return ((int)(x * (1 << zoom)), (int)(y * (1 << zoom)));
    }

    private static double P95(List<double> values) => values.Order().ElementAt((int)(0.95 * (values.Count - 1)));

    private sealed class Postgis(string folder, Process server, NpgsqlConnection connection) : IAsyncDisposable
    {
        private const string Programs = "/usr/lib/postgresql/15/bin";

        public static async Task<Postgis?> Start(string sqlite)
        {
            if (!File.Exists("/usr/share/postgresql/15/extension/postgis.control")) return null;
            var folder = Directory.CreateTempSubdirectory("machimichi-postgis-").FullName;
            var port = 41_000 + Environment.ProcessId % 10_000;
            if (Environment.IsPrivilegedProcess) await (await Shell("chown", "postgres", folder)).WaitForExitAsync();
            await (await Shell("initdb", "-D", $"{folder}/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")).WaitForExitAsync();
            var server = await Shell("postgres", "-D", $"{folder}/data", "-p", $"{port}", "-k", folder, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "shared_buffers=512MB");
            var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Timeout=5;Command Timeout=900");
            for (var i = 0; ; i++)
            {
                try { await connection.OpenAsync(); break; }
                catch (NpgsqlException) when (i < 100) { await Task.Delay(100); }
            }
            var one = new Postgis(folder, server, connection);
            await one.Fill(sqlite);
            return one;
        }

        public async Task<int> Tile(int zoom, int x, int y)
        {
            await using var command = new NpgsqlCommand($"""
                SELECT ST_AsMVT(t, 'defects', 4096, 'place') FROM (
                  SELECT ST_AsMVTGeom(place, ST_TileEnvelope(@z, @x, @y)) AS place, number, state, class, severity, district, square_meters, length_meters, drives, first_seen_at, last_seen_at
                  FROM defects WHERE place && ST_TileEnvelope(@z, @x, @y) LIMIT {Most}) t
                """, connection);
            command.Parameters.AddWithValue("z", zoom);
            command.Parameters.AddWithValue("x", x);
            command.Parameters.AddWithValue("y", y);
            await command.PrepareAsync();
            return ((byte[])(await command.ExecuteScalarAsync())!).Length;
        }

        private async Task Fill(string sqlite)
        {
            await Execute("CREATE EXTENSION postgis");
            await Execute("CREATE TABLE defects (number int, state text, class text, severity int, district text, latitude float8, longitude float8, square_meters float8, length_meters float8, drives int, first_seen_at text, last_seen_at text)");
            await using (var source = new SqliteConnection($"Data Source={sqlite};Mode=ReadOnly;Pooling=False"))
            {
                source.Open();
                await using var read = source.CreateCommand();
                read.CommandText = "SELECT number, state, class, severity, district, latitude, longitude, square_meters, length_meters, drives, first_seen_at, last_seen_at FROM defects WHERE state IN ('Confirmed', 'RepairOrdered', 'Repaired')";
                await using var rows = await read.ExecuteReaderAsync();
                await using var copy = await connection.BeginBinaryImportAsync("COPY defects FROM STDIN (FORMAT BINARY)");
                while (await rows.ReadAsync())
                {
                    await copy.StartRowAsync();
                    for (var i = 0; i < 12; i++)
                        if (i is 0 or 3 or 9) await copy.WriteAsync(rows.GetInt32(i));
                        else if (i is 5 or 6 or 7 or 8) await copy.WriteAsync(rows.GetDouble(i));
                        else await copy.WriteAsync(rows.GetString(i));
                }
                await copy.CompleteAsync();
            }
            await Execute("ALTER TABLE defects ADD COLUMN place geometry(Point, 3857)");
            await Execute("UPDATE defects SET place = ST_Transform(ST_SetSRID(ST_MakePoint(longitude, latitude), 4326), 3857)");
            await Execute("CREATE INDEX ON defects USING gist (place)");
            await Execute("VACUUM ANALYZE defects");
        }

        private async Task Execute(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }

        // PostgreSQL refuses to run as root, so there the package's own user runs it.
        private static async Task<Process> Shell(string program, params string[] arguments)
        {
            var own = program != "chown";
            var start = own && Environment.IsPrivilegedProcess
                ? new ProcessStartInfo("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", Path.Combine(Programs, program), .. arguments])
                : new ProcessStartInfo(own ? Path.Combine(Programs, program) : program, arguments);
            (start.RedirectStandardOutput, start.RedirectStandardError, start.UseShellExecute) = (true, true, false);
            var process = Process.Start(start)!;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            await Task.Yield();
            return process;
        }

        public async ValueTask DisposeAsync()
        {
            await connection.DisposeAsync();
            if (!server.HasExited) server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
            server.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }
}
