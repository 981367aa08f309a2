using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Machimichi.Platform.Towns;

namespace Machimichi.Platform.People;

/// <summary>What one town (or, without a town, the installation) keeps of a person.</summary>
public sealed class PersonalFile(TownFile? town, string language)
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    public TownFile? Town { get; } = town;

    /// <summary>For names of districts and categories.</summary>
    public string Language { get; } = language;

    public List<Section> Sections { get; } = [];

    public List<Guid> Photos { get; } = [];

    public sealed record Section(string Name, JsonArray Rows);

    /// <summary>Adds rows under a name; its heading is the text <c>person.section.NAME</c>, the labels of its fields <c>person.field.FIELD</c>. Nothing is added for no rows.</summary>
    public void Add<T>(string name, IEnumerable<T> rows)
    {
        var array = new JsonArray([.. rows.Select(r => JsonSerializer.SerializeToNode(r, Json))]);
        if (array.Count > 0) Sections.Add(new Section(name, array));
    }
}
