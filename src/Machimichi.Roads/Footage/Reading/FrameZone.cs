using Machimichi.Roads.Tracks;

namespace Machimichi.Roads.Footage.Reading;

/// <summary>Which time zone a camera's clock was set to: the one that puts most of its frames onto the track.</summary>
internal static class FrameZone
{
    private const int MostAsked = 500;

    /// <summary>Null when there is a track, and no zone on earth puts half of the frames onto it.</summary>
    public static TimeSpan? Find(IReadOnlyList<DateTime> times, TimeSpan? known, Track? track)
    {
        if (track is null || track.Fixes.Count == 0)
            return known ?? TimeSpan.Zero;
        var (first, last) = (track.Fixes.Min(fix => fix.Utc), track.Fixes.Max(fix => fix.Utc));
        var every = Math.Max(1, times.Count / MostAsked);
        var asked = times.Where((_, i) => i % every == 0).ToList();
        TimeSpan? best = null;
        var most = asked.Count / 2;
        foreach (var zone in Zones(known))
        {
            var inside = asked.Count(time => time - zone >= first && time - zone <= last);
            if (inside > most)
                (best, most) = (zone, inside);
        }
        return best;
    }

    // The likely first: of equals, the first is taken.
    private static IEnumerable<TimeSpan> Zones(TimeSpan? known)
    {
        if (known is { } own)
            yield return own;
        yield return TimeSpan.Zero;
        for (var hours = -12; hours <= 14; hours++)
            yield return TimeSpan.FromHours(hours);
        for (var quarters = -12 * 4; quarters <= 14 * 4; quarters++)
            if (quarters % 4 != 0)
                yield return TimeSpan.FromMinutes(quarters * 15);
    }
}
