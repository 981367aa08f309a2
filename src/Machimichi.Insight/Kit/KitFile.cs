using System.Text.Json;

namespace Machimichi.Insight.Kit;

/// <summary>What a kit is made of; its own list of contents with their hashes is <c>kit.json</c>.</summary>
internal static class KitFile
{
    public const string Format = "machimichi-kit";
    public const int Version = 1;
    public const string Contents = "kit.json", Town = "town.json", Figures = "figures.json", Model = "model/road-damage.onnx", Card = "model/MODEL_CARD.md", Handbook = "handbook/handbook";

    /// <summary>The town's own template of the report in one language.</summary>
    public static string TemplateIn(string language) => $"report/template.{language}.md";

    /// <summary>Larger is no kit of ours: a model of some tens of megabytes and texts.</summary>
    public const long Most = 512L * 1024 * 1024;

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 32 };
}

/// <param name="Format">Always <see cref="KitFile.Format"/>.</param>
/// <param name="Program">The version of the program that wrote it.</param>
/// <param name="Roles">What people may be in a town.</param>
internal sealed record KitContents(string Format, int Version, string Program, DateTime Made, IReadOnlyList<string> Roles, IReadOnlyList<KitEntry> Files);

/// <param name="Sha256">Of its bytes, in hexadecimal.</param>
internal sealed record KitEntry(string Path, string Sha256, long Bytes);
