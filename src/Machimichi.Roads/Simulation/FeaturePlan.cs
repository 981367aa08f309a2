using System.Globalization;

namespace Machimichi.Roads.Simulation;

/// <summary>Puts damages on a road: never two so close that which is which could be argued about.</summary>
internal static class FeaturePlan
{
    public const double LeastDistance = 9;

    public static List<RoadFeature> Make(int road, double fromMeters, double toMeters, SimulationOptions options)
    {
        var dice = new Dice(Dice.Seed(options.Seed, 11, (ulong)road));
        var plan = new List<RoadFeature>();
        if (options.DamagesPerKilometer <= 0)
            return plan;
        var deck = new Stack<FeatureKind>();
        var spacing = 1000 / options.DamagesPerKilometer;
        // Every fifth place is no damage but a patch or a manhole.
        spacing *= 0.8;
        for (var along = fromMeters + (spacing * dice.Unit()); along < toMeters;)
        {
            if (deck.Count == 0)
                deck = Shuffled(dice);
            var kind = deck.Pop();
            var damage = Place(dice, kind, road, along, plan.Count + 1);
            plan.Add(damage with { RepairedBefore = Repair(dice, damage, options) });
            var free = Math.Max(0, spacing - LeastDistance);
            along += Math.Max(LeastDistance, spacing - free) + (2 * free * dice.Unit());
        }
        return plan;
    }

    /// <summary>A deck and not a die, so that a short drive too meets every kind.</summary>
    private static Stack<FeatureKind> Shuffled(Dice dice)
    {
        FeatureKind[] deck =
        [
            FeatureKind.Pothole, FeatureKind.Pothole, FeatureKind.Pothole, FeatureKind.Pothole,
            FeatureKind.Alligator, FeatureKind.Alligator, FeatureKind.Alligator, FeatureKind.Alligator,
            FeatureKind.Longitudinal, FeatureKind.Longitudinal, FeatureKind.Longitudinal, FeatureKind.Longitudinal,
            FeatureKind.Transverse, FeatureKind.Transverse, FeatureKind.Transverse,
            FeatureKind.Patch, FeatureKind.Patch, FeatureKind.Patch, FeatureKind.Manhole,
        ];
        for (var i = deck.Length - 1; i > 0; i--)
        {
            var other = dice.Below(i + 1);
            (deck[i], deck[other]) = (deck[other], deck[i]);
        }
        return new Stack<FeatureKind>(deck);
    }

    private static int? Repair(Dice dice, RoadFeature damage, SimulationOptions options)
    {
        var chosen = dice.Chance(options.RepairedShare);
        if (!chosen || options.Drives < 2 || !damage.IsDamage)
            return null;
        // In the middle third of the drives, so that there are passes before and after.
        return 2 + Math.Max(0, (options.Drives - 2) / 2);
    }

    private static RoadFeature Place(Dice dice, FeatureKind kind, int road, double along, int number)
    {
        // One in eight lies in the other lane, where the camera sees it too.
        var lane = dice.Chance(0.125) ? 1.5 : RoadSection.DrivingLine;
        var wheel = dice.Chance(0.5) ? RoadSection.WheelTrack : -RoadSection.WheelTrack;
        var id = string.Create(CultureInfo.InvariantCulture, $"t{road + 1}-{number:000}");
        var seed = dice.Next();
        double length;
        double across;
        double width = 0;
        double right;
        switch (kind)
        {
            case FeatureKind.Longitudinal:
                length = dice.Between(2.2, 4.8);
                across = dice.Between(0.25, 0.5);
                width = dice.Between(0.011, 0.027);
                right = lane + (wheel * dice.Between(0.3, 1.1));
                break;
            case FeatureKind.Transverse:
                length = dice.Between(0.5, 0.9);
                across = dice.Between(2.2, 3.2);
                width = dice.Between(0.016, 0.032);
                right = lane + dice.Between(-0.15, 0.15);
                break;
            case FeatureKind.Alligator:
                length = dice.Between(1.8, 4.5);
                across = dice.Between(1, 2);
                right = lane + (wheel * 0.7);
                break;
            case FeatureKind.Pothole:
                across = dice.Between(0.35, 0.95);
                length = across * dice.Between(0.85, 1.25);
                right = lane + (wheel * dice.Between(0.4, 1.1));
                break;
            case FeatureKind.Patch:
                length = dice.Between(1, 3.5);
                across = dice.Between(0.8, 2);
                right = lane + dice.Between(-0.4, 0.4);
                break;
            default:
                length = across = 0.62;
                right = lane + dice.Between(-0.6, 0.6);
                break;
        }
        return new(id, kind, road, along, right, length, across, width, seed, null);
    }
}
