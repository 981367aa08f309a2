using Machimichi.Platform.Language;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Platform;

public sealed class TextsTests(TownHost host) : IClassFixture<TownHost>
{
    [Fact]
    public void Every_text_stands_in_three_languages_with_the_same_placeholders()
    {
        var texts = host.Services.GetRequiredService<Texts>().All;
        Assert.NotEmpty(texts);
        var wrong = texts.Where(t => Texts.Languages.Any(l => string.IsNullOrWhiteSpace(t.Value.GetValueOrDefault(l)))
            || Texts.Languages.Select(l => Placeholders(t.Value[l])).Distinct().Count() > 1).Select(t => t.Key);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_text_that_the_program_asks_for_is_there()
    {
        var texts = host.Services.GetRequiredService<Texts>();
        var asked = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.*", SearchOption.AllDirectories)
            .Where(f => (f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal)) && !f.Contains("/obj/") && !f.Contains("/bin/"))
            .SelectMany(f => System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(f), @"(?:Say\[|[sS]peech\[|new Refusal\(|Refusal\.\w+\(|TextFor\()""([a-z0-9.-]+)""").Select(m => (File: Path.GetFileName(f), Key: m.Groups[1].Value)));
        Assert.Empty(asked.Where(a => !texts.Has(a.Key)).Distinct());
    }

    private static string Placeholders(string text) =>
        string.Join(',', System.Text.RegularExpressions.Regex.Matches(text, @"\{(\w+)\}").Select(m => m.Groups[1].Value).Distinct().Order());
}
