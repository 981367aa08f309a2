using Machimichi.Vision;

namespace Machimichi.Roads.Footage.Reading;

/// <summary>One picture of a film. The receiver disposes the picture.</summary>
/// <param name="At">When it is shown, counted from the film's first picture: not always the instant wanted, but the nearest that was cheap.</param>
public readonly record struct VideoFrame(TimeSpan At, Picture Picture);

/// <summary>Which pictures are decoded.</summary>
public enum FrameChoice
{
    /// <summary>Keyframes where they stand at most twice as far apart as the instants wanted, else all pictures that others rest on.</summary>
    Automatic,

    /// <summary>Only keyframes: some thirty times faster than the film runs.</summary>
    Keyframes,

    /// <summary>The picture shown at the instant wanted, to within one or two pictures.</summary>
    Exact,
}

/// <summary>
/// Chosen pictures of a film, in order, decoded by ffmpeg in a process of its own while the receiver works on the last one.
/// Whatever happens to the film or to ffmpeg, what could be had comes; <see cref="Partial"/> then says what could not.
/// </summary>
public sealed class VideoFrames : IAsyncEnumerable<VideoFrame>
{
    private readonly string path;
    private readonly IReadOnlyList<TimeSpan> wanted;
    private readonly int maxWidth;
    private readonly FrameChoice choice;
    private readonly string tool;
    private readonly CancellationToken outer;
    private readonly List<TimeSpan> notFound = [];

    private VideoFrames(string path, IReadOnlyList<TimeSpan> wanted, int maxWidth, FrameChoice choice, string tool, CancellationToken outer)
    {
        (this.path, this.wanted, this.maxWidth, this.choice, this.tool, this.outer) = (path, wanted, maxWidth, choice, tool, outer);
    }

    /// <summary>After the last picture: what could not be had, and why; null when all was.</summary>
    public string? Partial { get; private set; }

    /// <summary>After the last picture: was ffmpeg ended by somebody else, so that another try may have what is missing?</summary>
    public bool Interrupted { get; private set; }

    /// <summary>After the last picture: the instants for which there was none.</summary>
    public IReadOnlyList<TimeSpan> NotFound => notFound;

    /// <summary>After the first picture: how the pictures were chosen.</summary>
    public FrameChoice Chosen { get; private set; }

    /// <param name="wanted">From the film's first picture, ascending. Several near one picture give that picture once.</param>
    /// <param name="maxWidth">Wider pictures are made smaller (their shape is kept).</param>
    /// <exception cref="FootageException">ffmpeg is not installed.</exception>
    public static VideoFrames Read(string path, IReadOnlyList<TimeSpan> wanted, int maxWidth, CancellationToken ct = default) =>
        Read(path, wanted, maxWidth, FrameChoice.Automatic, ct);

    /// <inheritdoc cref="Read(string, IReadOnlyList{TimeSpan}, int, CancellationToken)"/>
    public static VideoFrames Read(
        string path,
        IReadOnlyList<TimeSpan> wanted,
        int maxWidth,
        FrameChoice choice,
        CancellationToken ct = default
    ) => Read(path, wanted, maxWidth, choice, ExternalTool.Find("ffmpeg") ?? throw FootageException.NotInstalled("ffmpeg"), ct);

    internal static VideoFrames Read(
        string path,
        IReadOnlyList<TimeSpan> wanted,
        int maxWidth,
        FrameChoice choice,
        string tool,
        CancellationToken ct
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxWidth, 16);
        return new VideoFrames(path, wanted, maxWidth, choice, tool, ct);
    }

    public async IAsyncEnumerator<VideoFrame> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(outer, cancellationToken);
        var ct = both.Token;
        var plan = FramePlan.Make(path, wanted, choice);
        Chosen = plan.Choice;
        notFound.Clear();
        Interrupted = false;
        var killed = false;
        string? complaint = null;
        TimeSpan? last = null;
        foreach (var stretch in plan.Stretches)
        {
            var left = stretch;
            // ffmpeg is killed by whoever is short of memory: one more try from where it came to, then the next stretch.
            for (var attempt = 0; attempt < 2 && left.Wanted.Count > 0; attempt++)
            {
                await using var decoder = FrameDecoder.Start(tool, path, left, plan, maxWidth);
                // The next one is taken over while the receiver works on this one: ffmpeg and detector both have work.
                var next = decoder.Next(ct);
                try
                {
                    while (await next is { } frame)
                    {
                        next = decoder.Next(ct);
                        left = left.After(frame.At, plan, notFound);
                        if (last is { } before && frame.At <= before)
                        {
                            frame.Picture.Dispose();
                            continue;
                        }
                        last = frame.At;
                        yield return frame;
                    }
                }
                finally
                {
                    await decoder.Stop(next);
                }
                if (!decoder.Failed)
                    break;
                complaint = decoder.Complaint;
                killed |= decoder.Killed;
            }
            notFound.AddRange(left.Wanted);
        }
        Partial = Explain(plan, last, complaint);
        Interrupted = Partial is not null && killed;
    }

    private string? Explain(FramePlan plan, TimeSpan? last, string? complaint)
    {
        // A track may run on after the film's end: those instants were never in it.
        notFound.RemoveAll(at => plan.Duration is { } duration && at > duration - plan.Tolerance);
        if (notFound.Count == 0)
            return null;
        var until = last is { } at ? $"The last one is at {at:hh\\:mm\\:ss\\.f}." : "There was none at all.";
        var why = plan.Missing ?? (complaint is null ? "The film has no readable pictures there." : $"ffmpeg says: {complaint}");
        return $"{notFound.Count} of {wanted.Count} pictures could not be had, the first at {notFound[0]:hh\\:mm\\:ss\\.f}. {until} {why}";
    }
}
