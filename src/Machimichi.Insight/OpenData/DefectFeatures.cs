using System.Text.Encodings.Web;
using System.Text.Json;
using Machimichi.Roads;

namespace Machimichi.Insight.OpenData;

/// <summary>Defects as GeoJSON (RFC 7946), a feature at a time: the properties are the columns of the table but its place.</summary>
internal static class DefectFeatures
{
    public const string FileName = "defects.geojson", MediaType = "application/geo+json";
    private const int FlushAt = 32 * 1024;

    public static async Task Write(Stream output, Table<PublishedDefect> table, IAsyncEnumerable<PublishedDefect> rows, CancellationToken ct)
    {
        var columns = table.Columns.Where(c => c.Name is not ("latitude" or "longitude")).ToList();
        await using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        await foreach (var row in rows.WithCancellation(ct))
        {
            json.WriteStartObject();
            json.WriteString("type", "Feature");
            json.WriteNumber("id", row.Number);
            json.WriteStartObject("geometry");
            json.WriteString("type", "Point");
            json.WriteStartArray("coordinates");
            json.WriteNumberValue(Math.Round(row.Longitude, 5));
            json.WriteNumberValue(Math.Round(row.Latitude, 5));
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartObject("properties");
            foreach (var column in columns) Property(json, column.Name, column.Of(row));
            json.WriteEndObject();
            json.WriteEndObject();
            if (json.BytesPending > FlushAt) await json.FlushAsync(ct);
        }
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(ct);
    }

    private static void Property(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: json.WriteNull(name); break;
            case int number: json.WriteNumber(name, number); break;
            case double number: json.WriteNumber(name, number); break;
            case DateTime at: json.WriteString(name, at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)); break;
            default: json.WriteString(name, value.ToString()); break;
        }
    }
}
