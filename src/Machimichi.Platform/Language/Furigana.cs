using System.Text;
using System.Text.RegularExpressions;

namespace Machimichi.Platform.Language;

/// <summary>
/// Easy Japanese is written with its readings in brackets, 漢字（かんじ）, so that a mail, a CSV and a page have one text.
/// A page shows them above the characters; what is not shown as text (a name for a screen reader, a choice in a list) goes without.
/// </summary>
public static partial class Furigana
{
    /// <summary>The text without its readings.</summary>
    public static string Without(string text) => text.Contains('（', StringComparison.Ordinal) ? Reading().Replace(text, "$1") : text;

    /// <summary>A whole page with each reading as ruby where text is shown.</summary>
    public static string OnPage(string html)
    {
        var page = new StringBuilder(html.Length + html.Length / 4);
        for (var at = 0; at < html.Length;)
        {
            if (html[at] != '<')
            {
                var end = html.IndexOf('<', at) is var found && found < 0 ? html.Length : found;
                page.Append(Ruby(html[at..end]));
                at = end;
                continue;
            }
            var close = TagEnd(html, at);
            var tag = html[at..close];
            page.Append(WithoutInNames(tag));
            at = close;
            // What a person typed, and what a program reads, stays as it is; a list of choices and a title cannot hold ruby.
            if (Apart(tag) is not { } name) continue;
            var until = html.IndexOf($"</{name}", at, StringComparison.OrdinalIgnoreCase) is var ends && ends < 0 ? html.Length : ends;
            page.Append(name is "option" or "title" ? Without(html[at..until]) : html.AsSpan(at, until - at));
            at = until;
        }
        return page.ToString();
    }

    // In one element of its own: where a box lays out its children side by side, a text with readings would be many of them.
    private static string Ruby(string text) =>
        text.Contains('（', StringComparison.Ordinal) && Reading().IsMatch(text)
            ? $"<ruby-text>{Reading().Replace(text, "<ruby>$1<rp>（</rp><rt>$2</rt><rp>）</rp></ruby>")}</ruby-text>" : text;

    private static string WithoutInNames(string tag) =>
        tag.Contains('（', StringComparison.Ordinal) ? NameAttribute().Replace(tag, m => Without(m.Value)) : tag;

    private static string? Apart(string tag) => ApartNames.FirstOrDefault(n =>
        tag.AsSpan(1).StartsWith(n, StringComparison.OrdinalIgnoreCase) && tag.Length > n.Length + 1 && !char.IsAsciiLetterOrDigit(tag[n.Length + 1]) && tag[^2] != '/');

    private static readonly string[] ApartNames = ["script", "style", "textarea", "option", "title"];

    private static int TagEnd(string html, int at)
    {
        if (html.AsSpan(at).StartsWith("<!--")) return html.IndexOf("-->", at, StringComparison.Ordinal) is var comment && comment < 0 ? html.Length : comment + 3;
        var quote = '\0';
        for (var i = at + 1; i < html.Length; i++)
            if (quote != '\0') quote = html[i] == quote ? '\0' : quote;
            else if (html[i] is '"' or '\'') quote = html[i];
            else if (html[i] == '>') return i + 1;
        return html.Length;
    }

    [GeneratedRegex(@"([\u4e00-\u9fff々ヶ]+)（([ぁ-ゖー]+)）", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Reading();

    [GeneratedRegex("""(?:aria-label|placeholder|title|alt|content|data-[a-z-]*label)="[^"]*" """, RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace, 1000)]
    private static partial Regex NameAttribute();
}
