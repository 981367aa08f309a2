namespace Machimichi.Vision;

/// <summary>Images with labels and detections as files gave them.</summary>
/// <param name="Images">The images.</param>
/// <param name="Classes">Names of the classes; the classes of the boxes are indices here.</param>
public sealed record LabelledSet(IReadOnlyList<EvaluatedImage> Images, IReadOnlyList<string> Classes);
