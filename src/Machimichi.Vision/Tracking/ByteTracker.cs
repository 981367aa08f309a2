namespace Machimichi.Vision;

/// <summary>
/// ByteTrack (Zhang et al., "ByteTrack: Multi-Object Tracking by Associating Every Detection Box", ECCV 2022): boxes are
/// predicted by a Kalman filter, first matched with the sure detections and then with the doubtful ones, which are mostly the
/// same things half hidden. Numbers of tracks are local to the tracker and start at 1.
/// </summary>
public sealed class ByteTracker(ByteTrackerOptions? options = null) : ITracker
{
    // Two tracks that overlap more than this are one thing.
    private const double SameThing = 0.85;

    private readonly ByteTrackerOptions _options = options ?? new();
    private List<ByteTrack> _tracked = [];
    private List<ByteTrack> _lost = [];
    private int _frame;
    private int _lastId;

    /// <inheritdoc/>
    public IReadOnlyList<TrackedDetection> Update(IReadOnlyList<Detection> detections, Func<Box, Box?>? motion = null)
    {
        _frame++;
        var usable = detections.Where(d => d.Box is { Width: > 0, Height: > 0 }).ToArray();
        var sure = usable.Where(d => d.Score >= _options.HighScore).ToList();
        var doubtful = usable.Where(d => d.Score < _options.HighScore && d.Score > _options.LowestScore).ToList();

        Expect(motion);
        var known = _tracked.Where(t => t.Confirmed).Concat(_lost).ToList();
        Associate(known, sure, _options.MinimumIoU);
        Associate([.. known.Where(t => t.Seen && t.LastFrame < _frame)], doubtful, _options.MinimumIoUOfLow);
        var unconfirmed = _tracked.Where(t => !t.Confirmed).ToList();
        Associate(unconfirmed, sure, _options.MinimumIoUOfNew);

        Sort(known, Start(sure));
        return [.. _tracked.Where(t => t.Confirmed).OrderBy(t => t.Id)
            .Select(t => new TrackedDetection(t.Id, t.Box, t.Detection, t.Class, t.Frames))];
    }

    private void Expect(Func<Box, Box?>? motion)
    {
        if (motion is not null)
        {
            _tracked.RemoveAll(t => !t.Move(motion));
            _lost.RemoveAll(t => !t.Move(motion));
        }
        // A track of one frame has no velocity yet, and so nothing to predict.
        foreach (var track in _tracked.Where(t => t.Confirmed).Concat(_lost))
            track.Predict();
    }

    /// <summary>Continues the tracks that match, and takes their detections out of the list.</summary>
    private void Associate(List<ByteTrack> tracks, List<Detection> detections, double minimumIoU)
    {
        if (tracks.Count == 0 || detections.Count == 0)
            return;
        var gains = new double[tracks.Count * detections.Count];
        for (var t = 0; t < tracks.Count; t++)
        {
            for (var d = 0; d < detections.Count; d++)
            {
                var iou = _options.SameClassOnly && tracks[t].Class != detections[d].Class ? 0 : IoU(tracks[t].Box, detections[d].Box);
                // A pair at the limit is worth no more than none: so the sum decides, not the number of pairs.
                gains[t * detections.Count + d] = Math.Min(0, minimumIoU - iou);
            }
        }
        var pairs = Assignment.Solve(gains, tracks.Count, detections.Count);
        var taken = new List<int>();
        for (var t = 0; t < tracks.Count; t++)
        {
            if (pairs[t] < 0 || gains[t * detections.Count + pairs[t]] >= 0)
                continue;
            tracks[t].Continue(detections[pairs[t]], _frame);
            taken.Add(pairs[t]);
        }
        foreach (var d in taken.OrderDescending())
            detections.RemoveAt(d);
    }

    private List<ByteTrack> Start(List<Detection> sure)
    {
        var started = new List<ByteTrack>();
        foreach (var detection in sure.Where(d => d.Score >= _options.StartScore))
            started.Add(new ByteTrack(++_lastId, detection, _frame, confirmed: _frame == 1));
        return started;
    }

    private void Sort(List<ByteTrack> known, List<ByteTrack> started)
    {
        foreach (var track in known.Where(t => t.LastFrame < _frame))
            track.Lose();

        // What was seen only once is forgotten at once; what was confirmed stays a while.
        _tracked = [.. _tracked.Concat(_lost).Where(t => t.LastFrame == _frame), .. started];
        // The method's own program forgets two frames late, and its published tracks rest on it.
        _lost = [.. known.Where(t => t.LastFrame < _frame && _frame - t.LastFrame <= _options.KeepFrames + 1).OrderBy(t => t.Id)];

        foreach (var (tracked, lost) in Doubles().ToList())
        {
            if (tracked.Lifetime > lost.Lifetime)
                _lost.Remove(lost);
            else
                _tracked.Remove(tracked);
        }
    }

    private IEnumerable<(ByteTrack Tracked, ByteTrack Lost)> Doubles() =>
        from tracked in _tracked
        from lost in _lost
        where (!_options.SameClassOnly || tracked.Class == lost.Class) && IoU(tracked.Box, lost.Box) > SameThing
        select (tracked, lost);

    /// <summary>Counts the pixels at the edges too (+1), as the method's own program does.</summary>
    private static double IoU(Box a, Box b)
    {
        double width = Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left) + 1;
        double height = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top) + 1;
        if (width <= 0 || height <= 0)
            return 0;
        var shared = width * height;
        return shared / ((a.Width + 1.0) * (a.Height + 1.0) + (b.Width + 1.0) * (b.Height + 1.0) - shared);
    }
}
