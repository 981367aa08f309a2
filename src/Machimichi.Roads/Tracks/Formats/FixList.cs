namespace Machimichi.Roads.Tracks.Formats;

/// <summary>Fixes as they are read, with the moment of the film at which each was written where the file tells it.</summary>
internal sealed class FixList
{
    private readonly List<Fix> fixes = [];
    private readonly List<DateTime> starts = [];

    public int Count => fixes.Count;

    public void Add(Fix fix, TimeSpan? inFilm = null)
    {
        if (!fix.IsOnEarth)
            return;
        fixes.Add(fix);
        if (inFilm is { } at && fix.Locked)
            starts.Add(fix.Utc - at);
    }

    public void AddRange(IEnumerable<Fix> more, TimeSpan? inFilm = null)
    {
        foreach (var fix in more)
            Add(fix, inFilm);
    }

    public Track ToTrack(string source, TrackClock clock = TrackClock.Gps)
    {
        starts.Sort();
        return new Track(fixes, source) { Clock = clock, VideoStartUtc = starts.Count > 0 ? starts[starts.Count / 2] : null };
    }
}
