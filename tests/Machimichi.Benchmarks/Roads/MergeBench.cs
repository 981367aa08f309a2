using System.Diagnostics;
using Machimichi.Benchmarks.Voice;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Platform.Towns;
using Machimichi.Roads;
using Machimichi.Roads.Defects;
using Machimichi.Roads.Drives;
using Machimichi.Roads.Footage;
using Machimichi.Roads.Footage.Reading;
using Machimichi.Roads.Survey;
using Machimichi.Vision;
using Machimichi.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Machimichi.Benchmarks.Roads;

/// <summary>What one sighting costs to merge into a thousand, a hundred thousand, a million defects that lie as thick on the roads.</summary>
internal static class MergeBench
{
    // As the simulator does: one every 22 m of road; roads 200 m apart.
    private const double AlongMeters = 22, RoadMeters = 200;
    private const int PerRoad = 1000, SightingsAtOnce = 25, Times = 12;

    private static readonly Place Corner = new(34.6, 136.8);
    private static readonly DateTime At = new(2026, 10, 5, 1, 0, 0, DateTimeKind.Utc);

    public static async Task Run(int[] sizes, int rounds)
    {
        var towns = new List<(int Size, Town Town, List<double> Milliseconds)>();
        foreach (var size in sizes) towns.Add((size, await Town.Make(size), []));
        for (var round = -1; round < rounds * Times; round++)
            foreach (var (_, town, milliseconds) in towns)
            {
                var took = await town.Merge(round + 1);
                if (round >= 0) milliseconds.Add(took / SightingsAtOnce);
            }
        Console.WriteLine($"{"merging, for each sighting",-44} {"median ms",9} {"ratio",9}");
        foreach (var (size, town, milliseconds) in towns)
        {
            Console.WriteLine(RoadsBench.Line($"{$"into {size} defects",-44} {Median(milliseconds),9:0.00} {Median([.. milliseconds.Zip(towns[0].Milliseconds, (a, b) => a / b)]),9:0.00}"));
            await town.DisposeAsync();
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private sealed class Town(WebApplication app, string folder, int size) : IAsyncDisposable
    {
        public static async Task<Town> Make(int size)
        {
            var folder = Directory.CreateTempSubdirectory("machimichi-merge-bench-").FullName;
            var app = await MachimichiApp.Build(new PlatformOptions { DataFolder = folder, Works = false }, new WebOptions("http://127.0.0.1:0", Demo: false), b => b.Logging.SetMinimumLevel(LogLevel.Error));
            await app.Services.GetRequiredService<TownDirectory>().Put(TownFile.Parse(await File.ReadAllTextAsync(Path.Combine(RunningProgram.Root, "towns", $"{RunningProgram.Town}.json"))), default);
            Fill(Path.Combine(folder, "machimichi.db"), size);
            return new Town(app, folder, size);
        }

        /// <summary>Milliseconds for the sightings of one stretch, most of them of defects that are known; nothing is kept.</summary>
        public async Task<double> Merge(int round)
        {
            await using var scope = app.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<TownScope>().Choose(await app.Services.GetRequiredService<TownDirectory>().Get(RunningProgram.Town, default));
            var db = scope.ServiceProvider.GetRequiredService<MachimichiDb>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            var drive = new Drive(await db.NextNumber("drive", default), null, At, At, At);
            var footage = new FootageFile(drive.Id, "bench", FootageKind.Video, $"{round:x64}", 1, At);
            db.Drives.Add(drive);
            db.Footage.Add(footage);
            await db.SaveChangesAsync();
            var dice = new Random(round);
            var first = dice.Next(size - SightingsAtOnce);
            var plane = new LocalPlane(Where(first).Latitude, Where(first).Longitude);
            var sightings = Enumerable.Range(0, SightingsAtOnce).Select(i => Sighting(plane, footage, drive, i, Where(first + i).Move(dice.NextDouble() * 3 - 1.5, dice.NextDouble() * 3 - 1.5 + (i % 6 == 0 ? 11 : 0)))).ToList();
            var merge = scope.ServiceProvider.GetRequiredService<MergeIntoDefects>();
            var started = Stopwatch.GetTimestamp();
            await merge.Merge(plane, sightings, default);
            await db.SaveChangesAsync();
            return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        private static NewSighting Sighting(LocalPlane plane, FootageFile footage, Drive drive, int ordinal, Place place)
        {
            var (north, east) = plane.ToMeters(place.Latitude, place.Longitude);
            var at = At.AddSeconds(2 * ordinal);
            return new NewSighting(defect => new Sighting(footage.Id, drive.Id, defect, ordinal)
            {
                At = at, Class = Damage.Pothole, Score = 0.8f, Frames = 2, Evidence = 3, Latitude = place.Latitude, Longitude = place.Longitude, NorthVariance = 4, EastVariance = 4,
                HeadingDegrees = 90, AlongMeters = 0.5, AcrossMeters = 0.5, SquareMeters = 0.2, LengthMeters = 0.5, Severity = 2,
            }, new Spot(Damage.Pothole, north, east, new GroundError(4, 4, 0), 90, 0.5, 0.5), at, place.Latitude, place.Longitude);
        }

        private static Place Where(int i) => Corner.Move(i / PerRoad * RoadMeters, i % PerRoad * AlongMeters);

        private static void Fill(string database, int count)
        {
            using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
            connection.Open();
            connection.CreateFunction("latitude", (int i) => Where(i).Latitude);
            connection.CreateFunction("longitude", (int i) => Where(i).Longitude);
            connection.CreateFunction("morton", (double latitude, double longitude) => MortonCell.Of(latitude, longitude));
            using var command = connection.CreateCommand();
            command.CommandTimeout = 900;
            command.CommandText = """
                WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < @count)
                INSERT INTO defects (id, town_id, number, state, class, class_is_chosen, latitude, longitude, cell, north_variance, east_variance, north_east_covariance, heading_degrees, right_meters, district,
                  along_meters, across_meters, square_meters, length_meters, severity, first_seen_at, last_seen_at, drives, best_frame_id, best_sighting_id, best_score, version)
                SELECT printf('%08X-0000-7000-8000-000000000000', i), @town, i + 1, 'Candidate', 'D40', 0, latitude(i), longitude(i), morton(latitude(i), longitude(i)), 4.0, 4.0, 0.0, 90.0, 1.0, 'oi', 0.5, 0.5, 0.2, 0.5, 2,
                  '2025-11-01 00:00:00', '2025-11-01 00:00:00', 1, '00000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-000000000000', 0.9, 1 FROM n;
                INSERT INTO counters (town_id, series, value) VALUES (@town, 'defect', @count);
                """;
            command.Parameters.AddWithValue("@count", count);
            command.Parameters.AddWithValue("@town", RunningProgram.Town);
            command.ExecuteNonQuery();
        }

        public async ValueTask DisposeAsync()
        {
            await app.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }
}
