using Machimichi.Platform.Data;
using Machimichi.Roads;
using Machimichi.Roads.Defects;
using Machimichi.Roads.Drives;
using Machimichi.Roads.Footage;
using Machimichi.Roads.Footage.Reading;
using Machimichi.Roads.Repairs;
using Machimichi.Roads.Simulation;
using Machimichi.Roads.Survey;
using Machimichi.Roads.Tracks;
using Machimichi.Vision;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Detection = Machimichi.Vision.Detection;

namespace Machimichi.Tests.Roads.Survey;

/// <summary>
/// The simulator's drives without its pictures: the same roads, damages, vehicle, springs and GPS, and instead of a film the boxes that a detector
/// with known faults would see. What is left of the program behind the detector is the whole of it, down to the database.
/// </summary>
internal sealed class ScriptedDrives(ulong seed, int drives, double east)
{
    /// <summary>Of ten looks two see nothing, one calls it by another name; boxes are off by some pixels; what is none is seen now and then.</summary>
    private const double Misses = 0.2, Confused = 0.1, JitterPixels = 3, FalsePerFrame = 0.01, FalseOnPatch = 0.04;

    private static readonly SimulationCamera Camera = new();
    private static readonly ModelDescription Model = new()
    {
        Name = "scripted", Version = "1", Classes = [.. Damage.Classes], Thresholds = [0.46, 0.46, 0.46, 0.46], Quality = new MeasuredQuality { Recall = 1 - Misses },
    };

    private readonly Dice dice = new(Dice.Seed(seed, 4711));

    public async Task<IReadOnlyList<TruthDefect>> Drive(IServiceProvider services)
    {
        var options = new SimulationOptions
        {
            OutputFolder = "-", Seed = seed, Drives = drives, GpsSigmaMeters = 3,
            Roads = [new RoadLine([new(34.70, 136.90 + east), new(34.7012, 136.9035 + east), new(34.7035, 136.9045 + east), new(34.706, 136.909 + east)])],
        };
        var legs = RoadSimulator.Legs(options, [.. options.Roads.Select(line => new RoadCurve(line))]);
        var passes = legs.SelectMany(leg => leg.Damages).ToDictionary(d => d.Id, _ => new List<int>());
        for (var drive = 1; drive <= drives; drive++)
            foreach (var leg in legs)
            {
                var start = options.StartUtc.AddDays((drive - 1) * options.DaysBetweenDrives).AddMinutes(seed * 40);
                var motion = leg.Motion(drive, options);
                var track = TrackCleaner.Clean(GpsReceiver.Record(leg.Road, motion, start, options, leg.Seed(drive, options)), start.AddDays(1)).Track;
                await Save(services, new FootageTrack(track, TimeSpan.Zero, start), Frames(leg, motion, track, start, drive), $"{seed}-{drive}-{leg.Number}");
                foreach (var damage in leg.Damages.Where(d => RoadSimulator.WasPassed(d, motion))) passes[damage.Id].Add(drive);
            }
        return [.. legs.SelectMany(leg => leg.Damages.Where(d => d.IsDamage).Select(d => RoadSimulator.Truth(d, leg.Road, passes[d.Id])))];
    }

    private List<LookedAt> Frames(SimulationLeg leg, Machimichi.Roads.Simulation.VehicleMotion motion, Track track, DateTime start, int drive)
    {
        var frames = new List<LookedAt>();
        var pose = new CameraFile { HeightMeters = Camera.HeightMeters, FocalPixels = Camera.FocalPixels, PitchDegrees = Camera.PitchDegrees }.For(Camera.Width, Camera.Height);
        var (meters, last) = (0.0, default(Fix?));
        foreach (var at in track.EveryMeters(5))
        {
            var vehicle = motion.At((at - start).TotalSeconds);
            var view = new CameraView(Camera, leg.Road.Place(vehicle.Along, vehicle.Right), (leg.Road.HeadingDegrees(vehicle.Along) + vehicle.DriftDegrees) * Math.PI / 180, Camera.PitchDegrees + vehicle.PitchDegrees);
            var fix = track.At(at);
            if (fix is { } here)
            {
                if (last is { } before) meters += Ground.Distance(before, here);
                last = here;
            }
            frames.Add(new LookedAt(frames.Count, at, fix, FrameFlaws.None, Camera.Width, Camera.Height, pose, meters, Looks(leg, view, drive), "none"));
        }
        return frames;
    }

    private List<Detection> Looks(SimulationLeg leg, CameraView view, int drive)
    {
        var found = new List<Detection>();
        foreach (var damage in leg.Damages)
        {
            var isThere = damage.IsDamage && !damage.IsRepairedIn(drive);
            if (Box(leg.Road, damage, view) is not { } box || dice.Chance(isThere ? Misses : 1 - FalseOnPatch)) continue;
            var right = Math.Max(0, Damage.Classes.ToList().IndexOf(damage.Class));
            found.Add(new Detection(box, isThere && !dice.Chance(Confused) ? right : isThere ? dice.Below(4) : 3, (float)(isThere ? dice.Between(0.46, 0.85) : dice.Between(0.46, 0.55))));
        }
        if (dice.Chance(FalsePerFrame))
        {
            var (x, y) = (dice.Between(300, 900), dice.Between(330, 600));
            found.Add(new Detection(new Box((float)x, (float)y, (float)(x + dice.Between(40, 120)), (float)(y + dice.Between(20, 50))), dice.Below(4), (float)dice.Between(0.46, 0.6)));
        }
        return found;
    }

    private Box? Box(RoadCurve road, RoadFeature damage, CameraView view)
    {
        var corners = new List<(double X, double Y, double Depth)>();
        foreach (var (along, right) in new[] { (-1, -1), (-1, 1), (1, -1), (1, 1) })
            if (view.ToPixel(road.Place(damage.Along + along * damage.LengthMeters / 2, damage.Right + right * damage.AcrossMeters / 2)) is { } corner) corners.Add(corner);
        if (corners.Count < 4 || corners.Average(c => c.Depth) is < 3.5 or > 17) return null;
        float Off() => (float)(JitterPixels * dice.Normal());
        var box = new Box((float)corners.Min(c => c.X) + Off(), (float)corners.Min(c => c.Y) + Off(), (float)corners.Max(c => c.X) + Off(), (float)corners.Max(c => c.Y) + Off()).Clip(Camera.Width, Camera.Height);
        return box.Width > 8 && box.Height > 3 ? box : null;
    }

    private static async Task Save(IServiceProvider services, FootageTrack track, List<LookedAt> frames, string name)
    {
        var db = services.GetRequiredService<MachimichiDb>();
        await using (var transaction = await db.Database.BeginTransactionAsync())
        {
            var drive = new Drive(await db.NextNumber("drive", default), null, db.Now, track.StartedAt, track.EndedAt);
            db.Drives.Add(drive);
            db.Footage.Add(new FootageFile(drive.Id, name, FootageKind.Video, name.PadLeft(64, '0'), 1, db.Now));
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        var id = await db.Footage.Where(f => f.Name == name).Select(f => f.Id).SingleAsync();
        using var detector = new ScriptedDetector(Model, _ => []);
        await new SaveReading(db, detector, services.GetRequiredService<MergeIntoDefects>(), services.GetRequiredService<VerifyRepairs>(), services.GetRequiredService<Machimichi.Roads.Network.RecordCoverage>())
            .Handle(id, track, new SurveyResult(frames, null), pitchKnown: true, default);
    }
}
