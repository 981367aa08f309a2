using System.Text.RegularExpressions;
using Machimichi.Platform;
using Machimichi.Platform.Language;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Machimichi.Insight.Report.Template;

/// <summary>
/// A template is Markdown with fields: <c>{{kilometres}}</c> stands for a value and may be within a sentence, <c>{{map}}</c> for a part of the report and has a line to itself.
/// It is judged when it is saved, so that a report never has a hole.
/// </summary>
public static partial class TemplateFile
{
    public const int Longest = 40_000;

    /// <summary>Fields within a sentence, besides one for each figure.</summary>
    private static readonly string[] Sayings = ["town", "from", "to", "days", "written"];

    /// <summary>What a report does not do without: where a template leaves it out, it comes at the end.</summary>
    internal static readonly string[] Always = ["figures", "unmeasured", "data"];

    internal static readonly string[] Parts = ["short", "voice", "voice_charts", "roads", "map", "roads_charts", "works", "works_charts", "accuracy", .. Always];

    private static readonly string[] Figures =
    [
        "proposals", "supports", "reports", "reports_private", "answers", "days_to_answer_proposals", "days_to_answer_reports", "drives", "km", "km_seen", "frames", "frames_unclear", "detections",
        "defects", "defects_waiting", "defects_rejected", "cases", "cases_joined", "repaired", "days_to_repair", "recall_here", "precision_here",
    ];

    /// <summary>The values that a sentence may hold.</summary>
    public static IReadOnlyList<string> Values { get; } = [.. Sayings, .. Figures.Select(FieldOf)];

    /// <summary>The parts that have a line to themselves.</summary>
    public static IReadOnlyList<string> Blocks => Parts;

    /// <summary>How a template names a figure of the data files.</summary>
    internal static string FieldOf(string figure) => figure switch { "km" => "kilometres", "km_seen" => "kilometres_seen", _ => figure };

    public static string Shipped(string language)
    {
        using var stream = typeof(TemplateFile).Assembly.GetManifestResourceStream($"template.{language}.md")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    internal static string Lines(string text) => text.ReplaceLineEndings("\n").Trim() + "\n";

    /// <summary>All that must be mended before it can be saved.</summary>
    public static IEnumerable<Refusal> Problems(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return [new Refusal("template.empty", "text")];
        if (text.Length > Longest) return [new Refusal("template.too-long", "text", values: [("limit", Longest), ("length", text.Length)])];
        return Lines(text).Split('\n').SelectMany(OfLine);
    }

    private static IEnumerable<Refusal> OfLine(string line, int index)
    {
        var fields = Field().Matches(line).Select(m => m.Groups[1].Value.Trim()).ToList();
        foreach (var field in fields)
        {
            if (Parts.Contains(field) && (fields.Count > 1 || Field().Replace(line, "").Trim().Length > 0))
                yield return new Refusal("template.part-alone", "text", values: [("line", index + 1), ("field", field)]);
            else if (!Parts.Contains(field) && !Values.Contains(field))
                yield return new Refusal("template.unknown", "text", values: [("line", index + 1), ("field", field), ("nearest", Nearest(field))]);
        }
        if (Field().Replace(line, "") is var rest && (rest.Contains("{{", StringComparison.Ordinal) || rest.Contains("}}", StringComparison.Ordinal)))
            yield return new Refusal("template.open-field", "text", values: [("line", index + 1)]);
    }

    private static string Nearest(string field) => Values.Concat(Parts).MinBy(known => Distance(field.ToLowerInvariant(), known))!;

    // Levenshtein: how many letters to add, to take away or to change.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var (before, diagonal) = (row[0], row[0]);
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                before = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = before;
            }
        }
        return row[b.Length];
    }

    // Tags in a template are shown as they were typed: HTML is off here as everywhere that somebody writes Markdown.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().Build();

    /// <param name="value">The text of a value; it is encoded here.</param>
    /// <param name="part">The HTML of a part.</param>
    internal static Html Fill(string text, Func<string, string> value, Func<string, Html> part)
    {
        var document = Markdig.Markdown.Parse(PartLine().Replace(Lines(text), "\n{{$1}}\n"), Pipeline);
        // The report stands alone: it fetches nothing, and leads nowhere but to an ordinary address.
        foreach (var link in document.Descendants<LinkInline>().ToList())
            if (link.IsImage || !Leads(link.Url)) Plain(link);
        foreach (var link in document.Descendants<AutolinkInline>().ToList())
            if (!link.IsEmail && !Leads(link.Url)) link.ReplaceBy(new LiteralInline(link.Url));
        var html = PartAlone().Replace(document.ToHtml(Pipeline), m => part(m.Groups[1].Value).Text);
        return new Html(Field().Replace(html, m => Html.Of($"{value(m.Groups[1].Value.Trim())}").Text));
    }

    private static bool Leads(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" or "mailto";

    private static void Plain(LinkInline link)
    {
        var words = string.Concat(link.Descendants<LiteralInline>().Select(l => l.Content.ToString()));
        link.ReplaceBy(new LiteralInline(words), copyChildren: false);
    }

    [GeneratedRegex(@"\{\{([^{}\n]{0,80})\}\}", RegexOptions.None, 1000)]
    private static partial Regex Field();

    // A part stands apart from the lines around it, however it was typed.
    [GeneratedRegex(@"^[ \t]*\{\{\s*(short|voice|voice_charts|roads|map|roads_charts|works|works_charts|accuracy|figures|unmeasured|data)\s*\}\}[ \t]*$", RegexOptions.Multiline, 1000)]
    private static partial Regex PartLine();

    [GeneratedRegex(@"<p>\{\{\s*(short|voice|voice_charts|roads|map|roads_charts|works|works_charts|accuracy|figures|unmeasured|data)\s*\}\}</p>", RegexOptions.None, 1000)]
    private static partial Regex PartAlone();
}
