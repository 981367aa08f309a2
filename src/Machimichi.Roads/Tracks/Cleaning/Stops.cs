namespace Machimichi.Roads.Tracks.Cleaning;

/// <summary>Standing still becomes two fixes at the mean place: noise around a red light is no drive.</summary>
internal static class Stops
{
    private const double StandingMps = 0.7;
    private const double StandingMeters = 5;
    private static readonly TimeSpan ShortestWithSpeed = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ShortestWithout = TimeSpan.FromSeconds(6);

    // Where the track has a hole, the vehicle may have gone and come back.
    private static readonly TimeSpan Hole = TimeSpan.FromMinutes(10);

    public static int Collapse(List<Fix> fixes)
    {
        var kept = new List<Fix>(fixes.Count);
        var stops = 0;
        for (var i = 0; i < fixes.Count; )
        {
            var end = StandsUntil(fixes, i);
            if (end - i >= 2)
            {
                var (latitude, longitude) = (fixes[i..end].Average(fix => fix.Latitude), fixes[i..end].Average(fix => fix.Longitude));
                kept.Add(new Fix(fixes[i].Utc, latitude, longitude, 0, null));
                kept.Add(new Fix(fixes[end - 1].Utc, latitude, longitude, 0, null));
                stops++;
                i = end;
            }
            else
            {
                kept.Add(fixes[i++]);
            }
        }
        fixes.Clear();
        fixes.AddRange(kept);
        return stops;
    }

    private static int StandsUntil(List<Fix> fixes, int start)
    {
        var hasSpeed = fixes[start].SpeedMps is not null;
        var end = start;
        while (
            end < fixes.Count
            && (end == start || fixes[end].Utc - fixes[end - 1].Utc < Hole)
            && (hasSpeed ? fixes[end].SpeedMps is < StandingMps : Ground.Distance(fixes[start], fixes[end]) < StandingMeters)
        )
            end++;
        return end > start && fixes[end - 1].Utc - fixes[start].Utc >= (hasSpeed ? ShortestWithSpeed : ShortestWithout) ? end : start;
    }
}
