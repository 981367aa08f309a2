using Microsoft.ML.OnnxRuntime;

namespace Machimichi.Vision;

/// <summary>
/// A detector that runs an ONNX model on the CPU. One instance is one session: share it between threads.
/// <para>
/// The file must carry a <see cref="ModelDescription"/>, take float32 [N or 1, 3, height, width] and give float32
/// [rows, 4 + classes] or [N or 1, rows, 4 + classes]: x1, y1, x2, y2 in pixels of the input, then a score from 0 to 1 a class.
/// </para>
/// </summary>
public sealed class OnnxDetector : IDetector
{
    private readonly LoadedModel _loaded;
    private readonly DetectorOptions _options;
    private readonly Stack<DetectorWorkspace>[] _idle;
    private volatile bool _disposed;

    private OnnxDetector(LoadedModel loaded, DetectorOptions options)
    {
        _loaded = loaded;
        _options = options;
        MaximumBatch = loaded.FreeBatch ? Math.Max(1, options.MaximumBatch) : 1;
        _idle = [.. Enumerable.Range(0, MaximumBatch).Select(_ => new Stack<DetectorWorkspace>())];
    }

    /// <inheritdoc/>
    public ModelDescription Model => _loaded.Description;

    /// <summary>The most pictures that one run of the model takes: 1 unless its batch size is free.</summary>
    public int MaximumBatch { get; }

    /// <summary>Opens a model, checks that it fits its own description, and runs it once so that the first picture isn't slow.</summary>
    /// <param name="modelPath">An ONNX file with its description and weights inside.</param>
    /// <param name="options">How to run; null for the defaults.</param>
    /// <exception cref="ModelException">
    /// Missing, not ONNX, without a description, with inputs or outputs other than described, or with weights that are not numbers.
    /// </exception>
    public static OnnxDetector Load(string modelPath, DetectorOptions? options = null)
    {
        options ??= new DetectorOptions();
        return new OnnxDetector(LoadedModel.Open(modelPath, options), options);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Detection> Detect(Picture picture, CancellationToken ct = default)
    {
        var found = new List<Detection>();
        Detect(picture, found, ct);
        return found;
    }

    /// <summary>The same without an allocation: what was found is appended to a list that the caller keeps.</summary>
    /// <param name="picture">Any size of at least 1 × 1; it is only read.</param>
    /// <param name="into">Receives the detections by falling score; what it holds already stays.</param>
    /// <param name="ct">Stops a run that is under way.</param>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled; <paramref name="into"/> is as it was.</exception>
    public void Detect(Picture picture, List<Detection> into, CancellationToken ct = default)
    {
        var workspace = Take(1);
        try
        {
            workspace.Place(0, picture);
            workspace.Run(ct);
            workspace.Read(0, picture, into);
        }
        finally
        {
            GiveBack(workspace);
        }
    }

    /// <summary>Detects in several pictures, together where the model's batch size is free and one by one where it isn't.</summary>
    /// <param name="pictures">Of any sizes.</param>
    /// <param name="ct">Stops a run that is under way.</param>
    /// <returns>One list a picture, in their order; the same as <see cref="Detect(Picture, CancellationToken)"/> gives.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    public IReadOnlyList<IReadOnlyList<Detection>> DetectBatch(IReadOnlyList<Picture> pictures, CancellationToken ct = default)
    {
        var found = new List<Detection>[pictures.Count];
        for (var start = 0; start < pictures.Count; start += MaximumBatch)
        {
            var count = Math.Min(MaximumBatch, pictures.Count - start);
            var workspace = Take(count);
            try
            {
                for (var i = 0; i < count; i++)
                    workspace.Place(i, pictures[start + i]);
                workspace.Run(ct);
                for (var i = 0; i < count; i++)
                    workspace.Read(i, pictures[start + i], found[start + i] = []);
            }
            finally
            {
                GiveBack(workspace);
            }
        }
        return found;
    }

    /// <summary>Closes the session. Call it when no thread detects any more.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        foreach (var idle in _idle)
        {
            lock (idle)
            {
                while (idle.TryPop(out var workspace))
                    workspace.Dispose();
            }
        }
        _loaded.Dispose();
    }

    private DetectorWorkspace Take(int batch)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var idle = _idle[batch - 1];
        lock (idle)
        {
            if (idle.TryPop(out var workspace))
                return workspace;
        }
        return new DetectorWorkspace(_loaded, batch, _options.ScoreFloor);
    }

    private void GiveBack(DetectorWorkspace workspace)
    {
        var idle = _idle[workspace.Batch - 1];
        lock (idle)
        {
            if (!_disposed)
            {
                idle.Push(workspace);
                return;
            }
        }
        workspace.Dispose();
    }
}
