using System.Text.Encodings.Web;
using System.Text.Json;
using Machimichi.Insight.Report;

namespace Machimichi.Insight.OpenData;

/// <summary>What there is to say of one data file.</summary>
/// <param name="Table">The shape of its rows.</param>
/// <param name="Rows">How many records; null where nobody counted.</param>
/// <param name="Updated">When the newest thing in it happened; null where it is empty.</param>
internal sealed record DataFile(string FileName, string MediaType, Table Table, int? Rows, DateTime? Updated);

/// <summary><c>datapackage.json</c> of the Data Package standard: which files, which columns, what they mean, licence, times.</summary>
internal static class DataPackage
{
    public const string FileName = "datapackage.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public static byte[] Describe(Words words, string name, string title, DateTime now, IEnumerable<DataFile> files) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        profile = "data-package",
        name,
        title,
        description = words["insight.data.about", ("town", words.TownName)],
        created = now,
        licenses = new[] { new { name = "CC-BY-4.0", title = "Creative Commons Attribution 4.0 International", path = "https://creativecommons.org/licenses/by/4.0/" } },
        sources = new[] { new { title = words.TownName } },
        resources = files.Select(f => new
        {
            name = f.FileName.Replace('.', '-'),
            path = f.FileName,
            title = words[$"insight.table.{f.Table.Name}"],
            profile = f.MediaType == Csv ? "tabular-data-resource" : "data-resource",
            format = f.FileName.Split('.')[^1],
            mediatype = f.MediaType,
            encoding = "utf-8",
            rows = f.Rows,
            updated = f.Updated,
            schema = new { fields = f.Table.Shape.Select(c => new { name = c.Name, type = c.Type, description = words[$"insight.column.{c.Name}"] }) },
        }),
    }, Json);

    public const string Csv = "text/csv";
}
