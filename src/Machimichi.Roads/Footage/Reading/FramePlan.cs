using Machimichi.Roads.Tracks.Formats;
using Machimichi.Roads.Tracks.Movies;

namespace Machimichi.Roads.Footage.Reading;

/// <summary>A stretch of the film that one ffmpeg goes through from beginning to end.</summary>
internal sealed record FrameStretch(IReadOnlyList<TimeSpan> Wanted)
{
    /// <summary>What is still wanted when the picture at <paramref name="at"/> has come; what lies too far before it is not found.</summary>
    public FrameStretch After(TimeSpan at, FramePlan plan, List<TimeSpan> notFound)
    {
        var n = 0;
        for (; n < Wanted.Count && Wanted[n] <= at + plan.Lead; n++)
            if (at - Wanted[n] > plan.Tolerance)
                notFound.Add(Wanted[n]);
        return n == 0 ? this : new FrameStretch([.. Wanted.Skip(n)]);
    }
}

/// <summary>How the wanted pictures are had with the least decoding: it costs more than looking at them.</summary>
/// <param name="Lead">A picture this much before the wanted instant is as good: it is at most as far away as the next one.</param>
/// <param name="Tolerance">Further off than this, a picture is not the one that was wanted.</param>
internal sealed record FramePlan(
    FrameChoice Choice,
    IReadOnlyList<FrameStretch> Stretches,
    TimeSpan Lead,
    TimeSpan Tolerance,
    TimeSpan? Duration,
    string? Missing
)
{
    // The instants of a stretch stand in one filter expression that is evaluated for each picture.
    private const int MostOfAStretch = 500;

    // At twice the wanted step, each piece of road is still once within the 10 m in which it is judged.
    private const double KeyframesApart = 2;

    private static readonly TimeSpan StillWorthDecoding = TimeSpan.FromSeconds(4);

    public static FramePlan Make(string path, IReadOnlyList<TimeSpan> wanted, FrameChoice choice)
    {
        var sorted = wanted.Where(at => at >= TimeSpan.Zero).Distinct().Order().ToList();
        var film = Film.Look(path);
        var step = Typical(Gaps(sorted).Where(gap => gap < TimeSpan.FromSeconds(10)));
        if (choice == FrameChoice.Automatic)
            choice =
                film.KeyframeGap is { } gap && step is { } each && gap <= each * KeyframesApart ? FrameChoice.Keyframes : FrameChoice.Exact;

        var keyframes = choice == FrameChoice.Keyframes;
        var apart = keyframes ? film.KeyframeGap ?? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(40);
        var tolerance = keyframes ? apart + TimeSpan.FromSeconds(0.5) : TimeSpan.FromSeconds(0.5);
        // With seeking, all from the keyframe before is decoded: only a pause longer than that is worth a new start.
        var pause = TimeSpan.FromTicks(Math.Max(StillWorthDecoding.Ticks, 2 * (film.KeyframeGap ?? TimeSpan.Zero).Ticks));
        return new FramePlan(choice, [.. Split(sorted, pause)], apart / 2, tolerance, film.Duration, film.Missing);
    }

    private static IEnumerable<FrameStretch> Split(List<TimeSpan> wanted, TimeSpan pause)
    {
        for (var from = 0; from < wanted.Count; )
        {
            var to = from + 1;
            while (to < wanted.Count && to - from < MostOfAStretch && wanted[to] - wanted[to - 1] < pause)
                to++;
            yield return new FrameStretch(wanted[from..to]);
            from = to;
        }
    }

    private static IEnumerable<TimeSpan> Gaps(IReadOnlyList<TimeSpan> instants) =>
        Enumerable.Range(1, Math.Max(0, instants.Count - 1)).Select(i => instants[i] - instants[i - 1]);

    private static TimeSpan? Typical(IEnumerable<TimeSpan> gaps, double share = 0.5)
    {
        var sorted = gaps.Order().ToList();
        return sorted.Count == 0 ? null : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
    }

    private sealed record Film(TimeSpan? KeyframeGap, TimeSpan? Duration, string? Missing)
    {
        public static Film Look(string path)
        {
            try
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                var head = new byte[16];
                var got = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
                if (!IsoMovie.LooksLikeOne(head.AsSpan(0, got)))
                    return new Film(FromPackets(path), null, null);
                var movie = IsoMovie.Open(file);
                var keys = movie.Tracks.Find(track => track.Handler == "vide")?.KeyframeTimes();
                return new Film(
                    keys is { Count: > 1 } ? Typical(Gaps(keys), 0.9) : null,
                    movie.Duration > TimeSpan.Zero ? movie.Duration : null,
                    MovieReader.Missing(file)
                );
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new FootageException(
                    $"“{Path.GetFileName(path)}” cannot be opened.",
                    fault.Message,
                    "See that the card is in, and that the file may be read.",
                    fault
                )
                {
                    Key = "footage.gone",
                    Detail = fault.Message,
                };
            }
        }

        // Transport streams and AVI have no index worth reading: the first half minute shows how often keyframes come.
        private static TimeSpan? FromPackets(string path)
        {
            if (ExternalTool.Find("ffprobe") is not { } tool)
                return null;
            var answer = ExternalTool.Ask(
                tool,
                [
                    "-v",
                    "error",
                    "-select_streams",
                    "v:0",
                    "-read_intervals",
                    "%+30",
                    "-show_entries",
                    "packet=pts_time,flags",
                    "-of",
                    "csv=p=0",
                    "-i",
                    FootageProbe.Url(path),
                ],
                TimeSpan.FromSeconds(30),
                10_000
            );
            var keys = answer
                .Lines.Select(line => line.Split(','))
                .Where(fields => fields.Length > 1 && fields[1].StartsWith('K'))
                .Select(fields => Instants.Number(fields[0]))
                .OfType<double>()
                .Select(TimeSpan.FromSeconds)
                .ToList();
            return Typical(Gaps(keys), 0.9);
        }
    }
}
