using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Machimichi.Insight.OpenData;
using Machimichi.Insight.Report;

namespace Machimichi.Insight.Ogc;

/// <summary>The same documents for somebody with a browser: headings, links, a table.</summary>
internal static class OgcPage
{
    public static string Document(Words words, string title, JsonObject document)
    {
        var body = new StringBuilder();
        if (document["description"] is { } about) body.Append("<p>").Append(Safe($"{about}")).Append("</p>");
        if (document["conformsTo"] is JsonArray classes) body.Append("<ul>").AppendJoin("", classes.Select(c => $"<li>{Safe($"{c}")}</li>")).Append("</ul>");
        if (document["paths"] is JsonObject paths) body.Append("<ul>").AppendJoin("", paths.Select(p => $"<li><code>{Safe(p.Key)}</code></li>")).Append("</ul>");
        if (document["collections"] is JsonArray collections)
            foreach (var collection in collections.OfType<JsonObject>())
                body.Append("<h2>").Append(Safe($"{collection["title"]} ({collection["id"]})")).Append("</h2>").Append(LinkList(collection["links"] as JsonArray));
        body.Append(LinkList(document["links"] as JsonArray));
        return Frame(words, title, body.ToString());
    }

    public static string Items(Words words, string title, IReadOnlyList<Column> columns, IReadOnlyList<Item> items, IReadOnlyList<Link> links, string home)
    {
        var body = new StringBuilder();
        if (items.Count == 0) body.Append("<p>0</p>");
        else
        {
            body.Append("<table><thead><tr>").AppendJoin("", columns.Select(c => $"<th scope=\"col\">{Safe(words[$"insight.column.{c.Name}"])}</th>")).Append("</tr></thead><tbody>");
            foreach (var item in items)
                body.Append("<tr>").AppendJoin("", item.Values.Select(v => $"<td>{Safe(v is DateTime at ? FeatureWriter.Iso(at) : v?.ToString() ?? "")}</td>")).Append("</tr>");
            body.Append("</tbody></table>");
        }
        body.Append("<ul>").AppendJoin("", links.Append(new Link(home, "home", "text/html")).Select(l => Anchor(l.Href, $"{l.Rel} ({l.Type})"))).Append("</ul>");
        return Frame(words, title, body.ToString());
    }

    private static string LinkList(JsonArray? links) => links is null ? "" :
        $"<ul>{string.Concat(links.OfType<JsonObject>().Select(l => Anchor($"{l["href"]}", $"{l["title"] ?? l["rel"]} ({l["type"]})")))}</ul>";

    private static string Anchor(string href, string said) => $"<li><a href=\"{Safe(href)}\">{Safe(said)}</a></li>";

    private static string Frame(Words words, string title, string body) =>
        $"<!DOCTYPE html><html lang=\"{words.HtmlLang}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Safe(title)}</title></head><body><main><h1>{Safe(title)}</h1>{body}</main></body></html>";

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
