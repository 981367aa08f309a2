using Machimichi.Platform.Geo;
using Machimichi.Platform.Towns;

namespace Machimichi.Works.Joins;

/// <summary>One report or defect of a made year, with the thing that it is about.</summary>
/// <param name="Thing">The truth: two subjects are one thing when this is one number.</param>
/// <param name="RepairedAt">When the thing was put in order; null for not within the year.</param>
internal sealed record MadeSubject(NewSubject Subject, DateTime At, int Thing, DateTime? RepairedAt);

/// <summary>
/// A year of a town made up from a seed: what breaks, who reports it with what a phone knows of its place, what a camera sees of it, and when it is
/// repaired. Hard on purpose: phones that err by 5 to 30 m, places known by a landmark only, holes 8 m apart, other things at the same place,
/// things called by another name, a new hole where the old one was mended.
/// </summary>
internal static class MadeThings
{
    private const double Days = 365, TwinMeters = 8;
    private const int RoadsEach = 14;

    private sealed record Thing(int Number, Place Where, double Heading, string Category, bool Damage, string District, double From, double Until, Place Landmark, Place FarLandmark);

    public static IReadOnlyList<MadeSubject> Of(TownFile town, int subjects, ulong seed, DateTime start)
    {
        var dice = new Chance(seed);
        var names = new Names(town);
        var roads = town.Districts.SelectMany(d => Enumerable.Range(0, RoadsEach).Select(_ => (District: d, Road: Road(new Place(d.Lat, d.Lon), dice)))).ToList();
        var (made, things) = (new List<MadeSubject>(), 0);
        while (made.Count < subjects)
        {
            var (district, road) = roads[dice.Below(roads.Count)];
            var at = dice.Below(road.Count);
            var damage = dice.Part() < 0.75;
            var category = damage ? dice.Part() < 0.55 ? names.Hole : names.Crack : names.Others[dice.Below(names.Others.Count)];
            var first = Make(things++, road, at, category, damage, district.Code, dice.Part() * Days, dice);
            Speak(first, names, start, made, town, dice);
            var turn = dice.Part();
            if (damage && turn < 0.05)
            {
                // Another hole, 8 m along the road, at about the same time.
                var twin = first with { Number = things++, Where = Along(first, TwinMeters), From = Math.Min(Days, first.From + dice.Part() * 20) };
                Speak(twin, names, start, made, town, dice);
            }
            else if (turn < 0.15)
            {
                // Something else at the same place.
                var other = damage ? names.Others[dice.Below(names.Others.Count)] : names.Hole;
                Speak(Make(things++, road, at, other, !damage, district.Code, first.From + dice.Part() * 30, dice), names, start, made, town, dice);
            }
            else if (turn < 0.27 && first.Until + 40 < Days)
            {
                // It broke again where it had been mended.
                var again = first.Until + 20 + dice.Part() * (Days - first.Until - 20);
                Speak(first with { Number = things++, From = again, Until = again + 20 + dice.Part() * 160 }, names, start, made, town, dice);
            }
        }
        return [.. made.OrderBy(m => m.At).ThenBy(m => m.Thing).Take(subjects)];
    }

    private static Thing Make(int number, List<(Place Where, double Heading)> road, int at, string category, bool damage, string district, double from, Chance dice)
    {
        var (where, heading) = road[at];
        var side = dice.Part() * 6 - 3;
        var (sin, cos) = Math.SinCos(double.DegreesToRadians(heading));
        var (before, after) = (road[at / 30 * 30].Where, road[Math.Min(road.Count - 1, (at / 30 + 1) * 30)].Where);
        return new Thing(number, where.Move(-sin * side, cos * side), heading, category, damage, district, from, from + 20 + dice.Part() * 160,
            at % 30 < 15 ? before : after, at % 30 < 15 ? after : before);
    }

    private static Place Along(Thing thing, double meters)
    {
        var (sin, cos) = Math.SinCos(double.DegreesToRadians(thing.Heading));
        return thing.Where.Move(cos * meters, sin * meters);
    }

    private static void Speak(Thing thing, Names names, DateTime start, List<MadeSubject> made, TownFile town, Chance dice)
    {
        var repaired = thing.Until < Days ? start.AddDays(thing.Until) : (DateTime?)null;
        void Add(NewSubject subject, double day)
        {
            if (day < Days) made.Add(new(subject, start.AddDays(day), thing.Number, repaired));
        }

        // A car drives every road about each fourth week, and sees what is there three times in four.
        var drive = Math.Ceiling(thing.From / 28) * 28 + dice.Part();
        if (thing.Damage && drive < thing.Until && dice.Part() < 0.75) Add(Seen(thing, names, town, dice), drive);
        var turn = dice.Part();
        var reports = thing.Damage ? turn < 0.35 ? 0 : turn < 0.68 ? 1 : turn < 0.86 ? 2 : 3 + dice.Below(3) : turn < 0.5 ? 1 : turn < 0.78 ? 2 : 3 + dice.Below(3);
        for (var i = 0; i < reports; i++)
        {
            var day = thing.From - 25 * Math.Log(1 - dice.Part());
            // Some tell of it when it has just been mended.
            if (day < thing.Until || (day < thing.Until + 3)) Add(Said(thing, names, town, dice), day);
        }
    }

    private static NewSubject Seen(Thing thing, Names names, TownFile town, Chance dice)
    {
        var (along, across) = (2.2, 1.2);
        var (a, c) = (dice.Normal() * along, dice.Normal() * across);
        var (sin, cos) = Math.SinCos(double.DegreesToRadians(thing.Heading));
        var error = new PlaceError(cos * cos * along * along + sin * sin * across * across, sin * sin * along * along + cos * cos * across * across, sin * cos * (along * along - across * across));
        var category = dice.Part() < 0.08 ? names.OtherDamage(thing.Category) : thing.Category;
        return New("defect", thing, category, thing.Where.Move(cos * a - sin * c, sin * a + cos * c), error, town);
    }

    private static NewSubject Said(Thing thing, Names names, TownFile town, Chance dice)
    {
        var turn = dice.Part();
        var category = thing.Damage && turn < 0.15 ? names.OtherDamage(thing.Category) : turn > 0.98 ? names.Others[dice.Below(names.Others.Count)] : thing.Category;
        var how = dice.Part();
        // Mostly the nearer of two landmarks; and some name only the district.
        if (how < 0.05) return New("report", thing, category, dice.Part() < 0.8 ? thing.Landmark : thing.FarLandmark, PlaceError.Within(PlaceError.LandmarkMeters), town);
        if (how < 0.07) return New("report", thing, category, null, null, town);
        var meters = (5 + dice.Part() * 25) / Math.Sqrt(2);
        // Half the phones say how sure they are, and are wrong about that, too; of a finger on the map nothing is known.
        var told = dice.Part() < 0.5 ? PlaceError.Within(meters * (0.6 + dice.Part() * 0.8)) : PlaceError.Within(PlaceError.PhoneMeters);
        return New("report", thing, category, thing.Where.Move(dice.Normal() * meters, dice.Normal() * meters), told, town);
    }

    private static NewSubject New(string kind, Thing thing, string category, Place? where, PlaceError? error, TownFile town) =>
        new(new Subject(kind, Guid.CreateVersion7()), $"{kind} {thing.Number}", category, where, thing.District, 2, null, $"/{town.Slug}", error);

    // A point each 10 m, of a road that bends.
    private static List<(Place Where, double Heading)> Road(Place middle, Chance dice)
    {
        var (at, heading, bend) = (middle.Move(dice.Normal() * 800, dice.Normal() * 800), dice.Part() * 360, 0.0);
        var points = new List<(Place, double)>();
        for (var i = 60 + dice.Below(60); i > 0; i--)
        {
            points.Add((at, heading));
            bend = bend * 0.9 + dice.Normal();
            heading += bend;
            at = at.Move(10 * Math.Cos(double.DegreesToRadians(heading)), 10 * Math.Sin(double.DegreesToRadians(heading)));
        }
        return points;
    }

    private sealed class Names
    {
        public Names(TownFile town)
        {
            var damage = town.Categories.Where(c => c is { For: "report", Damage.Count: > 0 }).Select(c => c.Code).ToList();
            (Hole, Crack) = (damage[0], damage[^1]);
            Others = [.. town.Categories.Where(c => c.For == "report" && c.Damage is not { Count: > 0 }).Select(c => c.Code)];
        }

        public string Hole { get; }
        public string Crack { get; }
        public List<string> Others { get; }

        public string OtherDamage(string category) => category == Hole ? Crack : Hole;
    }

    /// <summary>SplitMix64: the same seed gives the same year on every machine.</summary>
    private sealed class Chance(ulong seed)
    {
        private ulong state = Mix(seed + 0x5851_F42D_4C95_7F2D);

        public double Part() => (Next() >> 11) * (1.0 / (1UL << 53));

        public int Below(int limit) => (int)(Part() * limit);

        public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Part())) * Math.Cos(2 * Math.PI * Part());

        private ulong Next() => Mix(state += 0x9E37_79B9_7F4A_7C15);

        private static ulong Mix(ulong z)
        {
            z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
            z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
            return z ^ (z >> 31);
        }
    }
}
