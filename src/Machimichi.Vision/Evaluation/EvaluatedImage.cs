namespace Machimichi.Vision;

/// <summary>
/// A labelled thing in an image, as the label file says: double precision, because a published figure may hang on an overlap
/// of exactly the limit.
/// </summary>
/// <param name="Class">Index of the class, from 0.</param>
/// <param name="Left">Smallest x, pixels.</param>
/// <param name="Top">Smallest y, pixels.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
public readonly record struct TruthBox(int Class, double Left, double Top, double Width, double Height)
{
    /// <summary>
    /// True for a region in which nothing is counted: what is found there is neither right nor wrong, and nothing need be found.
    /// For COCO this is a crowd of its class.
    /// </summary>
    public bool Ignore { get; init; }

    /// <summary>Square pixels of the thing itself where a file gives them (COCO's segmentation area); null takes the box's.</summary>
    public double? Area { get; init; }
}

/// <summary>A detection in an image, for the evaluators.</summary>
/// <param name="Class">Index of the class, from 0.</param>
/// <param name="Left">Smallest x, pixels.</param>
/// <param name="Top">Smallest y, pixels.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Score">The detector's confidence; only the order matters.</param>
public readonly record struct FoundBox(int Class, double Left, double Top, double Width, double Height, double Score)
{
    /// <summary>The same for what <see cref="IDetector"/> gives.</summary>
    /// <param name="detection">A detection.</param>
    public static FoundBox From(Detection detection)
    {
        var box = detection.Box;
        return new(detection.Class, box.Left, box.Top, (double)box.Right - box.Left, (double)box.Bottom - box.Top, detection.Score);
    }
}

/// <summary>One image with what is in it and what was found in it.</summary>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Truth">What is in it; any order.</param>
/// <param name="Found">What was found; of equal scores the earlier counts first.</param>
public sealed record EvaluatedImage(string Name, IReadOnlyList<TruthBox> Truth, IReadOnlyList<FoundBox> Found);
