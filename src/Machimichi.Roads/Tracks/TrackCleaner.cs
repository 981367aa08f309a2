using Machimichi.Roads.Tracks.Cleaning;

namespace Machimichi.Roads.Tracks;

/// <summary>What cleaning took away or set right, in fixes (and stops, and jumps of the clock).</summary>
public sealed record CleaningResult(Track Track, int WithoutFix, int WrongDate, int Repeated, int Outliers, int ClockJumps, int Stops);

/// <summary>
/// Makes a recorded track fit for use: in order of time, one fix an instant, without places where the vehicle cannot have been,
/// and with each stop as two fixes (its beginning and its end) at one place, at speed 0.
/// </summary>
public static class TrackCleaner
{
    // Receivers that never saw a satellite say 1970, 1980, 1999 or 1 January 2000; a vehicle of today was filmed later.
    private static readonly DateTime Earliest = new(2000, 1, 2, 0, 0, 0, DateTimeKind.Utc);

    /// <param name="now">A fix from more than a day after it has a wrong date.</param>
    public static CleaningResult Clean(Track track, DateTime now)
    {
        var fixes = new List<Fix>(track.Fixes.Count);
        int withoutFix = 0,
            wrongDate = 0;
        // Without a clock the seconds count from 1970: there is no date to be wrong.
        var latest = now.AddDays(1);
        foreach (var fix in track.Fixes)
            if (!fix.Locked || !fix.IsOnEarth)
                withoutFix++;
            else if (track.Clock != TrackClock.None && (fix.Utc < Earliest || fix.Utc > latest))
                wrongDate++;
            else
                fixes.Add(fix);

        if (IsBackwards(fixes))
            fixes.Reverse();
        var jumps = ClockJumps.Repair(fixes, out var strays);
        var repeated = Repeats.Remove(fixes);
        var outliers = strays + Outliers.Remove(fixes);
        var stops = Stops.Collapse(fixes);
        return new CleaningResult(track with { Fixes = fixes }, withoutFix, wrongDate, repeated, outliers, jumps, stops);
    }

    private static bool IsBackwards(List<Fix> fixes)
    {
        var (back, forth) = (0, 0);
        for (var i = 1; i < fixes.Count; i++)
            if (fixes[i].Utc < fixes[i - 1].Utc)
                back++;
            else if (fixes[i].Utc > fixes[i - 1].Utc)
                forth++;
        return back > forth;
    }
}
