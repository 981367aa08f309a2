using System.Globalization;
using Machimichi.Platform.Files;
using Machimichi.Roads.Defects;
using Machimichi.Roads.Footage;
using Machimichi.Roads.Footage.Reading;
using Machimichi.Roads.Tracks;
using Machimichi.Vision;

namespace Machimichi.Roads.Survey;

/// <summary>A frame that was looked at: where the vehicle was, how well the road was seen, what was found.</summary>
/// <param name="FileKey">Where its picture is kept; empty when it is not.</param>
internal sealed record LookedAt(
    int Ordinal, DateTime At, Fix? Place, FrameFlaws Flaws, int Width, int Height, CameraPose Camera, double MetersAlong,
    IReadOnlyList<Vision.Detection> Found, string FileKey);

/// <param name="Missing">What could not be had of the footage; null when all was.</param>
internal sealed record SurveyResult(IReadOnlyList<LookedAt> Frames, MissingPart? Missing);

/// <param name="Key">Key of the text that says it; <c>{detail}</c> in it is <paramref name="Detail"/>.</param>
/// <param name="MayComeYet">Another try may have it.</param>
internal sealed record MissingPart(string Key, string Detail, bool MayComeYet = false);

/// <summary>Looks at the frames of a footage one after the other; keeps the pictures that somebody may want to see.</summary>
public sealed class DetectFrames(IDetector detector, IFileStore files, RoadsOptions options)
{
    internal async Task<SurveyResult> Film(string path, FootageTrack track, FootageInfo info, CameraFile camera, Func<int, int, Task> progress, CancellationToken ct)
    {
        var length = info.ReadableDuration ?? info.Duration ?? TimeSpan.MaxValue;
        var wanted = track.Track.EveryMeters(options.FrameEveryMeters).Select(t => t - track.FilmStart).Where(t => t >= TimeSpan.Zero && t <= length).ToList();
        var (seen, before) = (new Walk(), -1);
        var frames = VideoFrames.Read(path, wanted, options.KeptPixels, options.Pictures, ct);
        await foreach (var frame in frames.WithCancellation(ct))
        {
            using var picture = frame.Picture;
            var byTrack = track.FilmStart + frame.At;
            seen.Frames.Add(await Look(seen, picture, track.Utc(byTrack), track.Track.At(byTrack), camera, ct));
            var done = wanted.Count(w => w <= frame.At);
            if (done != before) await progress(before = done, wanted.Count);
        }
        return new SurveyResult(seen.Frames, Missing(frames, wanted, seen.Frames.Count, info));
    }

    private static MissingPart? Missing(VideoFrames frames, List<TimeSpan> wanted, int had, FootageInfo info)
    {
        if (frames.Partial is null && info.Missing is null) return null;
        var whole = info.Duration is { } length ? $" / {Clock(length)}" : "";
        if (info.ReadableDuration is { } end && info.Missing is not null) return new MissingPart("footage.part.cut", $"{Clock(end)}{whole}");
        var at = frames.NotFound.Count > 0 ? $", {Clock(frames.NotFound[0])}{whole}" : "";
        return new MissingPart(frames.Interrupted ? "footage.part.stopped" : "footage.part.holes", $"{had} / {wanted.Count}{at}", frames.Interrupted);
    }

    private static string Clock(TimeSpan time) => time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);

    internal async Task<SurveyResult> Stills(FrameFolder folder, FootageTrack track, CameraFile camera, Func<int, int, Task> progress, CancellationToken ct)
    {
        var places = PlaceStills.Along(track, folder);
        var (seen, total) = (new Walk(), folder.Frames.Count);
        var missing = folder.NotTaken.Select(n => Path.GetFileName(n.Path)).ToList();
        for (var i = 0; i < total; i++)
        {
            try
            {
                using var picture = Picture.Load(folder.Frames[i].Path);
                var byTrack = places[i]?.Utc ?? folder.Frames[i].Utc;
                seen.Frames.Add(await Look(seen, picture, byTrack is { } at ? track.Utc(at) : track.StartedAt, places[i], camera, ct));
            }
            catch (PictureException) { missing.Add(Path.GetFileName(folder.Frames[i].Path)); }
            await progress(i + 1, total);
        }
        return new SurveyResult(seen.Frames, missing.Count == 0 ? null : new MissingPart("footage.part.pictures", $"{missing.Count} / {total + folder.NotTaken.Count}: {string.Join(", ", missing.Take(5))}"));
    }

    private async Task<LookedAt> Look(Walk seen, Picture picture, DateTime at, Fix? place, CameraFile camera, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var (ordinal, flaws) = (seen.Frames.Count, FrameQuality.Judge(picture).Flaws);
        var found = flaws.HasFlag(FrameFlaws.Dark) ? [] : detector.Detect(picture, ct);
        var pose = camera.For(picture.Width, picture.Height);
        var key = found.Count > 0 || ordinal % options.KeepEveryEmptyFrame == 0 ? await Keep(picture, ct) : "";
        return new LookedAt(ordinal, at, place, flaws, picture.Width, picture.Height, pose, seen.Go(place), found, key);
    }

    private async Task<string> Keep(Picture picture, CancellationToken ct)
    {
        var scale = (double)options.KeptPixels / Math.Max(picture.Width, picture.Height);
        if (scale >= 1) return (await files.Put(picture.EncodeJpeg(82), ct)).Key;
        using var smaller = picture.Resize((int)(picture.Width * scale), (int)(picture.Height * scale));
        return (await files.Put(smaller.EncodeJpeg(82), ct)).Key;
    }

    /// <summary>The frames so far, and the way that the vehicle went between those whose place is known.</summary>
    private sealed class Walk
    {
        private Fix? last;
        private double meters;

        public List<LookedAt> Frames { get; } = [];

        public double Go(Fix? place)
        {
            if (place is { } here)
            {
                if (last is { } before) meters += Ground.Distance(before, here);
                last = here;
            }
            return meters;
        }
    }
}
