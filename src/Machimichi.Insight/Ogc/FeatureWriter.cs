using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Machimichi.Insight.OpenData;

namespace Machimichi.Insight.Ogc;

internal sealed record Link(string Href, string Rel, string Type, string? Title = null);

/// <summary>Items as GeoJSON (RFC 7946), in the order of axes that the reference system says.</summary>
internal static class FeatureWriter
{
    public const string MediaType = "application/geo+json";
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Collection(IReadOnlyList<Column> columns, IEnumerable<Item> items, int count, IEnumerable<Link> links, DateTime now, bool latitudeFirst)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("type", "FeatureCollection");
            json.WriteString("timeStamp", Iso(now));
            json.WriteNumber("numberReturned", count);
            Links(json, links);
            json.WriteStartArray("features");
            foreach (var item in items) Feature(json, columns, item, latitudeFirst, []);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }

    public static byte[] One(IReadOnlyList<Column> columns, Item item, IReadOnlyList<Link> links, bool latitudeFirst)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options)) Feature(json, columns, item, latitudeFirst, links);
        return bytes.ToArray();
    }

    public static void Feature(Utf8JsonWriter json, IReadOnlyList<Column> columns, Item item, bool latitudeFirst, IReadOnlyList<Link> links)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteNumber("id", item.Number);
        if (item.Position is { } position)
        {
            json.WriteStartObject("geometry");
            json.WriteString("type", "Point");
            json.WriteStartArray("coordinates");
            json.WriteNumberValue(latitudeFirst ? position.Latitude : position.Longitude);
            json.WriteNumberValue(latitudeFirst ? position.Longitude : position.Latitude);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        else json.WriteNull("geometry");
        json.WriteStartObject("properties");
        for (var i = 0; i < columns.Count; i++) Property(json, columns[i].Name, item.Values[i]);
        json.WriteEndObject();
        if (links.Count > 0) Links(json, links);
        json.WriteEndObject();
    }

    public static string Iso(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void Links(Utf8JsonWriter json, IEnumerable<Link> links)
    {
        json.WriteStartArray("links");
        foreach (var link in links)
        {
            json.WriteStartObject();
            json.WriteString("href", link.Href);
            json.WriteString("rel", link.Rel);
            json.WriteString("type", link.Type);
            if (link.Title is not null) json.WriteString("title", link.Title);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Property(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: json.WriteNull(name); break;
            case int number: json.WriteNumber(name, number); break;
            case double number: json.WriteNumber(name, number); break;
            case bool flag: json.WriteBoolean(name, flag); break;
            case DateTime at: json.WriteString(name, Iso(at)); break;
            default: json.WriteString(name, value.ToString()); break;
        }
    }
}
