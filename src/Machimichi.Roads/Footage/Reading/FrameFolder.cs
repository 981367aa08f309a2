using Machimichi.Roads.Tracks;

namespace Machimichi.Roads.Footage.Reading;

/// <summary>How still frames got their times.</summary>
public enum FrameTimes
{
    /// <summary>They have none: no time of their own, and no track to spread them along.</summary>
    None,
    Exif,
    FileName,

    /// <summary>Spread evenly along the track, in the order of their names: their places are a guess.</summary>
    AlongTrack,
}

/// <param name="Utc">When it was taken; null where <see cref="FrameTimes.None"/>.</param>
public sealed record StillFrame(string Path, DateTime? Utc);

/// <summary>Something that was not taken, and why.</summary>
/// <param name="Key">Key of the text that says why in the reader's language; <c>{detail}</c> in it is <paramref name="Detail"/>.</param>
public sealed record NotTaken(string Path, string Why, string Key = "footage.unreadable", string Detail = "");

/// <summary>A folder of pictures taken one after another, as a film in single frames. Nothing is decoded here.</summary>
/// <param name="Frames">In the order of their times, else of their names (2 before 10).</param>
/// <param name="Track">The track given, or the one that the pictures carry in their EXIF; null where there is neither.</param>
public sealed record FrameFolder(
    string Path,
    IReadOnlyList<StillFrame> Frames,
    FrameTimes Times,
    Track? Track,
    IReadOnlyList<NotTaken> NotTaken
)
{
    private const int Most = 100_000;

    // A folder with a few strangers in it is still a folder of timed frames.
    private const double NearlyAll = 0.9;

    /// <param name="track">Of the same drive: cameras' clocks are set right by it.</param>
    /// <param name="zone">The camera's time zone, where it is known; else it is found from the track, else UTC.</param>
    /// <exception cref="FootageException">No folder, or no pictures in it.</exception>
    public static FrameFolder Read(string dir, Track? track = null, TimeZoneInfo? zone = null)
    {
        var notTaken = new List<NotTaken>();
        var paths = Pictures(dir, notTaken);
        var exif = ExifTimes.Read(paths);
        track ??= exif.Track;

        if (exif.Times.Count >= paths.Count * NearlyAll)
            if (Placed(paths, exif.Times, exif.AreUtc ? null : zone, exif.AreUtc, track, "no time in its EXIF", notTaken) is { } byExif)
                return new FrameFolder(dir, byExif, FrameTimes.Exif, track, notTaken);

        var named = new Dictionary<string, DateTime>(StringComparer.Ordinal);
        foreach (var path in paths)
            if (FileNameTime.Parse(path) is { } time)
                named[path] = time;
        if (named.Count >= paths.Count * NearlyAll)
            if (Placed(paths, named, zone, areUtc: false, track, "no time in its name", notTaken) is { } byName)
                return new FrameFolder(dir, byName, FrameTimes.FileName, track, notTaken);

        if (track is null)
            return new FrameFolder(dir, [.. paths.Select(path => new StillFrame(path, null))], FrameTimes.None, null, notTaken);
        return new FrameFolder(dir, Spread(paths, track), FrameTimes.AlongTrack, track, notTaken);
    }

    private static List<string> Pictures(string dir, List<NotTaken> notTaken)
    {
        var name = System.IO.Path.GetFileName(dir.TrimEnd(System.IO.Path.DirectorySeparatorChar));
        var paths = new List<string>();
        try
        {
            foreach (var file in new DirectoryInfo(dir).EnumerateFiles())
            {
                if (!FootageNames.IsPicture(file.Name))
                    continue;
                if (file.LinkTarget is not null)
                    notTaken.Add(new NotTaken(file.FullName, "A symbolic link is not followed."));
                else if (file.Length == 0)
                    notTaken.Add(new NotTaken(file.FullName, "It is empty (0 bytes)."));
                else
                    paths.Add(file.FullName);
                if (paths.Count > Most)
                    throw new FootageException(
                        $"“{name}” has more than {Most} pictures.",
                        "So many are not one drive.",
                        "Give each drive a folder of its own."
                    )
                    {
                        Key = "footage.too-many-pictures",
                        Detail = $"{Most}",
                    };
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FootageException(
                $"The folder “{name}” cannot be read.",
                fault.Message,
                "See that the card is in, and that the folder may be read.",
                fault
            )
            {
                Key = "footage.folder-unreadable",
                Detail = fault.Message,
            };
        }
        if (paths.Count == 0)
            throw new FootageException(
                $"“{name}” has no pictures.",
                "Only JPEG, PNG and WebP files directly in the folder count.",
                "Give the folder in which the frames lie."
            )
            {
                Key = "footage.folder-without-pictures",
                Detail = "",
            };
        paths.Sort(NaturalOrder.Instance);
        return paths;
    }

    // Null when the camera's clock has nothing to do with the track: then its times are worth nothing.
    private static List<StillFrame>? Placed(
        List<string> paths,
        IReadOnlyDictionary<string, DateTime> times,
        TimeZoneInfo? zone,
        bool areUtc,
        Track? track,
        string why,
        List<NotTaken> notTaken
    )
    {
        var timed = paths.Where(times.ContainsKey).Select(path => (Path: path, Time: times[path])).OrderBy(frame => frame.Time).ToList();
        SpreadWithinSecond(timed);
        var offset = TimeSpan.Zero;
        if (!areUtc)
        {
            var own = zone?.GetUtcOffset(DateTime.SpecifyKind(timed[0].Time, DateTimeKind.Unspecified));
            if (FrameZone.Find([.. timed.Select(frame => frame.Time)], own, track) is not { } found)
                return null;
            offset = found;
        }
        notTaken.AddRange(
            paths.Where(path => !times.ContainsKey(path)).Select(path => new NotTaken(path, $"It has {why}, and its neighbours have one."))
        );
        return [.. timed.Select(frame => new StillFrame(frame.Path, DateTime.SpecifyKind(frame.Time - offset, DateTimeKind.Utc)))];
    }

    // Several frames a second under names that know only seconds.
    private static void SpreadWithinSecond(List<(string Path, DateTime Time)> frames)
    {
        for (var i = 0; i < frames.Count; )
        {
            var end = i + 1;
            while (end < frames.Count && frames[end].Time == frames[i].Time)
                end++;
            for (var n = i + 1; n < end; n++)
                frames[n] = (frames[n].Path, frames[i].Time.AddSeconds((double)(n - i) / (end - i)));
            i = end;
        }
    }

    private static List<StillFrame> Spread(List<string> paths, Track track)
    {
        var length = track.LengthMeters;
        var instants = length > 0 && paths.Count > 1 ? track.EveryMeters(length / (paths.Count - 1) * (1 - 1e-9)) : [];
        var (first, last) = (track.Fixes.Min(fix => fix.Utc), track.Fixes.Max(fix => fix.Utc));
        return
        [
            .. paths.Select(
                (path, i) =>
                    new StillFrame(
                        path,
                        // Where the track stands or has holes there are fewer even steps than pictures: then by time.
                        instants.Count >= paths.Count
                            ? instants[i]
                            : first + (last - first) * (paths.Count > 1 ? (double)i / (paths.Count - 1) : 0)
                    )
            ),
        ];
    }
}
