using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Machimichi.Platform.Language;

namespace Machimichi.Platform.People;

/// <summary>A person's data as one page that any browser opens without a network.</summary>
public sealed class PersonalPage(Texts texts)
{
    private const string Style = "body{font:1rem/1.7 sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}section{border-top:1px solid #ccc}dl{margin:0 0 1.5rem}dt{font-weight:bold}dd{margin:0 0 .5rem;white-space:pre-wrap;overflow-wrap:anywhere}img{max-width:100%;height:auto}";

    public string Write(IReadOnlyList<PersonalFile> person, IReadOnlyDictionary<PersonalFile, List<string>> photos, string language)
    {
        string Say(string key) => texts.Get(language, key);
        var html = new StringBuilder($"<!doctype html><html lang=\"{(language == Texts.English ? "en" : "ja")}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">");
        html.Append(CultureInfo.InvariantCulture, $"<title>{Say("person.page.title")}</title><style>{Style}</style></head><body><h1>{Say("person.page.title")}</h1><p>{Say("person.page.why")}</p>");
        foreach (var file in person)
        {
            var town = file.Town;
            html.Append(CultureInfo.InvariantCulture, $"<h2>{Text(town?.Name.In(language) ?? Say("person.page.account"))}</h2>");
            foreach (var section in file.Sections)
            {
                html.Append(CultureInfo.InvariantCulture, $"<section><h3>{Say($"person.section.{section.Name}")}</h3>");
                foreach (var row in section.Rows.OfType<JsonObject>()) Row(html, row, language, town?.Zone ?? TimeZoneInfo.Utc);
                html.Append("</section>");
            }
            foreach (var photo in photos.GetValueOrDefault(file) ?? [])
                html.Append(CultureInfo.InvariantCulture, $"<p><a href=\"{photo}\">{(photo.EndsWith(".jpg", StringComparison.Ordinal) ? $"<img src=\"{photo}\" alt=\"{Furigana.Without(Say("person.page.photo"))}\">" : Say("person.page.photo"))}</a></p>");
        }
        html.Append("</body></html>");
        return language == Texts.Easy ? Furigana.OnPage(html.ToString()) : html.ToString();
    }

    private void Row(StringBuilder html, JsonObject row, string language, TimeZoneInfo zone)
    {
        html.Append("<dl>");
        foreach (var (field, value) in row)
        {
            if (value is null or JsonArray { Count: 0 } || value.GetValueKind() == JsonValueKind.String && value.GetValue<string>().Length == 0) continue;
            html.Append(CultureInfo.InvariantCulture, $"<dt>{texts.Get(language, $"person.field.{Key(field)}")}</dt><dd>");
            if (value is JsonArray rows) foreach (var inner in rows) Value(html, inner, field, language, zone);
            else Value(html, value, field, language, zone);
            html.Append("</dd>");
        }
        html.Append("</dl>");
    }

    private void Value(StringBuilder html, JsonNode? value, string field, string language, TimeZoneInfo zone)
    {
        if (value is JsonObject inner) Row(html, inner, language, zone);
        else if (value is null) return;
        else if (IsTime(field) && DateTime.TryParse(value.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var at))
            html.Append(TimeZoneInfo.ConvertTimeFromUtc(at, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
        else if (value.GetValueKind() is JsonValueKind.True or JsonValueKind.False) html.Append(texts.Get(language, value.GetValue<bool>() ? "person.yes" : "person.no"));
        else html.Append(Text(value.ToString()));
    }

    private static bool IsTime(string field) => field == "at" || field.EndsWith("At", StringComparison.Ordinal);

    private static string Key(string field) => JsonNamingPolicy.KebabCaseLower.ConvertName(field);

    private static string Text(string value) => WebUtility.HtmlEncode(value);
}
