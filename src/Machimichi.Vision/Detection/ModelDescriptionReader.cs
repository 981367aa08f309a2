using System.Text.Json;

namespace Machimichi.Vision;

/// <summary>JSON → <see cref="ModelDescription"/>, with a message for everything that can be wrong.</summary>
internal static class ModelDescriptionReader
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    internal static ModelDescription Read(string json)
    {
        Document? parsed;
        try
        {
            parsed = JsonSerializer.Deserialize<Document>(json, Options);
        }
        catch (JsonException e)
        {
            throw new FormatException($"The model's description is not the JSON that is expected: {e.Message}", e);
        }
        var document = parsed ?? throw Missing("anything");
        var classes = document.Classes ?? throw Missing("classes");
        var input = document.Input ?? throw Missing("input");
        var nms = document.Nms ?? throw Missing("nms");
        var description = new ModelDescription
        {
            Name = document.Name ?? throw Missing("name"),
            Version = document.Version ?? throw Missing("version"),
            Classes = classes,
            InputWidth = input.Width,
            InputHeight = input.Height,
            Order = input.Order switch
            {
                "BGR" => PixelOrder.Bgr,
                "RGB" => PixelOrder.Rgb,
                _ => throw Wrong($"input.order is \"{input.Order}\"; \"BGR\" or \"RGB\" is needed"),
            },
            Mean = input.Mean ?? [0, 0, 0],
            Deviation = input.Deviation ?? [1, 1, 1],
            Fill = input.Fill ?? 114,
            Thresholds = document.Thresholds ?? throw Missing("thresholds"),
            SuppressionIoU = nms.Iou ?? throw Missing("nms.iou"),
            SuppressionPerClass = nms.PerClass ?? throw Missing("nms.perClass"),
            VotingIoU = nms.Vote,
            TrainingData = document.TrainingData,
            Quality = document.Quality ?? new(),
            QualityBySource = document.QualityBySource ?? [],
        };
        Check(description);
        return description;
    }

    private static void Check(ModelDescription d)
    {
        if (d.Classes.Count == 0 || d.Classes.Any(string.IsNullOrWhiteSpace) || d.Classes.Distinct().Count() != d.Classes.Count)
            throw Wrong("classes must be a list of different codes");
        if (d.InputWidth is < 16 or > 8192 || d.InputHeight is < 16 or > 8192)
            throw Wrong($"the input is {d.InputWidth} × {d.InputHeight}; each side must be 16 to 8192 pixels");
        if (d.Mean.Count != 3 || d.Deviation.Count != 3 || d.Deviation.Contains(0))
            throw Wrong("input.mean and input.deviation need three values each, and no deviation may be 0");
        if (d.Thresholds.Count != d.Classes.Count)
            throw Wrong($"there are {d.Classes.Count} classes and {d.Thresholds.Count} thresholds");
        if (d.Thresholds.Any(t => t is not (>= 0 and <= 1)) || d.SuppressionIoU is not (>= 0 and <= 1))
            throw Wrong("thresholds and nms.iou must be 0 to 1");
        if (d.VotingIoU is not (null or > 0 and <= 1))
            throw Wrong("nms.vote must be above 0 and at most 1");
        if (d.QualityBySource.Append(d.Quality).Any(q => q.F1ByClass is { } f1 && f1.Count != d.Classes.Count))
            throw Wrong("f1ByClass must have one value a class");
    }

    private static FormatException Missing(string part) => Wrong($"it lacks \"{part}\"");

    private static FormatException Wrong(string what) => new($"The model's description doesn't fit: {what}.");

    private sealed record Document(
        string? Name,
        string? Version,
        string[]? Classes,
        Input? Input,
        double[]? Thresholds,
        Nms? Nms,
        string? TrainingData,
        MeasuredQuality? Quality,
        MeasuredQuality[]? QualityBySource);

    private sealed record Input(int Width, int Height, string? Order, float[]? Mean, float[]? Deviation, byte? Fill);

    private sealed record Nms(double? Iou, bool? PerClass, double? Vote);
}
