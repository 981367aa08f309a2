namespace Machimichi.Roads.Simulation;

/// <summary>One road as far as the drives go on it, with what lies on it.</summary>
internal sealed class SimulationLeg
{
    private readonly RoadLine _line;
    private readonly double _fromMeters;
    private readonly double _toMeters;
    private readonly double _mostSeconds;

    public SimulationLeg(int number, RoadCurve road, RoadLine line, double mostMeters, double mostSeconds, SimulationOptions options)
    {
        Number = number;
        Road = road;
        _line = line;
        _mostSeconds = mostSeconds;
        _fromMeters = 0;
        _toMeters = Math.Min(road.LengthMeters, mostMeters);
        var first = Motion(1, options);
        PlannedMeters = first.Meters;
        PlannedSeconds = first.Seconds;
        // Damages that only come into view at the very end would be neither found nor fairly missed.
        Damages = FeaturePlan.Make(number, _fromMeters + 8, _fromMeters + PlannedMeters, options);
    }

    public int Number { get; }
    public RoadCurve Road { get; }
    public IReadOnlyList<RoadFeature> Damages { get; }
    public double PlannedMeters { get; }
    public double PlannedSeconds { get; }

    public ulong Seed(int drive, SimulationOptions options) => Dice.Seed(options.Seed, 81 + (ulong)Number, (ulong)drive);

    public VehicleMotion Motion(int drive, SimulationOptions options) =>
        VehicleMotion.Plan(Road, _fromMeters, _toMeters, _mostSeconds, options, Seed(drive, options));

    public Scene SceneOf(int drive, Light light, Surfaces surfaces, ulong seed)
    {
        var sea = _line.SeaBearing;
        var heading = Road.HeadingDegrees(PlannedMeters / 2);
        bool? onRight = sea is null ? null : ((sea.Value - heading + 360) % 360) < 180;
        return new(Road, Damages, surfaces, light, new Backdrop(seed, light, sea), drive, seed, onRight);
    }
}
