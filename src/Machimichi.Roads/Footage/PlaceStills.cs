using Machimichi.Roads.Footage.Reading;
using Machimichi.Roads.Tracks;

namespace Machimichi.Roads.Footage;

/// <summary>A place for each still: by its own time, or, where the stills have none, spread evenly along the track.</summary>
internal static class PlaceStills
{
    /// <summary>The heading is that of the way over this many metres to each side.</summary>
    private const double HeadingReachMeters = 8;

    public static IReadOnlyList<Fix?> Along(FootageTrack footage, FrameFolder folder) =>
        folder.Times is FrameTimes.Exif or FrameTimes.FileName
            ? [.. folder.Frames.Select(f => f.Utc is { } utc ? footage.Track.At(utc) : null)]
            : Evenly(footage.Track.Fixes, folder.Frames.Count);

    /// <summary>The first at the track's beginning, the last at its end; gaps of the track are bridged, since only its line matters.</summary>
    internal static Fix?[] Evenly(IReadOnlyList<Fix> fixes, int count)
    {
        var meters = new double[fixes.Count];
        for (var i = 1; i < fixes.Count; i++) meters[i] = meters[i - 1] + Ground.Distance(fixes[i - 1], fixes[i]);
        var places = new Fix?[count];
        for (var i = 0; i < count; i++)
        {
            var at = meters[^1] * (count == 1 ? 0.5 : (double)i / (count - 1));
            var here = At(fixes, meters, at);
            var (back, ahead) = (At(fixes, meters, at - HeadingReachMeters), At(fixes, meters, at + HeadingReachMeters));
            var (east, north) = Ground.Offset(back, ahead);
            places[i] = here with { HeadingDegrees = east * east + north * north > 0.01 ? Ground.Heading(east, north) : null, SpeedMps = null };
        }
        return places;
    }

    private static Fix At(IReadOnlyList<Fix> fixes, double[] meters, double at)
    {
        at = Math.Clamp(at, 0, meters[^1]);
        var after = Array.BinarySearch(meters, at);
        if (after >= 0) return fixes[after];
        after = ~after;
        var (a, b) = (fixes[after - 1], fixes[after]);
        var share = (at - meters[after - 1]) / (meters[after] - meters[after - 1]);
        return new Fix(a.Utc + (b.Utc - a.Utc) * share, a.Latitude + (b.Latitude - a.Latitude) * share, a.Longitude + (b.Longitude - a.Longitude) * share, null, null);
    }
}
