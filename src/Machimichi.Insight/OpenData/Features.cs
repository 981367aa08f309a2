using System.Text.Encodings.Web;
using System.Text.Json;
using Machimichi.Insight.Ogc;

namespace Machimichi.Insight.OpenData;

/// <summary>A table with places as GeoJSON (RFC 7946), a feature at a time: the properties are its columns but the place.</summary>
internal static class Features
{
    public const string MediaType = "application/geo+json";
    private const int FlushAt = 32 * 1024;

    public static async Task Write<T>(Stream output, Table<T> table, IAsyncEnumerable<T> rows, Func<T, int> number, Func<T, Position?> place, CancellationToken ct)
    {
        var columns = table.Columns.Where(c => c.Name is not ("latitude" or "longitude")).ToList();
        await using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        await foreach (var row in rows.WithCancellation(ct))
        {
            FeatureWriter.Feature(json, columns, new Item(number(row), place(row), [.. columns.Select(c => c.Of(row))]), latitudeFirst: false, []);
            if (json.BytesPending > FlushAt) await json.FlushAsync(ct);
        }
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(ct);
    }
}
