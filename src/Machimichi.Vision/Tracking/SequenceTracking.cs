namespace Machimichi.Vision;

/// <summary>Tracks a whole sequence of detections that came from a file.</summary>
public static class SequenceTracking
{
    /// <summary>Gives identities to detections, frame by frame, also through the frames in which nothing was seen.</summary>
    /// <param name="detections">Detections of any order; their ids are not looked at.</param>
    /// <param name="tracker">A fresh tracker.</param>
    /// <returns>The tracked boxes by frame, then by identity.</returns>
    public static IReadOnlyList<TrackedBox> Run(IReadOnlyList<TrackedBox> detections, ITracker tracker)
    {
        var tracked = new List<TrackedBox>();
        if (detections.Count == 0)
            return tracked;
        var byFrame = detections.ToLookup(d => d.Frame);
        var (first, last) = (detections.Min(d => d.Frame), detections.Max(d => d.Frame));
        for (var frame = first; frame <= last; frame++)
        {
            var seen = tracker.Update([.. byFrame[frame].Select(d => new Detection(
                Box.FromSize((float)d.Left, (float)d.Top, (float)d.Width, (float)d.Height), 0, (float)d.Score))]);
            tracked.AddRange(seen.Select(t => new TrackedBox(frame, t.TrackId, t.Box.Left, t.Box.Top, t.Box.Width, t.Box.Height)
            {
                Score = t.Detection.Score,
            }));
        }
        return tracked;
    }
}
