using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Machimichi.Vision;

/// <summary>
/// COCO's files: labels as <c>{ "images": [{ "id" }], "categories": [{ "id", "name" }], "annotations": [{ "image_id",
/// "category_id", "bbox": [left, top, width, height], "area", "iscrowd" }] }</c>, detections as a list of
/// <c>{ "image_id", "category_id", "bbox", "score" }</c>.
/// </summary>
public static class CocoJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        Converters = { new IdConverter() },
    };

    /// <summary>Reads labels and detections. Images come by rising id; classes are the categories by rising id.</summary>
    /// <param name="truth">The file of labels, or a folder with that one JSON file in it.</param>
    /// <param name="detections">The file of detections, or a folder with that one JSON file in it.</param>
    /// <exception cref="LabelException">A file is missing or not what it should be, or a detection's image isn't in the labels.</exception>
    public static LabelledSet Read(string truth, string detections)
    {
        truth = LabelFile.Only(truth, ".json");
        detections = LabelFile.Only(detections, ".json");
        var labels = Parse<Labels>(truth);
        var found = Parse<Detected[]>(detections);
        if (labels.Images is null || labels.Annotations is null)
            throw new LabelException(truth, "the lists \"images\" and \"annotations\" are needed");

        var categories = (labels.Categories ?? [.. labels.Annotations.Select(a => a.CategoryId).Distinct().Select(id => new Category(id, null))])
            .OrderBy(c => c.Id).ToArray();
        var classOf = categories.Index().ToDictionary(c => c.Item.Id, c => c.Index);
        var truthOf = labels.Annotations.Where(a => classOf.ContainsKey(a.CategoryId)).ToLookup(a => a.ImageId, a => Truth(a, classOf, truth));
        var foundOf = found.Where(d => classOf.ContainsKey(d.CategoryId)).ToLookup(d => d.ImageId, d => Found(d, classOf, detections));

        var ids = labels.Images.Select(i => i.Id).Distinct().Order().ToArray();
        var known = ids.ToHashSet();
        if (found.FirstOrDefault(d => !known.Contains(d.ImageId)) is { } stray)
            throw new LabelException(detections, $"image {stray.ImageId} is not among the labels' images");
        return new LabelledSet(
            [.. ids.Select(id => new EvaluatedImage($"{id}", [.. truthOf[id]], [.. foundOf[id]]))],
            [.. categories.Select(c => c.Name ?? $"{c.Id}")]);
    }

    private static TruthBox Truth(Annotation a, Dictionary<Id, int> classOf, string file)
    {
        var box = Four(a.Bbox, file);
        return new TruthBox(classOf[a.CategoryId], box[0], box[1], box[2], box[3]) { Ignore = a.Iscrowd != 0, Area = a.Area };
    }

    private static FoundBox Found(Detected d, Dictionary<Id, int> classOf, string file)
    {
        var box = Four(d.Bbox, file);
        return new FoundBox(classOf[d.CategoryId], box[0], box[1], box[2], box[3], d.Score);
    }

    private static double[] Four(double[]? box, string file) =>
        box is { Length: 4 } ? box : throw new LabelException(file, "each \"bbox\" needs four numbers: left, top, width, height");

    private static T Parse<T>(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return JsonSerializer.Deserialize<T>(stream, Options) ?? throw new LabelException(file, "it holds only null");
        }
        catch (JsonException e)
        {
            throw new LabelException(file, $"it is not the JSON that is expected: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabelException(file, $"the file can't be read: {e.Message}", e);
        }
    }

    private sealed record Labels(ImageEntry[]? Images, Annotation[]? Annotations, Category[]? Categories);

    private sealed record ImageEntry(Id Id);

    private sealed record Category(Id Id, string? Name);

    private sealed record Annotation(Id ImageId, Id CategoryId, double[]? Bbox, double? Area, int Iscrowd);

    private sealed record Detected(Id ImageId, Id CategoryId, double[]? Bbox, double Score);

    /// <summary>COCO's ids are numbers; other people's are often file names.</summary>
    private readonly record struct Id(long? Number, string Text) : IComparable<Id>
    {
        public int CompareTo(Id other) =>
            (Number ?? long.MaxValue).CompareTo(other.Number ?? long.MaxValue) is var order && order != 0 ? order : string.CompareOrdinal(Text, other.Text);

        public static bool operator <(Id a, Id b) => a.CompareTo(b) < 0;
        public static bool operator >(Id a, Id b) => a.CompareTo(b) > 0;
        public static bool operator <=(Id a, Id b) => a.CompareTo(b) <= 0;
        public static bool operator >=(Id a, Id b) => a.CompareTo(b) >= 0;

        public override string ToString() => Text;
    }

    private sealed class IdConverter : JsonConverter<Id>
    {
        public override Id Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number))
                return new Id(number, number.ToString(CultureInfo.InvariantCulture));
            return reader.TokenType == JsonTokenType.String ? new Id(null, reader.GetString()!) : throw new JsonException("an id must be a whole number or a word");
        }

        public override void Write(Utf8JsonWriter writer, Id value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
    }
}
