using System.Globalization;
using System.Text.Json;

namespace Machimichi.Vision;

/// <summary>The detections of a sequence of frames from anyone's file.</summary>
public static class DetectionSequence
{
    /// <summary>
    /// Reads MOT text (<see cref="MotText"/>), or, from a file named .json, a list of boxes, which may be the member
    /// <c>results</c>, <c>detections</c> or <c>annotations</c> of an object. A box has a frame (<c>frame_id</c>, <c>frame</c>
    /// or <c>image_id</c>), a score (<c>prob</c>, <c>score</c> or <c>confidence</c>; 1 without) and either <c>bbox</c>
    /// [left, top, width, height] or <c>x</c>, <c>y</c>, <c>width</c>, <c>height</c>; numbers may stand in quotes.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="LabelException">The file can't be read, or isn't one of these.</exception>
    public static IReadOnlyList<TrackedBox> Read(string path) =>
        Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase) ? ReadJson(path) : MotText.Read(path);

    private static List<TrackedBox> ReadJson(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var list = document.RootElement;
            if (list.ValueKind == JsonValueKind.Object && Member(list, "results", "detections", "annotations") is { } inner)
                list = inner;
            if (list.ValueKind != JsonValueKind.Array)
                throw new LabelException(path, "a list of boxes is needed, alone or as \"results\"");
            return [.. list.EnumerateArray().Select((box, i) => Box(box, $"{path}, box {i + 1}"))];
        }
        catch (JsonException e)
        {
            throw new LabelException(path, $"it is not JSON: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabelException(path, $"the file can't be read: {e.Message}", e);
        }
    }

    private static TrackedBox Box(JsonElement box, string where)
    {
        if (box.ValueKind != JsonValueKind.Object)
            throw new LabelException(where, "an object is needed");
        var frame = (int)Number(Member(box, "frame_id", "frame", "image_id"), where, "frame_id");
        var score = Member(box, "prob", "score", "confidence") is { } s ? Number(s, where, "score") : 1;
        if (Member(box, "bbox") is { ValueKind: JsonValueKind.Array } corners && corners.GetArrayLength() == 4)
        {
            var four = corners.EnumerateArray().Select(n => Number(n, where, "bbox")).ToArray();
            return new TrackedBox(frame, -1, four[0], four[1], four[2], four[3]) { Score = score };
        }
        return new TrackedBox(
            frame, -1,
            Number(Member(box, "x", "left"), where, "x"), Number(Member(box, "y", "top"), where, "y"),
            Number(Member(box, "width", "w"), where, "width"), Number(Member(box, "height", "h"), where, "height"))
        {
            Score = score,
        };
    }

    private static JsonElement? Member(JsonElement box, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (box.TryGetProperty(name, out var value))
                return value;
        }
        return null;
    }

    private static double Number(JsonElement? value, string where, string name) => value switch
    {
        { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
        { ValueKind: JsonValueKind.String } text when double.TryParse(text.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new LabelException(where, $"the number \"{name}\" is missing"),
    };
}
