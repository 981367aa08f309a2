using Machimichi.Roads.Defects;
using Machimichi.Vision;

namespace Machimichi.Roads.Survey;

/// <summary>A detection with its place on the footage's plane.</summary>
/// <param name="Frame">Ordinal of its frame.</param>
/// <param name="Index">Which detection of that frame.</param>
/// <param name="Evidence">What it says (<see cref="Survey.Evidence"/>).</param>
/// <param name="MetersAlong">Metres driven until its frame.</param>
/// <param name="RightMeters">To the right of the vehicle.</param>
public readonly record struct LocatedDetection(int Frame, int Index, float Score, double Evidence, double MetersAlong, double RightMeters, Spot Spot);

/// <summary>One damage as one drive saw it: its detections over consecutive frames and what they say together.</summary>
public sealed record FollowedDefect(IReadOnlyList<LocatedDetection> Detections, LocatedDetection Best, Spot Spot, double SquareMeters, double LengthMeters)
{
    public string Class => Spot.Class;

    public double Evidence => Detections.Sum(d => d.Evidence);
}

/// <summary>
/// Joins the detections of consecutive frames that are one damage. The vehicle's own motion is taken out by comparing places on the
/// ground, so a damage stands still and the gate is only as wide as the projection's error: the GPS error moves all of them together.
/// </summary>
public static class FollowAlongTheRoad
{
    // Beyond this many metres behind its last sight a damage has left every picture.
    private const double ForgetAfterMeters = 30;

    // How far two fixes of one receiver, a few seconds apart, differ from the true way between them.
    private const double StepVariance = 0.7, LooseVariance = 1.5;

    /// <param name="detections">By frame, in the order of the drive.</param>
    public static IReadOnlyList<FollowedDefect> Join(IEnumerable<LocatedDetection> detections)
    {
        var (open, all) = (new List<Trail>(), new List<Trail>());
        foreach (var frame in detections.GroupBy(d => d.Frame).OrderBy(g => g.Key))
        {
            LocatedDetection[] seen = [.. frame];
            open.RemoveAll(t => seen[0].MetersAlong - t.LastMetersAlong > ForgetAfterMeters);
            var pairs = new List<Pairing.Pair>();
            for (var i = 0; i < seen.Length; i++)
                for (var j = 0; j < open.Count; j++)
                    if (Spot.Cost(open[j].Spot, seen[i].Spot) is { } cost) pairs.Add(new Pairing.Pair(i, j, cost));
            var taken = new Trail?[seen.Length];
            foreach (var pair in Pairing.Solve(pairs, Spot.Gate + 3)) taken[pair.Row] = open[pair.Column];
            for (var i = 0; i < seen.Length; i++)
            {
                if (taken[i] is { } trail) trail.Add(seen[i]);
                else
                {
                    var begun = new Trail(seen[i]);
                    open.Add(begun);
                    all.Add(begun);
                }
            }
        }
        return [.. Rejoined(all).Select(t => t.Finish())];
    }

    // A first look from afar may lie so wrong that the nearer ones begin anew: what was never seen in one picture together may be one.
    private static List<Trail> Rejoined(List<Trail> trails)
    {
        for (var i = 0; i < trails.Count; i++)
            for (var j = trails.Count - 1; j > i; j--)
            {
                if (Math.Abs(trails[j].FirstMetersAlong - trails[i].LastMetersAlong) > ForgetAfterMeters || trails[i].SharesFrame(trails[j])) continue;
                if (Spot.Cost(Loose(trails[i].Spot), Loose(trails[j].Spot)) is null) continue;
                trails[i].Take(trails[j]);
                trails.RemoveAt(j);
            }
        return trails;
    }

    private static Spot Loose(Spot spot) => spot with { Error = spot.Error + new GroundError(LooseVariance, LooseVariance, 0) };

    private sealed class Trail
    {
        private readonly List<LocatedDetection> detections = [];
        private readonly double heading;
        private double nearEnd = double.PositiveInfinity, farEnd = double.NegativeInfinity;
        private double weight, weightedNorth, weightedEast;

        public Trail(LocatedDetection first)
        {
            heading = first.Spot.HeadingDegrees ?? 0;
            Add(first);
        }

        public Spot Spot { get; private set; }
        public double FirstMetersAlong => detections[0].MetersAlong;
        public double LastMetersAlong => detections[^1].MetersAlong;

        public bool SharesFrame(Trail other) => detections.Exists(d => other.detections.Exists(o => o.Frame == d.Frame));

        public void Take(Trail other)
        {
            foreach (var seen in other.detections) Add(seen);
            detections.Sort((a, b) => a.Frame.CompareTo(b.Frame));
        }

        public void Add(LocatedDetection seen)
        {
            detections.Add(seen);
            var spot = seen.Spot;
            var (sin, cos) = Math.SinCos(double.DegreesToRadians(heading));
            var along = spot.North * cos + spot.East * sin;
            (nearEnd, farEnd) = (Math.Min(nearEnd, along - spot.AlongMeters / 2), Math.Max(farEnd, along + spot.AlongMeters / 2));
            var trust = Math.Max(0.05, seen.Evidence) / Math.Max(0.01, spot.Error.AheadVariance + spot.Error.RightVariance);
            (weight, weightedNorth, weightedEast) = (weight + trust, weightedNorth + trust * spot.North, weightedEast + trust * spot.East);
            var sharpest = detections.MinBy(d => d.Spot.Error.AheadVariance + d.Spot.Error.RightVariance);
            // The middle of a damage longer than a frame's view is the middle of all that was seen of it; a shorter one is as long as the sharpest look says.
            var (north, east, length) = (weightedNorth / weight, weightedEast / weight, sharpest.Spot.AlongMeters);
            if (StrongestClass() is Damage.LongitudinalCrack or Damage.AlligatorCrack && farEnd - nearEnd > 1.5 * length + 2)
            {
                var shift = (nearEnd + farEnd) / 2 - (north * cos + east * sin);
                length = farEnd - nearEnd;
                (north, east) = (north + shift * cos, east + shift * sin);
            }
            Spot = new Spot(StrongestClass(), north, east, sharpest.Spot.Error + new GroundError(StepVariance, StepVariance, 0), spot.HeadingDegrees ?? Spot.HeadingDegrees,
                length, detections.Average(d => d.Spot.AcrossMeters));
        }

        // One error of pitch tilts every frame of a pass, so several looks are not much surer than the sharpest.
        public FollowedDefect Finish()
        {
            var best = detections.MaxBy(d => (d.Spot.Class == Spot.Class, Shows(d)));
            var size = Damage.SquareMeters(Spot.Class, Spot.AlongMeters, Spot.AcrossMeters);
            return new FollowedDefect(detections, best, Spot, size, Damage.LengthMeters(Spot.Class, Spot.AlongMeters, Spot.AcrossMeters));
        }

        // A person sees more in a near look than in a far one that the model was a little surer of.
        private static double Shows(LocatedDetection seen) => seen.Score * (1 - Math.Min(0.5, seen.Spot.Error.MajorMeters / 8));

        private string StrongestClass() =>
            detections.GroupBy(d => d.Spot.Class).OrderByDescending(g => g.Sum(d => d.Evidence)).ThenBy(g => g.Key, StringComparer.Ordinal).First().Key;
    }
}
