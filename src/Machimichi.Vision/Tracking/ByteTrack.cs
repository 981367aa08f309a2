namespace Machimichi.Vision;

/// <summary>One thing that <see cref="ByteTracker"/> follows.</summary>
internal sealed class ByteTrack
{
    private readonly Dictionary<int, double> _votes = [];
    private readonly int _firstFrame;
    private BoxFilter _filter;

    internal ByteTrack(int id, Detection detection, int frame, bool confirmed)
    {
        (Id, _firstFrame, LastFrame, Confirmed, Seen) = (id, frame, frame, confirmed, true);
        _filter = new BoxFilter(detection.Box);
        Note(detection);
    }

    internal int Id { get; }
    internal bool Confirmed { get; private set; }
    internal bool Seen { get; private set; }
    internal int LastFrame { get; private set; }
    internal int Frames { get; private set; }
    internal int Class { get; private set; }
    internal Detection Detection { get; private set; }
    internal Box Box => _filter.Box;
    internal int Lifetime => LastFrame - _firstFrame;

    internal void Predict() => _filter.Predict(Seen);

    /// <summary>False when it has left the view.</summary>
    internal bool Move(Func<Box, Box?> motion)
    {
        if (motion(Box) is not { Width: > 0, Height: > 0 } box)
            return false;
        _filter.MoveTo(box);
        return true;
    }

    internal void Continue(Detection detection, int frame)
    {
        _filter.Correct(detection.Box);
        (LastFrame, Confirmed, Seen) = (frame, true, true);
        Note(detection);
    }

    internal void Lose() => Seen = false;

    private void Note(Detection detection)
    {
        Detection = detection;
        Frames++;
        var votes = _votes[detection.Class] = _votes.GetValueOrDefault(detection.Class) + detection.Score;
        if (Frames == 1 || votes > _votes[Class])
            Class = detection.Class;
    }
}
