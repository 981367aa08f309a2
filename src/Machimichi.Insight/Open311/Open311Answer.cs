using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using Machimichi.Platform;
using Machimichi.Platform.Http;
using Microsoft.AspNetCore.Http;

namespace Machimichi.Insight.Open311;

/// <summary>Writes one document as JSON or as XML, as the address or the Accept header asks; errors in the same two forms.</summary>
internal sealed class Open311Answer : IRefusalForm
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // In XML each thing of a list has a name of its own.
    private static readonly Dictionary<string, string> OneOf = new(StringComparer.Ordinal)
    {
        ["services"] = "service", ["attributes"] = "attribute", ["values"] = "value", ["service_requests"] = "request", ["errors"] = "error", ["endpoints"] = "endpoint", ["formats"] = "format",
    };

    /// <param name="root">Name of the document's root in XML; in JSON the document has none.</param>
    public static Task Write(HttpContext http, string root, JsonNode document, int status = StatusCodes.Status200OK)
    {
        http.Response.StatusCode = status;
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers.Append("Vary", "Accept, Accept-Language");
        if (IsXml(http))
        {
            http.Response.ContentType = "text/xml; charset=utf-8";
            return http.Response.Body.WriteAsync(AsXml(root, document), http.RequestAborted).AsTask();
        }
        http.Response.ContentType = "application/json; charset=utf-8";
        return http.Response.WriteAsync(document.ToJsonString(Json), http.RequestAborted);
    }

    public Task Write(HttpContext http, Refusal refusal, string said) => Error(http, refusal.Kind switch
    {
        RefusalKind.NotFound => StatusCodes.Status404NotFound,
        RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
        RefusalKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        RefusalKind.TooMany => StatusCodes.Status429TooManyRequests,
        _ when refusal.TextKey == "open311.media-type" => StatusCodes.Status415UnsupportedMediaType,
        _ => StatusCodes.Status400BadRequest,
    }, refusal.Field is { } field ? $"{field}: {said}" : said);

    public static Task Error(HttpContext http, int status, string said) =>
        Write(http, "errors", new JsonArray(new JsonObject { ["code"] = status, ["description"] = said }), status);

    private static bool IsXml(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        if (path.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)) return true;
        if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) return false;
        var accept = http.Request.GetTypedHeaders().Accept.OrderByDescending(a => a.Quality ?? 1).Select(a => a.MediaType.Value ?? "");
        return accept.FirstOrDefault(a => a.Contains("json", StringComparison.OrdinalIgnoreCase) || a is "text/xml" or "application/xml")?.Contains("xml", StringComparison.OrdinalIgnoreCase) == true;
    }

    private static byte[] AsXml(string root, JsonNode document)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Indent = true }))
            Element(xml, root, document);
        return bytes.ToArray();
    }

    private static void Element(XmlWriter xml, string name, JsonNode? node)
    {
        xml.WriteStartElement(name);
        switch (node)
        {
            case JsonObject fields: foreach (var (key, value) in fields) Element(xml, key, value); break;
            case JsonArray things: foreach (var thing in things) Element(xml, OneOf[name], thing); break;
            case JsonValue value: xml.WriteString(TextOf(value)); break;
            default: break;
        }
        xml.WriteEndElement();
    }

    private static string TextOf(JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.String => Clean(value.GetValue<string>()),
        _ => value.ToJsonString(),
    };

    // What no XML document may hold, however it is escaped.
    private static string Clean(string text)
    {
        if (text.All(XmlConvert.IsXmlChar)) return text;
        var kept = new System.Text.StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
            if (XmlConvert.IsXmlChar(text[i])) kept.Append(text[i]);
            else if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i])) kept.Append(text[i]).Append(text[++i]);
        return kept.ToString();
    }

    /// <summary>A moment as the standard wants it, on the town's clock.</summary>
    public static string Time(DateTime utc, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)), zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}
