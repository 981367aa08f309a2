namespace Machimichi.Vision;

/// <summary>The order in which a model wants a pixel's three colours.</summary>
public enum PixelOrder
{
    /// <summary>Blue, green, red.</summary>
    Bgr,

    /// <summary>Red, green, blue.</summary>
    Rgb,
}

/// <summary>
/// What a model says of itself. An ONNX file carries it in its metadata under the key <c>machimichi</c>, as JSON;
/// <see cref="FromJson"/> tells the format.
/// </summary>
public sealed record ModelDescription
{
    /// <summary>The key of the description in an ONNX file's metadata.</summary>
    public const string MetadataKey = "machimichi";

    /// <summary>The model's name, such as <c>road-damage</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its version; two models with the same name and version see the same.</summary>
    public required string Version { get; init; }

    /// <summary>Codes of the classes ("D00"), in the order of the output's score columns. <see cref="Detection.Class"/> is an index here.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Pixels across that the model takes. A picture is shrunk or enlarged to fit, and padded to the right and below.</summary>
    public int InputWidth { get; init; }

    /// <summary>Pixels down that the model takes.</summary>
    public int InputHeight { get; init; }

    /// <summary>The order of the input's three planes.</summary>
    public PixelOrder Order { get; init; } = PixelOrder.Bgr;

    /// <summary>Three values, one a plane in <see cref="Order"/>: the input is (pixel − mean) / deviation, pixel from 0 to 255.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [0, 0, 0];

    /// <summary>Three values, none of them 0; see <see cref="Mean"/>.</summary>
    public IReadOnlyList<float> Deviation { get; init; } = [1, 1, 1];

    /// <summary>The grey, 0 to 255, of the padding (before normalisation).</summary>
    public byte Fill { get; init; } = 114;

    /// <summary>One score a class, 0 to 1: a detection counts at this score or above.</summary>
    public required IReadOnlyList<double> Thresholds { get; init; }

    /// <summary>Of two boxes that overlap by more than this IoU, only the one with the better score is kept.</summary>
    public double SuppressionIoU { get; init; } = 0.5;

    /// <summary>True when only boxes of the same class suppress each other, false when any does.</summary>
    public bool SuppressionPerClass { get; init; }

    /// <summary>
    /// A box that is kept is moved to the mean of all boxes that overlap it by this IoU or more, each weighted by its score for
    /// the class times the overlap (box voting); null leaves it where it is.
    /// </summary>
    public double? VotingIoU { get; init; }

    /// <summary>What it was trained on, with licences, in words; null when unknown.</summary>
    public string? TrainingData { get; init; }

    /// <summary>How good it is over all that it was measured on, at <see cref="Thresholds"/>; all null where nobody measured.</summary>
    public MeasuredQuality Quality { get; init; } = new();

    /// <summary>The same for each source of pictures (camera view, country); empty where nobody measured.</summary>
    public IReadOnlyList<MeasuredQuality> QualityBySource { get; init; } = [];

    /// <summary>
    /// Reads a description. Example (all of <c>name, version, classes, input, thresholds, nms</c> are required; without <c>nms.vote</c> no box is moved):
    /// <code>
    /// { "name": "road-damage", "version": "0.1.0", "classes": ["D00", "D10", "D20", "D40"],
    ///   "input": { "width": 512, "height": 512, "order": "BGR", "mean": [0, 0, 0], "deviation": [1, 1, 1], "fill": 114 },
    ///   "thresholds": [0.46, 0.46, 0.46, 0.46],
    ///   "nms": { "iou": 0.35, "perClass": false, "vote": 0.5 },
    ///   "trainingData": "…",
    ///   "quality": { "data": "…", "images": 476, "f1": 0.45, "precision": 0.62, "recall": 0.35, "f1ByClass": [0.3, 0.3, 0.5, 0.3] },
    ///   "qualityBySource": [ { "data": "…", … } ] }
    /// </code>
    /// </summary>
    /// <param name="json">The JSON text.</param>
    /// <exception cref="FormatException">Not JSON, a part is missing, or the parts don't fit each other; the message says which.</exception>
    public static ModelDescription FromJson(string json) => ModelDescriptionReader.Read(json);

    /// <summary>A description for detectors that have no model file: thresholds 0, nothing measured.</summary>
    /// <param name="name">Any name.</param>
    /// <param name="classes">Codes of the classes.</param>
    public static ModelDescription Unmeasured(string name, params IReadOnlyList<string> classes) =>
        new() { Name = name, Version = "0", Classes = classes, Thresholds = new double[classes.Count] };
}

/// <summary>What was measured on one set of pictures; null is unmeasured. IoU 0.5, class match, as <c>ChallengeScore</c> counts.</summary>
public sealed record MeasuredQuality
{
    /// <summary>Which pictures.</summary>
    public string? Data { get; init; }

    /// <summary>How many pictures.</summary>
    public int? Images { get; init; }

    /// <summary>Of what it reports, how much is real, 0 to 1.</summary>
    public double? Precision { get; init; }

    /// <summary>Of what is real, how much it finds, 0 to 1.</summary>
    public double? Recall { get; init; }

    /// <summary>Harmonic mean of the two, 0 to 1.</summary>
    public double? F1 { get; init; }

    /// <summary>F1 of each class, in the order of <see cref="ModelDescription.Classes"/>; null where unmeasured.</summary>
    public IReadOnlyList<double?>? F1ByClass { get; init; }
}
