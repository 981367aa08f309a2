using System.Globalization;
using Machimichi.Roads.Defects;
using Machimichi.Roads.Learning;
using Machimichi.Vision;

namespace Machimichi.Roads.Simulation;

/// <summary>
/// Single pictures of simulated roads with the boxes of what is damaged in them (YOLO text), to train or measure a detector with.
/// Each drive has a camera of its own, since every town mounts its recorder elsewhere.
/// </summary>
public static class LabelledPictures
{
    /// <summary>Further away a damage is there but may be missed: an area that counts neither way.</summary>
    private const double FurthestLabelMeters = 16;

    private const double FurthestAreaMeters = 45;

    /// <summary>Nearer than this, or already half passed, only a rest of it is in the picture.</summary>
    private const double NearestLabelMeters = 2;

    private const double LongestHalfMeters = 3;
    private const double SmallestSidePixels = 9;
    private const double VisibleShare = 0.3;

    /// <param name="Areas">Boxes that count neither way.</param>
    public sealed record Receipt(string Folder, int Pictures, int Boxes, int Areas);

    /// <summary>One label: a class from 0, or 8, and the box in pixels.</summary>
    internal readonly record struct Label(int Class, double Left, double Top, double Right, double Bottom);

    /// <param name="everyMeters">Way between two pictures.</param>
    /// <exception cref="SimulationException">The options can't be simulated, or the folder can't be written.</exception>
    public static Receipt Write(SimulationOptions options, double everyMeters, CancellationToken stop)
    {
        options.Check();
        SimulationOptions.Between(everyMeters, 0.5, 1000, "metres between pictures");
        var roads = options.Roads.Select(line => new RoadCurve(line)).ToList();
        var legs = RoadSimulator.Legs(options, roads);
        RoadSimulator.MakeFolder(options.OutputFolder);
        var surfaces = new Surfaces(options.Seed);
        var (pictures, boxes, areas) = (0, 0, 0);
        for (var drive = 1; drive <= options.Drives; drive++)
        {
            var light = Light.Of(drive, options.Seed);
            var camera = CameraOf(drive, options);
            foreach (var leg in legs)
            {
                var scene = leg.SceneOf(drive, light, surfaces, options.Seed);
                var motion = leg.Motion(drive, options);
                var renderer = new FrameRenderer(scene, camera);
                var pixels = new byte[renderer.FrameBytes];
                foreach (var vehicle in Every(everyMeters, motion))
                {
                    stop.ThrowIfCancellationRequested();
                    renderer.Render(vehicle, pixels);
                    var labels = Labels(scene, camera, vehicle);
                    var name = string.Create(CultureInfo.InvariantCulture, $"seed-{options.Seed}-drive-{drive:00}-road-{leg.Number + 1:00}-{vehicle.Along:0000}");
                    using (var picture = Picture.FromBgr(camera.Width, camera.Height, pixels))
                        File.WriteAllBytes(Path.Combine(options.OutputFolder, name + ".jpg"), picture.EncodeJpeg(88));
                    File.WriteAllText(Path.Combine(options.OutputFolder, name + ".txt"), string.Concat(labels.Select(l => YoloLine.Of(l.Class, l.Left, l.Top, l.Right, l.Bottom, camera.Width, camera.Height))));
                    pictures++;
                    areas += labels.Count(l => l.Class == YoloLine.Ignore);
                    boxes += labels.Count(l => l.Class != YoloLine.Ignore);
                }
            }
        }
        return new(options.OutputFolder, pictures, boxes, areas);
    }

    /// <summary>What lies before the camera: damage near enough to be judged as boxes, the rest of it as areas. What is repaired, a patch or a manhole is road.</summary>
    internal static List<Label> Labels(Scene scene, SimulationCamera camera, VehicleState vehicle)
    {
        var view = FrameRenderer.View(scene, camera, vehicle);
        var labels = new List<Label>();
        foreach (var thing in scene.Damages)
        {
            var ahead = thing.Along - vehicle.Along;
            if (!thing.IsDamage || thing.IsRepairedIn(scene.Drive) || ahead is < -LongestHalfMeters or > FurthestAreaMeters) continue;
            if (BoxOf(thing, scene.Road, view) is not { } box) continue;
            var whole = (box.Right - box.Left) * (box.Bottom - box.Top);
            var (left, top, right, bottom) = (Math.Max(0, box.Left), Math.Max(0, box.Top), Math.Min(camera.Width, box.Right), Math.Min(camera.Height, box.Bottom));
            if (right <= left || bottom <= top) continue;
            var clear = ahead is >= NearestLabelMeters and <= FurthestLabelMeters && (right - left) * (bottom - top) >= VisibleShare * whole
                && Math.Min(right - left, bottom - top) >= SmallestSidePixels;
            labels.Add(new(clear ? Damage.Classes.ToList().IndexOf(thing.Class) : YoloLine.Ignore, left, top, right, bottom));
        }
        return labels;
    }

    /// <summary>The box round what is before the camera of the thing's rectangle on the ground; null where nothing is.</summary>
    private static Label? BoxOf(RoadFeature thing, RoadCurve road, CameraView view)
    {
        var (left, top, right, bottom) = (double.MaxValue, double.MaxValue, double.MinValue, double.MinValue);
        for (var step = 0; step <= 8; step++)
        {
            // Along both sides, since in a bend the corners alone would cut a long crack's belly off.
            var along = thing.Along + (thing.LengthMeters * ((step / 8.0) - 0.5));
            foreach (var side in (ReadOnlySpan<double>)[-0.5, 0.5])
            {
                if (view.ToPixel(road.Place(along, thing.Right + (side * thing.AcrossMeters))) is not { } pixel) continue;
                left = Math.Min(left, pixel.X);
                right = Math.Max(right, pixel.X);
                top = Math.Min(top, pixel.Y);
                bottom = Math.Max(bottom, pixel.Y);
            }
        }
        return right > left ? new(0, left, top, right, bottom) : null;
    }

    private static IEnumerable<VehicleState> Every(double meters, VehicleMotion motion)
    {
        var next = double.MinValue;
        for (var seconds = 0.0; seconds < motion.Seconds; seconds += 0.05)
        {
            var vehicle = motion.At(seconds);
            if (vehicle.Along < next) continue;
            next = vehicle.Along + meters;
            yield return vehicle;
        }
    }

    private static SimulationCamera CameraOf(int drive, SimulationOptions options)
    {
        var dice = new Dice(Dice.Seed(options.Seed, 91, (ulong)drive));
        return options.Camera with
        {
            HeightMeters = dice.Between(1.1, 1.7),
            FocalPixels = options.Camera.Width * dice.Between(0.7, 1.05),
            PitchDegrees = dice.Between(4, 12),
            YawDegrees = dice.Between(-3, 3),
        };
    }
}
