namespace Machimichi.Vision;

/// <summary>How <see cref="OnnxDetector"/> runs. The defaults suit a machine that does other work as well.</summary>
public sealed record DetectorOptions
{
    /// <summary>Threads for one run; 0 takes one for each physical core. Results don't depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Keeps everything at this score or above (0 to 1) instead of asking the model's thresholds;
    /// null asks the model. For precision-recall curves and sweeps, which need what lies below.
    /// </summary>
    public float? ScoreFloor { get; init; }

    /// <summary>The most pictures in one run of <see cref="OnnxDetector.DetectBatch"/>, for models whose batch size is free.</summary>
    public int MaximumBatch { get; init; } = 8;
}
