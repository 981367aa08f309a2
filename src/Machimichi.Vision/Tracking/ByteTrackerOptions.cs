namespace Machimichi.Vision;

/// <summary>The limits of <see cref="ByteTracker"/>; the defaults are the method's own.</summary>
public sealed record ByteTrackerOptions
{
    /// <summary>Scores from here on take part in the first association; lower ones may only continue what is tracked already.</summary>
    public double HighScore { get; init; } = 0.5;

    /// <summary>A score from here on may start a track.</summary>
    public double StartScore { get; init; } = 0.6;

    /// <summary>Scores below are not looked at.</summary>
    public double LowestScore { get; init; } = 0.1;

    /// <summary>IoU that the first association needs.</summary>
    public double MinimumIoU { get; init; } = 0.2;

    /// <summary>IoU that a doubtful detection needs to continue a track.</summary>
    public double MinimumIoUOfLow { get; init; } = 0.5;

    /// <summary>IoU that confirms a track in its second frame.</summary>
    public double MinimumIoUOfNew { get; init; } = 0.3;

    /// <summary>Frames for which a thing that is not seen is remembered.</summary>
    public int KeepFrames { get; init; } = 30;

    /// <summary>True when a track may only be continued by detections of its own class; false where classes are easily confused.</summary>
    public bool SameClassOnly { get; init; }

    /// <summary>Limits for a detector whose scores are lower: around the threshold it ships with.</summary>
    /// <param name="model">The detector's description.</param>
    public static ByteTrackerOptions For(ModelDescription model)
    {
        var threshold = model.Thresholds.Min();
        return new() { HighScore = threshold, StartScore = threshold, LowestScore = Math.Min(0.1, threshold) };
    }
}
