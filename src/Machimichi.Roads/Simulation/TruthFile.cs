using System.Globalization;
using System.Text.Json;

namespace Machimichi.Roads.Simulation;

/// <summary>One damage that really is (or was) on the road.</summary>
/// <param name="Class">D00, D10, D20 or D40.</param>
/// <param name="SeenBy">The drives (from 1) in which it was there and the vehicle came close enough to see it.</param>
/// <param name="PassedBy">The drives that came close enough to see its place, whether it was there or repaired.</param>
/// <param name="RepairedBefore">The first drive that finds it repaired, or null.</param>
public sealed record TruthDefect(
    string Id,
    string Class,
    double Latitude,
    double Longitude,
    double AreaM2,
    double LengthMeters,
    double WidthMeters,
    string Side,
    int Severity,
    IReadOnlyList<int> SeenBy,
    IReadOnlyList<int> PassedBy,
    int? RepairedBefore
);

/// <summary>Reads and writes <c>truth.geojson</c>. Things that are no damage are in it too, with <c>kind</c> other than <c>defect</c>; they are not read.</summary>
public static class TruthFile
{
    public static IReadOnlyList<TruthDefect> Read(string path)
    {
        if (!File.Exists(path))
            throw new SimulationException($"The truth file {path} does not exist. It is written by the simulator as truth.geojson.");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var truth = new List<TruthDefect>();
            foreach (var feature in document.RootElement.GetProperty("features").EnumerateArray())
            {
                var p = feature.GetProperty("properties");
                if (p.TryGetProperty("kind", out var kind) && !kind.ValueEquals("defect"))
                    continue;
                var place = feature.GetProperty("geometry").GetProperty("coordinates");
                truth.Add(
                    new TruthDefect(
                        p.GetProperty("id").GetString() ?? "",
                        p.GetProperty("class").GetString() ?? "",
                        place[1].GetDouble(),
                        place[0].GetDouble(),
                        p.GetProperty("areaM2").GetDouble(),
                        p.GetProperty("lengthM").GetDouble(),
                        p.GetProperty("widthM").GetDouble(),
                        p.GetProperty("side").GetString() ?? "",
                        p.GetProperty("severity").GetInt32(),
                        Drives(p.GetProperty("seenBy")),
                        Drives(p.GetProperty("passedBy")),
                        p.GetProperty("repairedBefore") is { ValueKind: JsonValueKind.Number } drive ? drive.GetInt32() : null
                    )
                );
            }
            return truth;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new SimulationException($"{path} is not a truth file: {e.Message} Take the truth.geojson that the simulator wrote.", e);
        }
    }

    internal static void Write(string path, SimulationOptions options, IEnumerable<(TruthDefect Truth, bool IsDamage)> things)
    {
        using var file = File.Create(path);
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteString("seed", options.Seed.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("drives", options.Drives);
        json.WriteStartArray("features");
        foreach (var (truth, isDamage) in things)
        {
            json.WriteStartObject();
            json.WriteString("type", "Feature");
            json.WriteStartObject("geometry");
            json.WriteString("type", "Point");
            json.WriteStartArray("coordinates");
            json.WriteNumberValue(Math.Round(truth.Longitude, 8));
            json.WriteNumberValue(Math.Round(truth.Latitude, 8));
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartObject("properties");
            json.WriteString("id", truth.Id);
            json.WriteString("kind", isDamage ? "defect" : truth.Class);
            if (isDamage)
                json.WriteString("class", truth.Class);
            json.WriteNumber("areaM2", Math.Round(truth.AreaM2, 3));
            json.WriteNumber("lengthM", Math.Round(truth.LengthMeters, 3));
            json.WriteNumber("widthM", Math.Round(truth.WidthMeters, 3));
            json.WriteString("side", truth.Side);
            json.WriteNumber("severity", truth.Severity);
            List(json, "seenBy", truth.SeenBy);
            List(json, "passedBy", truth.PassedBy);
            if (truth.RepairedBefore is { } drive)
                json.WriteNumber("repairedBefore", drive);
            else
                json.WriteNull("repairedBefore");
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void List(Utf8JsonWriter json, string name, IReadOnlyList<int> drives)
    {
        json.WriteStartArray(name);
        foreach (var drive in drives)
            json.WriteNumberValue(drive);
        json.WriteEndArray();
    }

    private static List<int> Drives(JsonElement list) => [.. list.EnumerateArray().Select(e => e.GetInt32())];
}
