namespace Machimichi.Vision;

/// <summary>How good a detector is on a folder of labelled pictures. F1, precision and recall as <see cref="ChallengeEvaluator"/> counts.</summary>
public sealed record DatasetReport
{
    /// <summary>F1 of all classes and pictures together, 0 to 1.</summary>
    public required double F1 { get; init; }

    /// <summary>Precision of all together, 0 to 1; 0 where nothing was found.</summary>
    public required double Precision { get; init; }

    /// <summary>Recall of all together, 0 to 1; 0 where nothing is labelled.</summary>
    public required double Recall { get; init; }

    /// <summary>The score from which on a detection counts; where classes have different ones, the lowest.</summary>
    public required double Threshold { get; init; }

    /// <summary>AP at IoU 0.5 as <see cref="CocoEvaluator"/> counts, the mean over the classes that are labelled, 0 to 1; null without labels.</summary>
    public required double? Ap50 { get; init; }

    /// <summary>Class code → its figures.</summary>
    public required IReadOnlyDictionary<string, ClassReport> PerClass { get; init; }

    /// <summary>Source (name of the subfolder) → its figures.</summary>
    public required IReadOnlyDictionary<string, SourceReport> PerSource { get; init; }

    /// <summary>Pictures that were evaluated.</summary>
    public required int Images { get; init; }

    /// <summary>Pictures a second, from file to boxes, on this machine.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Pictures that have no label file beside them: nobody knows what is in them, and they were left out.</summary>
    public required int Unlabelled { get; init; }

    /// <summary>Pictures that could not be read, with the reason; they were left out.</summary>
    public required IReadOnlyList<string> Refused { get; init; }

    /// <summary>The figures at other thresholds, by rising threshold.</summary>
    public required IReadOnlyList<SweepPoint> Sweep { get; init; }
}

/// <summary>The figures of one class, 0 to 1; null where they mean nothing (nothing labelled, nothing found).</summary>
/// <param name="F1">F1.</param>
/// <param name="Precision">Precision.</param>
/// <param name="Recall">Recall.</param>
/// <param name="Ap50">AP at IoU 0.5.</param>
/// <param name="Labelled">Labelled boxes of the class.</param>
public sealed record ClassReport(double? F1, double? Precision, double? Recall, double? Ap50, int Labelled);

/// <summary>The figures of one source, 0 to 1; null where they mean nothing.</summary>
/// <param name="F1">F1 of all classes together.</param>
/// <param name="Precision">Precision.</param>
/// <param name="Recall">Recall.</param>
/// <param name="Ap50">AP at IoU 0.5, the mean over the classes that are labelled.</param>
/// <param name="Images">Pictures.</param>
/// <param name="F1ByClass">Class code → F1.</param>
public sealed record SourceReport(
    double? F1, double? Precision, double? Recall, double? Ap50, int Images, IReadOnlyDictionary<string, double?> F1ByClass);

/// <summary>What another threshold, the same for all classes, would give.</summary>
/// <param name="Threshold">The threshold.</param>
/// <param name="F1">F1 of all together; null where nothing is labelled and nothing found.</param>
/// <param name="Precision">Precision; null where nothing was found.</param>
/// <param name="Recall">Recall; null where nothing is labelled.</param>
public sealed record SweepPoint(double Threshold, double? F1, double? Precision, double? Recall);
