using System.Text.Json;

namespace Machimichi.Tests.Insight;

/// <summary>As much of JSON Schema as the schemas of GeoReport v2 use.</summary>
internal static class JsonSchema
{
    public static IEnumerable<string> Problems(JsonElement schema, JsonElement value, string at, Func<string, JsonElement> find)
    {
        if (schema.TryGetProperty("$ref", out var reference)) schema = find(reference.GetString()!);
        if (schema.TryGetProperty("type", out var type) && !Is(value, type.GetString()!)) return [$"{at} is no {type}"];
        if (schema.TryGetProperty("anyOf", out var choices) && choices.EnumerateArray().All(c => Problems(c, value, at, find).Any())) return [$"{at} is none of what it may be"];
        var found = new List<string>();
        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(a => a.GetString() == value.GetString())) found.Add($"{at} may not be {value}");
        if (schema.TryGetProperty("maxLength", out var most) && value.GetString()!.Length > most.GetInt32()) found.Add($"{at} is too long");
        if (schema.TryGetProperty("format", out var format) && !Has(value.GetString()!, format.GetString()!)) found.Add($"{at} is no {format}");
        if (schema.TryGetProperty("required", out var required)) found.AddRange(required.EnumerateArray().Where(r => !value.TryGetProperty(r.GetString()!, out _)).Select(r => $"{at} has no {r}"));
        if (schema.TryGetProperty("properties", out var properties))
            foreach (var property in properties.EnumerateObject())
                if (value.TryGetProperty(property.Name, out var inner)) found.AddRange(Problems(property.Value, inner, $"{at}.{property.Name}", find));
        if (schema.TryGetProperty("items", out var items)) found.AddRange(value.EnumerateArray().SelectMany((v, i) => Problems(items, v, $"{at}[{i}]", find)));
        return found;
    }

    private static bool Is(JsonElement value, string type) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "array" => value.ValueKind == JsonValueKind.Array,
        _ => value.ValueKind == JsonValueKind.Object,
    };

    private static bool Has(string text, string format) => format == "uri" ? Uri.IsWellFormedUriString(text, UriKind.Absolute) : DateTimeOffset.TryParse(text, out _);
}
