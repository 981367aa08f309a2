using System.Diagnostics;
using System.Globalization;
using Machimichi.Benchmarks.Vision;
using Machimichi.Benchmarks.Voice;
using Machimichi.Roads;
using Machimichi.Roads.Simulation;
using Machimichi.Vision;
using Microsoft.Data.Sqlite;

namespace Machimichi.Benchmarks.Roads;

/// <summary>A simulated drive's film through the built program, beside ffmpeg alone decoding the same frames and ONNX Runtime alone on as many.</summary>
internal static class ImportBench
{
    private const double KmPerHour = 30, EveryMeters = 5;

    public static async Task Run(double minutes, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("machimichi-roads-bench-").FullName;
        var film = await Film(folder, minutes);
        var model = Path.Combine(AppContext.BaseDirectory, "models", "road-damage.onnx");
        using var detector = OnnxDetector.Load(model);
        using var bare = new BareSession(model, detector.Model, Environment.ProcessorCount);
        var (frames, seconds) = (0, Seconds(film));
        var (whole, memory, ratios, times) = (new List<double>(), 0.0, new List<double>(), new List<(double Decode, double Infer)>());
        for (var round = 0; round < rounds; round++)
        {
            var data = Path.Combine(folder, $"data-{round}");
            await RunningProgram.Run("town", "add", Path.Combine(RunningProgram.Root, "towns", $"{RunningProgram.Town}.json"), "--data", data);
            var (took, peak) = await Import(film, data);
            // The same once more is known at once: what it takes is the program's start and the copy of the film.
            var (start, _) = await Import(film, data);
            frames = Frames(Path.Combine(data, "machimichi.db"));
            var decode = Time(() => Decode(film));
            var infer = Time(() => { for (var i = 0; i < frames; i++) bare.Run(); });
            whole.Add(took - start);
            memory = Math.Max(memory, peak);
            times.Add((decode, infer));
            ratios.Add((took - start) / (decode + infer));
        }
        Console.WriteLine(RoadsBench.Line($"film: {seconds:0.0} s of 1920x1080, 30 pictures a second, at {KmPerHour} km/h; {frames} frames looked at"));
        Console.WriteLine(RoadsBench.Line($"import, without the program's start: {Median(whole):0.0} s; ffmpeg alone {Median(times.Select(t => t.Decode)):0.0} s + inference alone {Median(times.Select(t => t.Infer)):0.0} s; ratio {Median(ratios):0.00} (goal 1.3)"));
        Console.WriteLine(RoadsBench.Line($"an hour of such film, extrapolated from these {seconds:0} s: {Median(whole) / seconds * 3600:0} s (goal 300)"));
        Console.WriteLine(RoadsBench.Line($"memory at its highest, program and ffmpeg: {memory:0} MB (goal 600)"));
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> Film(string folder, double minutes)
    {
        var roads = RoadLine.Read(Directory.EnumerateFiles(Path.Combine(RunningProgram.Root, "towns"), "*.roads.geojson").First());
        var made = await RoadSimulator.Run(new SimulationOptions
        {
            OutputFolder = Path.Combine(folder, "film"), Roads = roads, Minutes = minutes, FramesPerSecond = 30, SpeedKmh = KmPerHour, StopsPerKilometer = 0,
            Camera = new SimulationCamera { Width = 1920, Height = 1080, FocalPixels = 1725 },
        }, null, CancellationToken.None);
        return made.Footage[0].MoviePath;
    }

    private static async Task<(double Seconds, double PeakMegabytes)> Import(string film, string data)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = RunningProgram.Start("roads", "import", film, "--town", RunningProgram.Town, "--wait", "--data", data);
        var peak = 0.0;
        while (!process.HasExited)
        {
            peak = Math.Max(peak, Highest(process.Id) + Process.GetProcessesByName("ffmpeg").Sum(f => { using (f) return Highest(f.Id); }));
            await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(100));
        }
        if (process.ExitCode != 0) throw new InvalidOperationException($"The import ended with {process.ExitCode}.");
        return (Stopwatch.GetElapsedTime(started).TotalSeconds, peak);
    }

    private static double Highest(int process)
    {
        try { return double.Parse(File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM", StringComparison.Ordinal))?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2] ?? "0", CultureInfo.InvariantCulture) / 1024; }
        catch (IOException) { return 0; }
    }

    // As many frames as the program takes, at the same distances, made as small as it makes them.
    private static void Decode(string film)
    {
        var every = (EveryMeters / (KmPerHour / 3.6)).ToString("0.###", CultureInfo.InvariantCulture);
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg",
        [
            "-v", "error", "-y", "-skip_frame", "noref", "-i", film, "-an", "-vf", $"select='isnan(prev_selected_t)+gte(t-prev_selected_t,{every})',scale='min({new RoadsOptions().KeptPixels},iw)':-2:flags=fast_bilinear,format=bgr24",
            "-fps_mode", "passthrough", "-f", "rawvideo", "/dev/null",
        ]) { UseShellExecute = false })!;
        ffmpeg.WaitForExit();
        if (ffmpeg.ExitCode != 0) throw new InvalidOperationException("ffmpeg failed.");
    }

    private static double Seconds(string film)
    {
        using var probe = Process.Start(new ProcessStartInfo("ffprobe", ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", film]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        return double.Parse(probe.StandardOutput.ReadToEnd().Trim(), CultureInfo.InvariantCulture);
    }

    private static int Frames(string database)
    {
        using var connection = new SqliteConnection($"Data Source={database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT sum(frames) FROM footage";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static double Time(Action work)
    {
        var started = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
}
