using System.Reflection;
using System.Text.Json;

namespace Machimichi.Platform.Language;

/// <summary>An assembly that brings texts: embedded JSON files under <c>Texts/</c>, each key with its text in ja, easy and en.</summary>
public sealed record TextSource(Assembly Assembly);

/// <summary>Every text of the program. A missing key shows itself as the key, and a test fails on it.</summary>
public sealed class Texts
{
    public const string Japanese = "ja", Easy = "easy", English = "en";
    public static readonly IReadOnlyList<string> Languages = [Japanese, Easy, English];

    private readonly Dictionary<string, Dictionary<string, string>> texts = new(StringComparer.Ordinal);

    public Texts(IEnumerable<TextSource> sources)
    {
        foreach (var assembly in sources.Select(s => s.Assembly).Distinct())
            foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith("Texts/", StringComparison.Ordinal)))
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                var file = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(stream, Lenient)
                    ?? throw new InvalidOperationException($"{name} holds no texts.");
                foreach (var (key, value) in file)
                    if (!texts.TryAdd(key, value)) throw new InvalidOperationException($"The text {key} stands twice, again in {name}.");
            }
    }

    private static readonly JsonSerializerOptions Lenient = new() { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public IReadOnlyDictionary<string, Dictionary<string, string>> All => texts;

    public bool Has(string key) => texts.ContainsKey(key);

    /// <summary>The text in a language, with <c>{name}</c> replaced by its value.</summary>
    public string Get(string language, string key, params (string Name, object Value)[] values)
    {
        if (!texts.TryGetValue(key, out var entry)) return key;
        var text = entry.GetValueOrDefault(language) ?? entry.GetValueOrDefault(Japanese) ?? key;
        foreach (var (name, value) in values)
            text = text.Replace($"{{{name}}}", Say(language, value), StringComparison.Ordinal);
        return text;
    }

    // A time is one of the town's clock.
    private static string? Say(string language, object value) =>
        value is DateTime local ? $"{Speech.Day(language, local, withYear: true)} {local:H:mm}" : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture);

    public string Say(string language, Refusal refusal) => Get(language, refusal.TextKey, refusal.Values);
}

/// <summary>The language of this request or job.</summary>
public sealed class Speech(Texts texts)
{
    public string Language { get; private set; } = Texts.Japanese;

    public void Use(string language) => Language = Texts.Languages.Contains(language) ? language : Texts.Japanese;

    /// <summary>The value of the page's <c>lang</c>: easy Japanese is Japanese.</summary>
    public string HtmlLang => Language == Texts.English ? "en" : "ja";

    public string this[string key] => texts.Get(Language, key);

    public string this[string key, params (string Name, object Value)[] values] => texts.Get(Language, key, values);

    public string Say(Refusal refusal) => texts.Say(Language, refusal);

    /// <summary>11月18日（火）; the year only when it is not this one.</summary>
    public string Day(DateTime utc, TimeZoneInfo zone, DateTime nowUtc)
    {
        var (local, now) = (TimeZoneInfo.ConvertTimeFromUtc(utc, zone), TimeZoneInfo.ConvertTimeFromUtc(nowUtc, zone));
        return Day(Language, local, withYear: local.Year != now.Year);
    }

    /// <summary>A day of the calendar, with its year.</summary>
    public static string Day(string language, DateOnly day) => Day(language, day.ToDateTime(default), withYear: true);

    internal static string Day(string language, DateTime local, bool withYear)
    {
        if (language == Texts.Easy) return withYear ? $"{local.Year}年（ねん）{EasyDay(local)}" : EasyDay(local);
        var culture = System.Globalization.CultureInfo.GetCultureInfo(language == Texts.English ? "en-GB" : "ja-JP");
        return language == Texts.English
            ? local.ToString(withYear ? "d MMM yyyy" : "ddd d MMM", culture)
            : local.ToString(withYear ? "yyyy年M月d日" : "M月d日（ddd）", culture);
    }

    // 4日 is read よっか, 20日 はつか: nobody who learns Japanese guesses that.
    private static string EasyDay(DateTime day) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{day.Month}月（がつ）{day.Day}日（{DayReadings.GetValueOrDefault(day.Day, "にち")}）");

    private static readonly Dictionary<int, string> DayReadings = new()
    {
        [1] = "ついたち", [2] = "ふつか", [3] = "みっか", [4] = "よっか", [5] = "いつか", [6] = "むいか", [7] = "なのか", [8] = "ようか", [9] = "ここのか", [10] = "とおか",
        [14] = "じゅうよっか", [20] = "はつか", [24] = "にじゅうよっか",
    };

    public string DayAndTime(DateTime utc, TimeZoneInfo zone, DateTime nowUtc) =>
        $"{Day(utc, zone, nowUtc)} {TimeZoneInfo.ConvertTimeFromUtc(utc, zone):H:mm}";
}
