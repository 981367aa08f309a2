using System.Text.Json;

namespace Machimichi.Roads.Simulation;

/// <summary>A place in WGS 84 degrees.</summary>
public readonly record struct RoadPoint(double Latitude, double Longitude);

/// <summary>The centre line of a road to drive on, coarse: corners are rounded before it is driven.</summary>
/// <param name="Points">At least two places in driving order.</param>
/// <param name="SeaBearing">Compass direction in which the sea is seen, or null for hills all round.</param>
public sealed record RoadLine(IReadOnlyList<RoadPoint> Points, double? SeaBearing = null)
{
    /// <summary>Reads every LineString and MultiLineString of a GeoJSON file (RFC 7946). The property <c>seaBearing</c> is optional.</summary>
    public static IReadOnlyList<RoadLine> Read(string path)
    {
        if (!File.Exists(path))
            throw new SimulationException($"The road file {path} does not exist. Give a GeoJSON file with at least one LineString.");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var roads = new List<RoadLine>();
            Collect(document.RootElement, null, roads);
            if (roads.Count == 0)
                throw new SimulationException($"The road file {path} holds no LineString. Draw one road as a line and save it as GeoJSON.");
            return roads;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            throw new SimulationException($"The road file {path} is not valid GeoJSON: {e.Message} Save it again as GeoJSON with LineStrings.", e);
        }
    }

    private static void Collect(JsonElement element, double? sea, List<RoadLine> roads)
    {
        switch (element.GetProperty("type").GetString())
        {
            case "FeatureCollection":
                foreach (var feature in element.GetProperty("features").EnumerateArray())
                    Collect(feature, sea, roads);
                break;
            case "Feature":
                var bearing =
                    element.TryGetProperty("properties", out var properties)
                    && properties.ValueKind == JsonValueKind.Object
                    && properties.TryGetProperty("seaBearing", out var given)
                    && given.ValueKind == JsonValueKind.Number
                        ? given.GetDouble()
                        : sea;
                if (element.GetProperty("geometry") is { ValueKind: JsonValueKind.Object } geometry)
                    Collect(geometry, bearing, roads);
                break;
            case "LineString":
                roads.Add(Line(element.GetProperty("coordinates"), sea));
                break;
            case "MultiLineString":
                foreach (var line in element.GetProperty("coordinates").EnumerateArray())
                    roads.Add(Line(line, sea));
                break;
            default:
                break;
        }
    }

    private static RoadLine Line(JsonElement coordinates, double? sea)
    {
        var points = coordinates.EnumerateArray().Select(p => new RoadPoint(p[1].GetDouble(), p[0].GetDouble())).ToList();
        return new RoadLine(points, sea);
    }
}
