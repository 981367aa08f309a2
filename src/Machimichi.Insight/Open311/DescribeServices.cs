using System.Text.Json.Nodes;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Language;
using Machimichi.Platform.Towns;
using Microsoft.AspNetCore.Http;

namespace Machimichi.Insight.Open311;

/// <summary>What can be reported: the town's categories are the services, its questions their attributes.</summary>
public sealed class DescribeServices(MachimichiDb db, Speech speech)
{
    private const string Specification = "http://wiki.open311.org/GeoReport_v2", Changeset = "2026-11-26T00:00:00Z";

    public JsonNode Discovery(HttpContext http) => new JsonObject
    {
        ["changeset"] = Changeset,
        ["contact"] = Contact,
        ["key_service"] = db.Town.Open311?.KeyHashes is { Count: > 0 } ? speech["open311.key-needed", ("contact", Contact)] : speech["open311.key-free"],
        ["endpoints"] = new JsonArray(new JsonObject
        {
            ["specification"] = Specification,
            ["url"] = $"{http.Request.OwnAddress()}/{db.Town.Slug}/open311/v2",
            ["changeset"] = Changeset,
            ["type"] = "production",
            ["formats"] = new JsonArray("text/xml", "application/json"),
        }),
    };

    public JsonNode List() => new JsonArray([.. Services.Select(c => new JsonObject
    {
        ["service_code"] = c.Code,
        ["service_name"] = c.Name.In(speech.Language),
        ["description"] = c.Public ? c.Name.In(speech.Language) : $"{c.Name.In(speech.Language)} {speech["open311.private-service"]}",
        ["metadata"] = c.Questions is { Count: > 0 },
        // What only the staff read has no public number: its sender gets a token instead.
        ["type"] = c.Public ? "realtime" : "batch",
        ["keywords"] = c.Icon,
        ["group"] = DepartmentOf(c),
    })]);

    public JsonNode Definition(string code)
    {
        var category = db.Town.FindCategory(code, "report") ?? throw new Refusal("open311.service-unknown", "service_code", RefusalKind.NotFound, ("code", code));
        return new JsonObject
        {
            ["service_code"] = category.Code,
            ["attributes"] = new JsonArray([.. (category.Questions ?? []).Select((q, i) => Attribute(q, i + 1))]),
        };
    }

    private JsonObject Attribute(Question question, int order) => new()
    {
        ["variable"] = true,
        ["code"] = question.Code,
        ["datatype"] = question.Kind switch { "choice" or "yesno" => "singlevaluelist", "number" => "number", _ => "string" },
        ["required"] = question.Required,
        ["datatype_description"] = question.Kind == "text" ? speech["open311.short-text"] : "",
        ["order"] = order,
        ["description"] = question.Text.In(speech.Language),
        ["values"] = new JsonArray([.. ValuesOf(question).Select(v => new JsonObject { ["key"] = v.Key, ["name"] = v.Name })]),
    };

    private IEnumerable<(string Key, string Name)> ValuesOf(Question question) => question.Kind switch
    {
        "choice" => question.Options!.Select(o => (o.Code, o.Name.In(speech.Language))),
        "yesno" => [("yes", speech["detail.yes"]), ("no", speech["detail.no"])],
        _ => [],
    };

    private IEnumerable<Category> Services => db.Town.Categories.Where(c => c.For == "report");

    private string DepartmentOf(Category category) => db.Town.Departments.FirstOrDefault(d => d.Code == category.Department)?.Name.In(speech.Language) ?? "";

    private string Contact => db.Town.Open311 is { Contact.Length: > 0 } open ? open.Contact : db.Town.Name.In(speech.Language);
}
