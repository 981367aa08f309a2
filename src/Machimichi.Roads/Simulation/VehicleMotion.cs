namespace Machimichi.Roads.Simulation;

/// <summary>The vehicle at one instant: place on the road, speed, how far it points off the road's direction and how the springs tilt it.</summary>
internal readonly record struct VehicleState(double Along, double Right, double SpeedMps, double DriftDegrees, double PitchDegrees);

/// <summary>One drive over one road, second by second: speeds up, slows down for bends, stops at crossings, wanders a little in its lane.</summary>
internal sealed class VehicleMotion
{
    private const double Tick = 0.05;
    private const double Acceleration = 1.2;
    private const double Braking = 1.7;
    private const double SidewaysAcceleration = 1.9;

    private readonly List<double> _along = [];
    private readonly Noise _wander;
    private readonly double _swing;

    private VehicleMotion(ulong seed, double swingDegrees)
    {
        _wander = new Noise(Dice.Seed(seed, 61));
        _swing = swingDegrees;
    }

    public double Seconds => (_along.Count - 1) * Tick;
    public double Meters => _along[^1] - _along[0];

    public static VehicleMotion Plan(RoadCurve road, double fromMeters, double toMeters, double mostSeconds, SimulationOptions options, ulong seed)
    {
        var motion = new VehicleMotion(seed, options.Camera.PitchSwingDegrees);
        var dice = new Dice(Dice.Seed(seed, 62));
        var stops = Stops(dice, fromMeters, toMeters, options.StopsPerKilometer);
        var cruise = options.SpeedKmh / 3.6;
        var mood = new Noise(dice.Next());
        double speed = cruise * 0.6;
        double waiting = 0;
        var next = 0;
        var along = fromMeters;
        for (double t = 0; t <= mostSeconds + 1e-9 && along < toMeters; t += Tick)
        {
            motion._along.Add(along);
            if (waiting > 0)
            {
                waiting -= Tick;
                continue;
            }
            var wanted = cruise * (0.86 + (0.28 * mood.At((float)t / 8, 0.5f)));
            for (var look = 0; look <= 30; look += 10)
                wanted = Math.Min(wanted, Math.Sqrt(SidewaysAcceleration / Math.Max(road.Curvature(along + look), 1e-5)));
            if (next < stops.Count)
            {
                var left = stops[next].Along - along;
                wanted = Math.Min(wanted, Math.Sqrt(Math.Max(0, 2 * Braking * left)));
                if (left < 0.15 || (left < 1 && speed < 0.4))
                {
                    waiting = stops[next].Seconds;
                    speed = 0;
                    next++;
                    continue;
                }
            }
            speed = Math.Clamp(wanted, speed - (2.5 * Braking * Tick), speed + (Acceleration * Tick));
            along += Math.Max(0.02, speed * Tick);
        }
        return motion;
    }

    public VehicleState At(double seconds)
    {
        var along = AlongAt(seconds);
        var speed = Math.Max(0, (AlongAt(seconds + 0.1) - AlongAt(seconds - 0.1)) / 0.2);
        var right = Lateral(along);
        var drift = Math.Atan((Lateral(along + 0.5) - Lateral(along - 0.5)) / 1.0) * 180 / Math.PI;
        // Two springs, a slow one of the body and a quick one of the wheels; both rest when the vehicle stands.
        var moving = Math.Min(1, speed / 4);
        var body = _wander.At((float)seconds * 1.7f, 30.5f) - 0.5;
        var wheels = _wander.At((float)seconds * 5.5f, 40.5f) - 0.5;
        return new(along, right, speed, drift, _swing * moving * ((2.6 * body) + (1.6 * wheels)));
    }

    private double Lateral(double along) => RoadSection.DrivingLine + (0.5 * (_wander.Octaves((float)(along / 55), 20.5f, 2) - 0.5));

    private double AlongAt(double seconds)
    {
        var place = Math.Clamp(seconds / Tick, 0, _along.Count - 1);
        var index = Math.Min((int)place, _along.Count - 2);
        return _along[index] + ((_along[index + 1] - _along[index]) * (place - index));
    }

    private static List<(double Along, double Seconds)> Stops(Dice dice, double from, double to, double perKilometer)
    {
        var stops = new List<(double, double)>();
        if (perKilometer <= 0)
            return stops;
        var spacing = 1000 / perKilometer;
        for (var along = from + (spacing * dice.Between(0.3, 0.7)); along < to - 15; along += spacing * dice.Between(0.7, 1.3))
            stops.Add((along, dice.Between(2, 5)));
        return stops;
    }
}
