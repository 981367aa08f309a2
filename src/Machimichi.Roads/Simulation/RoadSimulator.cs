using System.Text.Json;
using Machimichi.Roads.Tracks;

namespace Machimichi.Roads.Simulation;

/// <summary>One simulated piece of footage.</summary>
public sealed record SimulatedFootage(int Drive, string MoviePath, string TrackPath, DateTime StartUtc, double Seconds, double Meters, int Frames);

/// <summary>What was written.</summary>
public sealed record SimulationResult(IReadOnlyList<SimulatedFootage> Footage, string TruthPath, string CameraPath, int Damages);

/// <summary>Drives over made-up roads with known damages: MP4 and GPX for each drive, <c>truth.geojson</c> and <c>camera.json</c>.</summary>
public static class RoadSimulator
{
    /// <summary>A damage counts as passed when the camera was this far before it.</summary>
    internal const double NearestViewMeters = 4;
    internal const double FurthestViewMeters = 15;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <param name="progress">From 0 to 1.</param>
    public static async Task<SimulationResult> Run(SimulationOptions options, IProgress<double>? progress, CancellationToken stop)
    {
        options.Check();
        var roads = options.Roads.Select(line => new RoadCurve(line)).ToList();
        var legs = Legs(options, roads);
        MakeFolder(options.OutputFolder);
        await MovieWriter.Require(options.Ffmpeg, stop);
        var surfaces = new Surfaces(options.Seed);
        var footage = new List<SimulatedFootage>();
        var passes = legs.SelectMany(leg => leg.Damages).ToDictionary(d => d.Id, _ => new List<int>(), StringComparer.Ordinal);
        var total = legs.Sum(leg => leg.PlannedSeconds) * options.Drives;
        double done = 0;
        for (var drive = 1; drive <= options.Drives; drive++)
        {
            var startUtc = options.StartUtc.AddDays((drive - 1) * options.DaysBetweenDrives);
            var light = Light.Of(drive, options.Seed);
            foreach (var leg in legs)
            {
                var scene = leg.SceneOf(drive, light, surfaces, options.Seed);
                var motion = leg.Motion(drive, options);
                var name = legs.Count == 1 ? $"drive-{drive:00}" : $"drive-{drive:00}-road-{leg.Number + 1:00}";
                var track = Path.Combine(options.OutputFolder, name + ".gpx");
                using (var gpx = File.Create(track))
                    TrackWriter.WriteGpx(GpsReceiver.Record(scene.Road, motion, startUtc, options, leg.Seed(drive, options)), gpx);
                var movie = Path.Combine(options.OutputFolder, name + ".mp4");
                var before = done;
                var frames = await Film(scene, motion, movie, startUtc, options, part => progress?.Report(Math.Min(1, (before + part) / total)), stop);
                footage.Add(new(drive, movie, track, startUtc, motion.Seconds, motion.Meters, frames));
                foreach (var damage in leg.Damages)
                {
                    if (WasPassed(damage, motion))
                        passes[damage.Id].Add(drive);
                }
                done += leg.PlannedSeconds;
                startUtc = startUtc.AddSeconds(motion.Seconds + 20);
            }
        }
        var truthPath = Path.Combine(options.OutputFolder, "truth.geojson");
        var truth = legs.SelectMany(leg => leg.Damages.Select(d => (Truth(d, leg.Road, passes[d.Id]), d.IsDamage))).ToList();
        TruthFile.Write(truthPath, options, truth);
        var cameraPath = Path.Combine(options.OutputFolder, "camera.json");
        WriteCamera(cameraPath, options.Camera);
        progress?.Report(1);
        return new(footage, truthPath, cameraPath, truth.Count(t => t.IsDamage));
    }

    internal static List<SimulationLeg> Legs(SimulationOptions options, IReadOnlyList<RoadCurve> roads)
    {
        var legs = new List<SimulationLeg>();
        var meters = options.Meters ?? double.MaxValue;
        var seconds = options.Meters is null ? options.Minutes * 60 : double.MaxValue;
        for (var number = 0; number < roads.Count && meters > 25 && seconds > 2; number++)
        {
            var leg = new SimulationLeg(number, roads[number], options.Roads[number], meters, seconds, options);
            legs.Add(leg);
            meters -= leg.PlannedMeters;
            seconds -= leg.PlannedSeconds;
        }
        return legs;
    }

    private static async Task<int> Film(
        Scene scene,
        VehicleMotion motion,
        string path,
        DateTime startUtc,
        SimulationOptions options,
        Action<double> progress,
        CancellationToken stop
    )
    {
        var renderer = new FrameRenderer(scene, options.Camera);
        var frames = Math.Max(1, (int)Math.Floor(motion.Seconds * options.FramesPerSecond));
        await using var movie = MovieWriter.Open(options.Ffmpeg, path, options.Camera, options.FramesPerSecond, startUtc);
        // Two pictures in turn: one is drawn while the other goes through the pipe.
        byte[][] pictures = [new byte[renderer.FrameBytes], new byte[renderer.FrameBytes]];
        var sending = Task.CompletedTask;
        for (var frame = 0; frame < frames; frame++)
        {
            stop.ThrowIfCancellationRequested();
            var seconds = frame / options.FramesPerSecond;
            var picture = pictures[frame & 1];
            renderer.Render(motion.At(seconds), picture);
            await sending;
            sending = movie.WriteAsync(picture, stop);
            if (frame % 10 == 0)
                progress(seconds);
        }
        await sending;
        await movie.CloseAsync(stop);
        return frames;
    }

    internal static bool WasPassed(RoadFeature damage, VehicleMotion motion)
    {
        var from = motion.At(0).Along;
        return damage.Along - from >= NearestViewMeters && damage.Along - (from + motion.Meters) <= FurthestViewMeters - 5;
    }

    internal static TruthDefect Truth(RoadFeature damage, RoadCurve road, List<int> passes)
    {
        var place = road.ToEarth(road.Place(damage.Along, damage.Right));
        return new(
            damage.Id,
            damage.Class,
            place.Latitude,
            place.Longitude,
            damage.AreaM2,
            damage.LengthMeters,
            damage.AcrossMeters,
            damage.Right < 0 ? "left" : "right",
            damage.Severity,
            [.. passes.Where(drive => !damage.IsRepairedIn(drive))],
            passes,
            damage.RepairedBefore
        );
    }

    private static void WriteCamera(string path, SimulationCamera camera)
    {
        var pose = new
        {
            camera.HeightMeters,
            camera.FocalPixels,
            camera.PitchDegrees,
            camera.YawDegrees,
            ImageWidth = camera.Width,
            ImageHeight = camera.Height,
            PrincipalX = camera.Width / 2.0,
            PrincipalY = camera.Height / 2.0,
        };
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(pose, Json));
    }

    internal static void MakeFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SimulationException($"The folder {path} cannot be made: {e.Message} Choose another one.", e);
        }
    }
}
