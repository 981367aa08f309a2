using Machimichi.Roads.Tracks;

namespace Machimichi.Roads.Simulation;

/// <summary>What a recorder's receiver writes down about a drive: places that are off by a slowly wandering error, late, and sometimes missing.</summary>
internal static class GpsReceiver
{
    private const double CorrelationSeconds = 30;

    /// <summary>The share of the error's variance that jumps from fix to fix.</summary>
    private const double QuickShare = 0.06;

    public static Track Record(RoadCurve road, VehicleMotion motion, DateTime startUtc, SimulationOptions options, ulong seed)
    {
        var dice = new Dice(Dice.Seed(seed, 71));
        var interval = 1 / options.GpsFixesPerSecond;
        var axis = options.GpsSigmaMeters / Math.Sqrt(2);
        var slow = axis * Math.Sqrt(1 - QuickShare);
        var quick = axis * Math.Sqrt(QuickShare);
        var keep = Math.Exp(-interval / CorrelationSeconds);
        var fresh = Math.Sqrt(1 - (keep * keep));
        var (east, north) = (slow * dice.Normal(), slow * dice.Normal());
        var gaps = Gaps(dice, motion.Seconds, options);
        var fixes = new List<Fix>();
        for (var n = 0; n * interval <= motion.Seconds + 1e-9; n++)
        {
            var seconds = n * interval;
            var state = motion.At(seconds - options.GpsLagSeconds);
            var place = road.Place(state.Along, state.Right);
            var seen = road.ToEarth(new(place.East + east + (quick * dice.Normal()), place.North + north + (quick * dice.Normal())));
            var speed = Math.Max(0, state.SpeedMps + (0.08 * dice.Normal()));
            var heading = (road.HeadingDegrees(state.Along) + state.DriftDegrees + (1.2 * dice.Normal()) + 360) % 360;
            (east, north) = ((keep * east) + (slow * fresh * dice.Normal()), (keep * north) + (slow * fresh * dice.Normal()));
            if (gaps.Exists(g => seconds > g && seconds < g + options.GpsGapSeconds))
                continue;
            fixes.Add(new Fix(startUtc.AddSeconds(seconds), seen.Latitude, seen.Longitude, speed, speed < 1 ? null : heading));
        }
        return new Track(fixes, "simulated");
    }

    private static List<double> Gaps(Dice dice, double seconds, SimulationOptions options)
    {
        var gaps = new List<double>();
        for (var g = 0; g < options.GpsGaps; g++)
            gaps.Add(dice.Between(2, Math.Max(2, seconds - options.GpsGapSeconds - 2)));
        return gaps;
    }
}
