using System.Net;
using Markdig;

namespace Machimichi.Insight.Kit;

/// <summary>The handbook for a town that begins, as it is written and as a page that stands alone.</summary>
internal static class Handbook
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseTaskLists().Build();

    public static string Markdown()
    {
        using var stream = typeof(Handbook).Assembly.GetManifestResourceStream("handbook.md")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public static string Page(string markdown)
    {
        var title = markdown.Split('\n').First(l => l.StartsWith("# ", StringComparison.Ordinal))[2..];
        return $"""
            <!DOCTYPE html>
            <html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{WebUtility.HtmlEncode(title)}</title>
            <style>
            @page {"{ size: A4; margin: 18mm 16mm }"}
            body {"{ font-family: \"Noto Sans CJK JP\", \"Noto Sans JP\", sans-serif; line-height: 1.8; max-width: 42em; margin: 2em auto; padding: 0 1em; color: #1a1a1a }"}
            h1 {"{ font-size: 1.7em; line-height: 1.4 }"} h2 {"{ border-bottom: 2px solid #006f83; margin-top: 2em; break-after: avoid }"} h3 {"{ break-after: avoid }"}
            table {"{ border-collapse: collapse; width: 100%; break-inside: avoid }"} th, td {"{ border: 1px solid #888; padding: .3em .6em; text-align: left; vertical-align: top }"}
            blockquote {"{ border-left: 4px solid #006f83; margin: 1em 0; padding: .2em 1em; background: #f4f4f0; break-inside: avoid }"}
            </style></head><body>
            {Markdig.Markdown.ToHtml(markdown, Pipeline)}
            </body></html>
            """;
    }
}
