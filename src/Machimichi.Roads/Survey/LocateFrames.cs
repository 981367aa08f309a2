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
            for (var i = 0; i < frame.Found.Count + frame.Weak.Count; i++)
            {
                var found = i < frame.Found.Count ? frame.Found[i] : frame.Weak[i - frame.Found.Count];
                if (!Damage.Classes.Contains(codes[found.Class])) continue;
                if (LocateDetections.Locate(found.Box, frame.Camera, pitchKnown) is not { } road) continue;
                var (ahead, right) = (road.Place.AheadMeters, road.Place.RightMeters);
                var spot = new Spot(codes[found.Class], north + ahead * cos - right * sin, east + ahead * sin + right * cos,
                    road.Error.Turned(heading), heading, road.AlongMeters, road.AcrossMeters);
                located.Add(new LocatedDetection(frame.Ordinal, i < frame.Found.Count ? i : null, found.Score, Evidence.Of(found.Score, model.Thresholds[found.Class]), frame.MetersAlong, right, spot));
            }
        }
        return located;
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
