using System.Globalization;
using System.Text;
using Machimichi.Roads.Footage.Reading;
using Machimichi.Roads.Tracks;

namespace Machimichi.Roads.Footage;

/// <summary>Where and when each picture of a footage is to be looked for or was taken.</summary>
/// <param name="Shift">What makes the track's times the true UTC, where its clock is the recorder's or none.</param>
/// <param name="FilmStart">The instant of the film's first picture by the track's clock.</param>
internal sealed record FootageTrack(Track Track, TimeSpan Shift, DateTime FilmStart)
{
    public DateTime StartedAt => Utc(Track.Fixes[0].Utc);
    public DateTime EndedAt => Utc(Track.Fixes[^1].Utc);

    public DateTime Utc(DateTime byTrack) => DateTime.SpecifyKind(byTrack + Shift, DateTimeKind.Utc);

    /// <summary>"lat,lon lat,lon …", a point every 10 m at most and 2,000 in all.</summary>
    public string Line()
    {
        var (text, last) = (new StringBuilder(), default(Fix?));
        var least = Math.Max(10, Track.LengthMeters / 2000);
        foreach (var fix in Track.Fixes)
        {
            if (last is { } before && Ground.Distance(before, fix) < least) continue;
            last = fix;
            if (text.Length > 0) text.Append(' ');
            text.Append(CultureInfo.InvariantCulture, $"{fix.Latitude:0.######},{fix.Longitude:0.######}");
        }
        return text.ToString();
    }
}

/// <summary>The track of a footage: from a file beside it, else from inside the film; cleaned, and brought to the film's clock.</summary>
internal static class ExtractTrack
{
    /// <param name="film">The film.</param>
    /// <param name="beside">The track beside it; it is taken before the one inside.</param>
    /// <param name="receivedAt">Used as the date where no clock tells one.</param>
    /// <exception cref="TrackException">There is none, or none that can be used.</exception>
    public static FootageTrack OfFilm(string film, string? beside, FootageInfo info, TimeZoneInfo zone, DateTime receivedAt, DateTime now)
    {
        var track = Clean(beside is null ? TrackReader.Read(film) : TrackReader.Read(beside), now);
        var told = FileNameTime.Parse(film) is { } named ? ToUtc(named, zone) : info.CreatedUtc ?? receivedAt;
        return new FootageTrack(track, Shift(track, zone, told), track.VideoStartUtc ?? Start(track, film, info, zone));
    }

    /// <param name="folder">A folder with stills in it, which may carry their places themselves.</param>
    /// <exception cref="TrackException">There is none, or none that can be used.</exception>
    /// <exception cref="FootageException">There are no stills.</exception>
    public static (FootageTrack Track, FrameFolder Stills) OfStills(string folder, string? beside, TimeZoneInfo zone, DateTime receivedAt, DateTime now)
    {
        var given = beside is null ? null : Clean(TrackReader.Read(beside), now);
        var stills = FrameFolder.Read(folder, given, zone);
        if ((given ?? stills.Track) is not { } track)
            throw new TrackException("There is no track with these pictures.", "Put a GPX or NMEA file of the same drive into the folder and import it again.") { Detail = "" };
        if (given is null) track = Clean(track, now);
        return (new FootageTrack(track, Shift(track, zone, receivedAt), track.Fixes[0].Utc), stills);
    }

    private static Track Clean(Track track, DateTime now)
    {
        var cleaned = TrackCleaner.Clean(track, now);
        if (cleaned.Track.Fixes.Count >= 2) return cleaned.Track;
        if (cleaned.WrongDate >= 2)
            throw new TrackException("All of the track's dates are wrong.", "Set the recorder's clock. Give a GPX of the same drive beside it.")
            {
                Key = "footage.track-dates", Detail = track.Fixes[0].Utc.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            };
        throw new TrackException("The track has no two usable points.", "The recorder had no satellites. Give a GPX of the same drive beside it.") { Key = "footage.track-empty" };
    }

    // A recorder writes its local time as often as UTC; whichever lies on the track is meant.
    private static DateTime Start(Track track, string film, FootageInfo info, TimeZoneInfo zone)
    {
        var (first, last) = (track.Fixes[0].Utc, track.Fixes[^1].Utc);
        var length = info.ReadableDuration ?? info.Duration ?? TimeSpan.Zero;
        var told = new[] { info.CreatedUtc, FileNameTime.Parse(film) }.OfType<DateTime>()
            .SelectMany(t => new[] { DateTime.SpecifyKind(t, DateTimeKind.Utc), ToUtc(t, zone) });
        foreach (var start in told)
            if (start < last && start + length > first && Overlap(start, start + length, first, last) > 0.5 * Math.Min(length.TotalSeconds, (last - first).TotalSeconds)) return start;
        return first;
    }

    private static double Overlap(DateTime a, DateTime b, DateTime c, DateTime d) => ((b < d ? b : d) - (a > c ? a : c)).TotalSeconds;

    private static TimeSpan Shift(Track track, TimeZoneInfo zone, DateTime told) => track.Clock switch
    {
        TrackClock.None => told - track.Fixes[0].Utc,
        TrackClock.Camera => ToUtc(track.Fixes[0].Utc, zone) - track.Fixes[0].Utc,
        _ => TimeSpan.Zero,
    };

    internal static DateTime ToUtc(DateTime local, TimeZoneInfo zone) =>
        DateTime.SpecifyKind(DateTime.SpecifyKind(local, DateTimeKind.Unspecified) - zone.GetUtcOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified)), DateTimeKind.Utc);
}
