namespace Machimichi.Roads.Tracks.Cleaning;

/// <summary>
/// The same fix twice, a place that stays while the speed says that the vehicle moves (a receiver that has lost its satellites repeats
/// the last one), and many places in one second from a clock that only knows whole seconds.
/// </summary>
internal static class Repeats
{
    private const double MovingMps = 1;

    public static int Remove(List<Fix> fixes)
    {
        var before = fixes.Count;
        var kept = new List<Fix>(before);
        foreach (var fix in fixes)
        {
            var same = kept.Count > 0 && kept[^1].Latitude.Equals(fix.Latitude) && kept[^1].Longitude.Equals(fix.Longitude);
            if (!same || (fix.Utc != kept[^1].Utc && fix.SpeedMps is not > MovingMps))
                kept.Add(fix);
        }
        fixes.Clear();
        fixes.AddRange(kept.OrderBy(fix => fix.Utc));
        SpreadWithinSecond(fixes);
        return before - fixes.Count;
    }

    private static void SpreadWithinSecond(List<Fix> fixes)
    {
        for (var i = 0; i < fixes.Count; )
        {
            var end = i + 1;
            while (end < fixes.Count && fixes[end].Utc == fixes[i].Utc)
                end++;
            var count = end - i;
            if (count > 1)
            {
                var room = end < fixes.Count ? Math.Min((fixes[end].Utc - fixes[i].Utc).TotalSeconds, 1) : 1;
                for (var n = 1; n < count; n++)
                    fixes[i + n] = fixes[i + n] with { Utc = fixes[i].Utc + TimeSpan.FromSeconds(room * n / count) };
            }
            i = end;
        }
    }
}
