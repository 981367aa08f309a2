using System.Text.Json;

namespace Machimichi.Roads.Tracks.Formats;

/// <summary>GeoJSON: a LineString with its times in the properties, points with a time each, or our own list of points.</summary>
internal static class GeoJsonReader
{
    private static readonly string[] ListNames = ["coordTimes", "times", "timestamps"];
    private static readonly string[] TimeNames = ["time", "t", "timestamp", "datetime", "utc"];
    private static readonly string[] SpeedNames = ["speed_mps", "speedMps", "speed"];

    public static Track Read(Stream input, string name)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(
                input,
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
            );
        }
        catch (JsonException broken)
        {
            throw new TrackException(
                $"“{name}” is not readable JSON: {broken.Message}",
                "Export the track again, as GeoJSON or GPX.",
                broken
            )
            {
                Key = "footage.track-unreadable",
                Detail = name,
            };
        }
        using (document)
        {
            var fixes = new FixList();
            var source = "geojson";
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                if (document.RootElement.TryGetProperty("points", out var points) && points.ValueKind == JsonValueKind.Array)
                    (source, _) = ("points", Points(points, fixes));
                else
                    Element(document.RootElement, fixes);
            }
            if (fixes.Count == 0)
                throw new TrackException(
                    $"“{name}” has no line with times.",
                    "A LineString needs as many times as coordinates in its properties (“coordTimes”); points need a “time” each."
                )
                {
                    Key = "footage.track-timeless",
                    Detail = name,
                };
            return fixes.ToTrack(source);
        }
    }

    private static bool Points(JsonElement points, FixList fixes)
    {
        foreach (var point in points.EnumerateArray())
            if (
                Named(point, TimeNames) is { } time
                && Time(time) is { } utc
                && Number(point, "lat") is { } lat
                && Number(point, "lon") is { } lon
            )
                fixes.Add(new Fix(utc, lat, lon, Number(point, SpeedNames), null));
        return true;
    }

    private static void Element(JsonElement element, FixList fixes)
    {
        if (element.TryGetProperty("features", out var features) && features.ValueKind == JsonValueKind.Array)
        {
            foreach (var feature in features.EnumerateArray())
                if (feature.ValueKind == JsonValueKind.Object)
                    Element(feature, fixes);
            return;
        }
        if (
            !element.TryGetProperty("geometry", out var geometry)
            || geometry.ValueKind != JsonValueKind.Object
            || !geometry.TryGetProperty("coordinates", out var coordinates)
            || !element.TryGetProperty("properties", out var properties)
            || properties.ValueKind != JsonValueKind.Object
        )
            return;
        var kind = geometry.TryGetProperty("type", out var type) ? type.GetString() : null;
        if (kind == "Point" && Named(properties, TimeNames) is { } own && Time(own) is { } at)
            Add(coordinates, at, Number(properties, SpeedNames), fixes);
        else if (kind is "LineString" or "MultiLineString" && Times(properties) is { } times)
            Line(coordinates, times, fixes);
    }

    private static void Line(JsonElement coordinates, JsonElement times, FixList fixes)
    {
        var n = Math.Min(coordinates.GetArrayLength(), times.GetArrayLength());
        for (var i = 0; i < n; i++)
            if (times[i].ValueKind == JsonValueKind.Array)
                Line(coordinates[i], times[i], fixes);
            else if (Time(times[i]) is { } utc)
                Add(coordinates[i], utc, null, fixes);
    }

    private static void Add(JsonElement position, DateTime utc, double? speed, FixList fixes)
    {
        if (
            position.ValueKind == JsonValueKind.Array
            && position.GetArrayLength() >= 2
            && position[0].TryGetDouble(out var lon)
            && position[1].TryGetDouble(out var lat)
        )
            fixes.Add(new Fix(utc, lat, lon, speed, null));
    }

    private static JsonElement? Times(JsonElement properties)
    {
        if (
            properties.TryGetProperty("coordinateProperties", out var inner)
            && inner.ValueKind == JsonValueKind.Object
            && Named(inner, ListNames) is { } list
        )
            return list;
        return Named(properties, ListNames) is { ValueKind: JsonValueKind.Array } times ? times : null;
    }

    private static DateTime? Time(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
            return Instants.Parse(value.GetString());
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || number is < 0 or > 1e14)
            return null;
        // Unix time in seconds until the year 5138, else in milliseconds.
        return number < 1e11 ? DateTime.UnixEpoch.AddSeconds(number) : DateTime.UnixEpoch.AddMilliseconds(number);
    }

    private static JsonElement? Named(JsonElement element, string[] names)
    {
        foreach (var name in names)
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value))
                return value;
        return null;
    }

    private static double? Number(JsonElement element, params string[] names) =>
        Named(element, names) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) ? number : null;
}
