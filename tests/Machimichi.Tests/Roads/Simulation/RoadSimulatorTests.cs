using System.Security.Cryptography;
using System.Text.Json;
using System.Xml.Linq;
using Machimichi.Roads.Simulation;
using Machimichi.Vision;
using VehicleMotion = Machimichi.Roads.Simulation.VehicleMotion;

namespace Machimichi.Tests.Roads.Simulation;

public sealed class RoadSimulatorTests : IDisposable
{
    private static readonly RoadLine Bend = new([new(34.73, 136.88), new(34.7303, 136.884), new(34.728, 136.888)], 215);
    private static readonly Surfaces Ground = new(5);
    private static readonly SimulationCamera Small = new() { Width = 320, Height = 180, FocalPixels = 290 };
    private readonly string _folder = Directory.CreateTempSubdirectory("simulate").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_drive_is_a_film_with_its_track_its_truth_and_its_camera()
    {
        var reports = new List<double>();
        var options = Options() with { Meters = 60, Drives = 2, RepairedShare = 1, StopsPerKilometer = 0, Camera = Small, FramesPerSecond = 10 };
        var result = await RoadSimulator.Run(options, new Heard(reports), TestContext.Current.CancellationToken);

        Assert.Equal(["drive-01.mp4", "drive-02.mp4"], result.Footage.Select(f => Path.GetFileName(f.MoviePath)));
        Assert.All(result.Footage, f => Assert.True(new FileInfo(f.MoviePath).Length > 10_000));
        Assert.Equal(1, reports[^1]);
        Assert.Equal(reports.Order(), reports);
        foreach (var footage in result.Footage)
        {
            XNamespace gpx = "http://www.topografix.com/GPX/1/1";
            var times = XDocument.Load(footage.TrackPath).Descendants(gpx + "time").Select(t => (DateTime)t).ToList();
            Assert.Equal(footage.StartUtc, times[0].ToUniversalTime());
            Assert.True(times.Zip(times.Skip(1)).All(pair => pair.First < pair.Second));
            Assert.InRange(times.Count, footage.Seconds, footage.Seconds + 1.01);
        }
        var truth = TruthFile.Read(result.TruthPath);
        Assert.Equal(result.Damages, truth.Count);
        Assert.All(truth, t => Assert.Equal(2, t.RepairedBefore));
        Assert.All(truth, t => Assert.DoesNotContain(2, t.SeenBy));
        Assert.Contains(truth, t => t.SeenBy.Contains(1) && t.PassedBy.Contains(2));
        var pose = JsonSerializer.Deserialize<CameraPose>(File.ReadAllBytes(result.CameraPath), JsonSerializerOptions.Web)!;
        Assert.Equal(options.Camera.FocalPixels, pose.FocalPixels);
        Assert.Equal(options.Camera.Height / 2.0, pose.PrincipalY);
    }

    [Fact]
    public void The_same_seed_gives_the_same_frame_and_another_seed_another()
    {
        Assert.Equal(Hash(Frame(5, 9)), Hash(Frame(5, 9)));
        Assert.NotEqual(Hash(Frame(5, 9)), Hash(Frame(6, 9)));
        Assert.NotEqual(Hash(Frame(5, 9)), Hash(Frame(5, 9.2)));
    }

    [Fact]
    public void The_same_seed_gives_the_same_damages_and_another_seed_others()
    {
        var damages = Leg(Options()).Damages;
        Assert.Equal(damages, Leg(Options()).Damages);
        Assert.NotEqual(damages, Leg(Options() with { Seed = 6 }).Damages);
        Assert.All(damages.Zip(damages.Skip(1)), pair => Assert.True(pair.Second.Along - pair.First.Along >= FeaturePlan.LeastDistance - 1e-9));
        Assert.Equal(["D00", "D10", "D20", "D40"], damages.Where(d => d.IsDamage).Select(d => d.Class).Distinct().Order());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(7, 0)]
    [InlineData(-5, 0.8)]
    public void Vision_projects_a_damage_to_the_pixel_where_it_is_drawn(double yaw, double nod)
    {
        var options = Options() with { Camera = new() { YawDegrees = yaw } };
        var leg = Leg(options);
        var scene = leg.SceneOf(1, Light.Of(1, 1), Ground, 1);
        foreach (var damage in leg.Damages.Where(d => d.Along > 20))
        {
            var vehicle = new VehicleState(damage.Along - 8, -1.4, 9, 1.5, nod);
            var view = FrameRenderer.View(scene, options.Camera, vehicle);
            var place = leg.Road.Place(damage.Along, damage.Right);
            var drawn = view.ToPixel(place)!.Value;

            // What the importer would do: vehicle's place and heading, then the ground plane of Vision.
            var pose = Pose(options.Camera) with { PitchDegrees = options.Camera.PitchDegrees + nod };
            var heading = (leg.Road.HeadingDegrees(vehicle.Along) + vehicle.DriftDegrees) * Math.PI / 180;
            var (east, north) = (place.East - view.Place.East, place.North - view.Place.North);
            var ground = new GroundPoint(
                (east * Math.Sin(heading)) + (north * Math.Cos(heading)),
                (east * Math.Cos(heading)) - (north * Math.Sin(heading))
            );
            var (x, y) = GroundPoint.ToPixel(ground, pose)!.Value;
            Assert.InRange(Math.Abs(x - drawn.X) + Math.Abs(y - drawn.Y), 0, 0.01);

            // And the row that is painted there shows that place of the road.
            var row = GroundRow.At((int)Math.Floor(drawn.Y), view, leg.Road, vehicle.Along)!.Value;
            var column = drawn.X - 0.5;
            Assert.Equal(damage.Along, row.Along + (column * row.StepAlong), row.DepthOfRow + 0.05);
            Assert.Equal(damage.Right, row.Right + (column * row.StepRight), 0.05);
        }
    }

    [Fact]
    public void A_pothole_is_darker_than_the_road_around_it_exactly_where_the_truth_puts_it()
    {
        var options = Options() with { Seed = 3 };
        var leg = Leg(options);
        var hole = leg.Damages.First(d => d.Kind == FeatureKind.Pothole && d.Right < 0 && d.Along > 10);
        var scene = leg.SceneOf(1, Light.Of(1, 1) with { Shadow = 0 }, Ground, 3);
        var vehicle = new VehicleState(hole.Along - 5, hole.Right, 0, 0, 0);
        var pixels = Render(scene, options.Camera, vehicle);
        var view = FrameRenderer.View(scene, options.Camera, vehicle);
        double Grey(double along, double right)
        {
            var (x, y, _) = view.ToPixel(leg.Road.Place(along, right))!.Value;
            double sum = 0;
            for (var dy = -3; dy <= 3; dy++)
            for (var dx = -3; dx <= 3; dx++)
                sum += pixels[((((int)y + dy) * options.Camera.Width) + (int)x + dx) * 3];
            return sum / 49;
        }
        Assert.True(Grey(hole.Along, hole.Right) < 0.8 * Grey(hole.Along - 1.2, hole.Right));
    }

    [Fact]
    public void The_receivers_error_has_the_size_that_was_asked_for()
    {
        var options = Options() with { GpsSigmaMeters = 3, Minutes = 1.2, GpsGaps = 2, GpsGapSeconds = 4 };
        var road = new RoadCurve(Bend);
        var squares = new List<double>();
        for (ulong seed = 0; seed < 40; seed++)
        {
            var motion = VehicleMotion.Plan(road, 0, road.LengthMeters, 70, options, seed);
            var track = GpsReceiver.Record(road, motion, options.StartUtc, options, seed);
            Assert.InRange(track.Fixes.Count, 57, 71);
            foreach (var fix in track.Fixes)
            {
                var state = motion.At((fix.Utc - options.StartUtc).TotalSeconds);
                var seen = road.ToPlane(new(fix.Latitude, fix.Longitude));
                var real = road.Place(state.Along, state.Right);
                squares.Add(Math.Pow(seen.East - real.East, 2) + Math.Pow(seen.North - real.North, 2));
            }
        }
        Assert.InRange(Math.Sqrt(squares.Average()), 2.4, 3.6);
    }

    [Theory]
    [MemberData(nameof(BadOptions))]
    public async Task Bad_options_are_refused_with_their_reason(string part, SimulationOptions bad)
    {
        var refusal = await Assert.ThrowsAsync<SimulationException>(() => RoadSimulator.Run(bad with { OutputFolder = _folder }, null, default));
        Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
    }

    public static IEnumerable<TheoryDataRow<string, SimulationOptions>> BadOptions()
    {
        var good = new SimulationOptions { OutputFolder = "x", Roads = [Bend] };
        yield return new("drives", good with { Drives = 0 });
        yield return new("minutes", good with { Minutes = double.NaN });
        yield return new("metres", good with { Meters = 5 });
        yield return new("No road", good with { Roads = [] });
        yield return new("two points", good with { Roads = [new RoadLine([new(34.7, 136.9)])] });
        yield return new("longitude first", good with { Roads = [new RoadLine([new(136.9, 34.7), new(136.95, 34.7)])] });
        yield return new("shorter than 30 m", good with { Roads = [new RoadLine([new(34.7, 136.9), new(34.7001, 136.9)])] });
        yield return new("UTC", good with { StartUtc = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Unspecified) });
        yield return new("even numbers", good with { Camera = new() { Width = 1279 } });
        yield return new("pitch", good with { Camera = new() { PitchDegrees = 80 } });
        yield return new("ffmpeg was not found", good with { Meters = 40, Ffmpeg = "no-such-ffmpeg" });
    }

    [Fact]
    public async Task A_program_that_is_no_ffmpeg_is_refused()
    {
        var refusal = await Assert.ThrowsAsync<SimulationException>(
            () => RoadSimulator.Run(Options() with { Meters = 40, Ffmpeg = "false" }, null, default)
        );
        Assert.Contains("not a working ffmpeg", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "not valid GeoJSON")]
    [InlineData("""{"type":"FeatureCollection","features":[]}""", "no LineString")]
    [InlineData("""{"type":"LineString","coordinates":[[136.9],[136.8]]}""", "not valid GeoJSON")]
    public void A_bad_road_file_is_refused_with_its_reason(string content, string part)
    {
        var path = Path.Combine(_folder, "roads.geojson");
        File.WriteAllText(path, content);
        Assert.Contains(part, Assert.Throws<SimulationException>(() => RoadLine.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_run_stops()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RoadSimulator.Run(Options(), null, stop.Token));
    }

    private SimulationOptions Options() => new() { OutputFolder = _folder, Roads = [Bend], Seed = 5, Meters = 600 };

    private static SimulationLeg Leg(SimulationOptions options) => RoadSimulator.Legs(options, [new RoadCurve(options.Roads[0])])[0];

    private static CameraPose Pose(SimulationCamera camera) =>
        new(camera.HeightMeters, camera.FocalPixels, camera.PitchDegrees, camera.YawDegrees, camera.Width, camera.Height, camera.Width / 2.0, camera.Height / 2.0);

    private byte[] Frame(ulong seed, double seconds)
    {
        var options = Options() with { Seed = seed, Camera = Small };
        var leg = Leg(options);
        var scene = leg.SceneOf(1, Light.Of(1, seed), Ground, seed);
        return Render(scene, options.Camera, leg.Motion(1, options).At(seconds));
    }

    private static byte[] Render(Scene scene, SimulationCamera camera, VehicleState vehicle)
    {
        var renderer = new FrameRenderer(scene, camera);
        var pixels = new byte[renderer.FrameBytes];
        renderer.Render(vehicle, pixels);
        return pixels;
    }

    private static string Hash(byte[] pixels) => Convert.ToHexString(SHA256.HashData(pixels));

    // Progress<T> reports on another thread, after the run may have ended.
    private sealed class Heard(List<double> values) : IProgress<double>
    {
        public void Report(double value) => values.Add(value);
    }
}
