using System.Globalization;
using Machimichi.Roads.Simulation;
using Machimichi.Vision;

namespace Machimichi.Tests.Roads.Simulation;

public sealed class LabelledPicturesTests : IDisposable
{
    private static readonly RoadLine Bend = new([new(34.73, 136.88), new(34.7303, 136.884), new(34.728, 136.888)], 215);
    private static readonly Surfaces Ground = new(5);
    private readonly string _folder = Directory.CreateTempSubdirectory("labelled").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The same view with and without the damage: what changed is what the box must hold.</summary>
    [Fact]
    public void A_box_lies_round_what_is_drawn()
    {
        var options = Options();
        var leg = Leg(options);
        var light = Light.Of(1, 1);
        var seen = new HashSet<int>();
        foreach (var damage in leg.Damages.Where(d => d.IsDamage && d.Along > 20))
        {
            var vehicle = new VehicleState(damage.Along - 6.5, -1.4, 0, 0, 0);
            var scene = Alone(leg, light, damage);
            var label = Assert.Single(LabelledPictures.Labels(scene, options.Camera, vehicle));
            if (label.Class == 8) continue;
            var changed = Changed(Render(scene, options.Camera, vehicle), Render(Alone(leg, light), options.Camera, vehicle), options.Camera.Width);
            Assert.NotEmpty(changed);
            // The painted dust and the broken edges reach a little beyond the thing itself.
            var inside = changed.Count(p => p.X >= label.Left - 12 && p.X <= label.Right + 12 && p.Y >= label.Top - 8 && p.Y <= label.Bottom + 8);
            Assert.True(inside >= 0.97 * changed.Count, $"{damage.Class} {damage.Id}: {inside} of {changed.Count} changed pixels are in its box");
            Assert.True(changed.Max(p => p.X) - changed.Min(p => p.X) > 0.4 * (label.Right - label.Left), $"{damage.Class} {damage.Id}: the box is far too wide");
            seen.Add(label.Class);
        }
        Assert.Equal([0, 1, 2, 3], seen.Order());
    }

    [Fact]
    public void What_is_repaired_or_no_damage_has_no_box_and_what_is_far_counts_neither_way()
    {
        var options = Options() with { Drives = 2, RepairedShare = 1 };
        var leg = Leg(options);
        var damage = leg.Damages.First(d => d is { Kind: FeatureKind.Pothole, Along: > 40 });
        var near = new VehicleState(damage.Along - 6, -1.4, 9, 0, 0);
        Assert.Equal(3, Assert.Single(LabelledPictures.Labels(Alone(leg, Light.Of(1, 1), damage), options.Camera, near)).Class);
        Assert.Equal(8, Assert.Single(LabelledPictures.Labels(Alone(leg, Light.Of(1, 1), damage), options.Camera, near with { Along = damage.Along - 30 })).Class);
        Assert.Empty(LabelledPictures.Labels(Alone(leg, Light.Of(2, 1), 2, damage), options.Camera, near));
        Assert.Empty(LabelledPictures.Labels(Alone(leg, Light.Of(1, 1), leg.Damages.First(d => !d.IsDamage)), options.Camera, near));
    }

    [Fact]
    public void Pictures_and_their_labels_are_a_set_that_can_be_measured()
    {
        var receipt = LabelledPictures.Write(Options() with { Meters = 90, Drives = 2 }, 10, TestContext.Current.CancellationToken);
        var pictures = Directory.GetFiles(_folder, "*.jpg");
        Assert.Equal(receipt.Pictures, pictures.Length);
        Assert.InRange(receipt.Pictures, 12, 20);
        foreach (var file in pictures)
        {
            using var picture = Picture.Load(file);
            Assert.Equal((640, 360), (picture.Width, picture.Height));
            foreach (var line in File.ReadAllLines(Path.ChangeExtension(file, ".txt")))
            {
                var v = line.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();
                Assert.Contains(v[0], new double[] { 0, 1, 2, 3, 8 });
                Assert.All(v[1..], share => Assert.InRange(share, 0, 1));
            }
        }
        Assert.Equal(receipt.Boxes + receipt.Areas, pictures.Sum(f => File.ReadAllLines(Path.ChangeExtension(f, ".txt")).Length));
        Assert.True(receipt.Boxes > 0);
        var first = File.ReadAllBytes(pictures.Order(StringComparer.Ordinal).First());
        LabelledPictures.Write(Options() with { Meters = 90, Drives = 2 }, 10, TestContext.Current.CancellationToken);
        Assert.Equal(first, File.ReadAllBytes(pictures.Order(StringComparer.Ordinal).First()));
    }

    private SimulationOptions Options() => new()
    {
        OutputFolder = _folder, Roads = [Bend], Seed = 5, Meters = 600, StopsPerKilometer = 0, Camera = new() { Width = 640, Height = 360, FocalPixels = 575 },
    };

    private static SimulationLeg Leg(SimulationOptions options) => new(0, new RoadCurve(Bend), Bend, options.Meters!.Value, double.MaxValue, options);

    private static Scene Alone(SimulationLeg leg, Light light, params RoadFeature[] things) => Alone(leg, light, 1, things);

    private static Scene Alone(SimulationLeg leg, Light light, int drive, params RoadFeature[] things) =>
        new(leg.Road, things, Ground, light, new Backdrop(1, light, null), drive, 1, null);

    private static byte[] Render(Scene scene, SimulationCamera camera, VehicleState vehicle)
    {
        var renderer = new FrameRenderer(scene, camera, exposureSeconds: 0);
        var pixels = new byte[renderer.FrameBytes];
        renderer.Render(vehicle, pixels);
        return pixels;
    }

    private static List<(int X, int Y)> Changed(byte[] a, byte[] b, int width)
    {
        var changed = new List<(int, int)>();
        for (var i = 0; i < a.Length; i += 3)
        {
            if (Math.Abs(a[i] - b[i]) > 8)
                changed.Add((i / 3 % width, i / 3 / width));
        }
        return changed;
    }
}
