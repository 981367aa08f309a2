namespace Machimichi.Vision;

/// <summary>A detector that sees what it is told to: for tests of whatever stands behind a detector.</summary>
/// <param name="model">What it says of itself; <see cref="ModelDescription.Unmeasured"/> will do.</param>
/// <param name="script">Gives the detections of a picture. Called by as many threads as call <see cref="Detect"/>.</param>
public sealed class ScriptedDetector(ModelDescription model, Func<Picture, IReadOnlyList<Detection>> script) : IDetector
{
    /// <inheritdoc/>
    public ModelDescription Model => model;

    /// <inheritdoc/>
    public IReadOnlyList<Detection> Detect(Picture picture, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        return script(picture);
    }

    /// <summary>Does nothing.</summary>
    public void Dispose() { }
}
