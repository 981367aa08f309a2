using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Machimichi.Platform.Language;

namespace Machimichi.Web.Shell;

/// <summary>The texts that the custom elements ask for, as the page carries them: one small JSON a language.</summary>
internal sealed class ElementTexts(Texts texts)
{
    private readonly ConcurrentDictionary<string, string> byLanguage = new(StringComparer.Ordinal);

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    // Their file is one of the program's, so that the tests on texts hold for it too; only its keys are sent.
    private readonly IReadOnlyList<string> keys = ReadKeys();

    public string Json(string language) => byLanguage.GetOrAdd(language, l => JsonSerializer.Serialize(keys.ToDictionary(k => k, k => texts.Get(l, k)), Readable));

    private static List<string> ReadKeys()
    {
        using var stream = typeof(ElementTexts).Assembly.GetManifestResourceStream("Texts/elements.json") ?? throw new InvalidOperationException("The elements' texts are not in the program.");
        using var json = JsonDocument.Parse(stream);
        return [.. json.RootElement.EnumerateObject().Select(p => p.Name)];
    }
}
