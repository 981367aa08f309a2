namespace Machimichi.Vision;

/// <summary>Finds things in pictures. Implementations may be used by many threads at once.</summary>
public interface IDetector : IDisposable
{
    /// <summary>What the model says of itself: its classes, thresholds and measured quality.</summary>
    ModelDescription Model { get; }

    /// <summary>Finds what is in one picture.</summary>
    /// <param name="picture">Any size of at least 1 × 1; it is only read.</param>
    /// <param name="ct">Stops a run that is under way.</param>
    /// <returns>Detections by falling score, boxes in pixels of <paramref name="picture"/>; empty when nothing was seen.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The detector or the picture was disposed.</exception>
    IReadOnlyList<Detection> Detect(Picture picture, CancellationToken ct = default);
}
