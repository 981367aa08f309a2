using Machimichi.Roads.Defects;
using Machimichi.Roads.Footage.Reading;
using Machimichi.Roads.Tracks;
using Machimichi.Vision;

namespace Machimichi.Roads.Survey;

/// <summary>The detections of a drive's frames as places on one plane.</summary>
internal static class LocateFrames
{
    /// <summary>Standard deviation of a vehicle's GPS, metres, north and east alike.</summary>
    public const double GpsSigmaMeters = 2.5;

    // Of two boxes of one frame, when more than this share of the smaller lies in the other they show one thing.
    private const double SharedPart = 0.6;

    public static readonly GroundError GpsError = new(GpsSigmaMeters * GpsSigmaMeters, GpsSigmaMeters * GpsSigmaMeters, 0);

    /// <summary>Those that lie on the road within range, in frames whose place and heading are known; their error is the projection's alone.</summary>
    /// <param name="model">Of the detector that saw them.</param>
    public static List<LocatedDetection> OnPlane(LocalPlane plane, IReadOnlyList<LookedAt> frames, ModelDescription model, bool pitchKnown)
    {
        var codes = model.Classes;
        var located = new List<LocatedDetection>();
        foreach (var frame in frames)
        {
            if (frame.Place is not { HeadingDegrees: { } heading } place) continue;
            var (north, east) = plane.ToMeters(place.Latitude, place.Longitude);
            var (sin, cos) = Math.SinCos(double.DegreesToRadians(heading));
            for (var i = 0; i < frame.Found.Count; i++)
            {
                var found = frame.Found[i];
                if (!Damage.Classes.Contains(codes[found.Class]) || IsPartOfAnother(frame.Found, i, codes)) continue;
                if (LocateDetections.Locate(found.Box, frame.Camera, pitchKnown) is not { } road) continue;
                var (ahead, right) = (road.Place.AheadMeters, road.Place.RightMeters);
                var spot = new Spot(Damage.ByShape(codes[found.Class], road.AlongMeters, road.AcrossMeters), north + ahead * cos - right * sin, east + ahead * sin + right * cos,
                    road.Error.Turned(heading), heading, road.AlongMeters, road.AcrossMeters);
                located.Add(new LocatedDetection(frame.Ordinal, i, found.Score, Evidence.Of(found.Score, model.Thresholds[found.Class]), frame.MetersAlong, right, spot));
            }
        }
        return located;
    }

    // A net of cracks often comes with a box for a piece of it, a hole with one for its edge: the surer box stands for both.
    private static bool IsPartOfAnother(IReadOnlyList<Vision.Detection> found, int index, IReadOnlyList<string> codes)
    {
        var one = found[index];
        for (var i = 0; i < found.Count; i++)
        {
            var other = found[i];
            if (i == index || other.Score < one.Score || other.Score == one.Score && i > index || Damage.Difference(codes[one.Class], codes[other.Class]) is null) continue;
            var width = Math.Min(one.Box.Right, other.Box.Right) - Math.Max(one.Box.Left, other.Box.Left);
            var height = Math.Min(one.Box.Bottom, other.Box.Bottom) - Math.Max(one.Box.Top, other.Box.Top);
            if (width > 0 && height > 0 && width * height > SharedPart * Math.Min(one.Box.Area, other.Box.Area)) return true;
        }
        return false;
    }

    /// <summary>Metres of road that were looked at clearly: between two clear frames of which the second still sees what the first did.</summary>
    public static double MetersSeen(IReadOnlyList<LookedAt> frames)
    {
        var sum = 0.0;
        for (var i = 1; i < frames.Count; i++)
        {
            var meters = frames[i].MetersAlong - frames[i - 1].MetersAlong;
            if (frames[i].Place is null || frames[i - 1].Place is null) continue;
            if (frames[i].Flaws == FrameFlaws.None && frames[i - 1].Flaws == FrameFlaws.None && meters <= LocateDetections.FarthestMeters) sum += meters;
        }
        return sum;
    }
}
