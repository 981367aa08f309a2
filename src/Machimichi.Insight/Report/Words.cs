using System.Globalization;
using Machimichi.Platform.Language;
using Machimichi.Platform.Towns;

namespace Machimichi.Insight.Report;

/// <summary>The words, names, numbers and days of a report in one language.</summary>
public sealed class Words(Texts texts, string language, TownFile town)
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");
    private static readonly CultureInfo Japanese = new("ja-JP") { DateTimeFormat = { Calendar = new JapaneseCalendar() } };

    public string Language => language;
    public TownFile Town => town;
    public string HtmlLang => language == Texts.English ? "en" : "ja";
    public string TownName => town.Name.In(language);

    public string this[string key, params (string Name, object Value)[] values] => texts.Get(language, key, values);

    public string District(string code) => town.FindDistrict(code)?.Name.In(language) ?? this["insight.whole-town"];
    public string Category(string code, string use) => town.FindCategory(code, use)?.Name.In(language) ?? code;
    public string Department(string code) => town.Departments.FirstOrDefault(d => d.Code == code)?.Name.In(language) ?? code;

    /// <summary>The name of a damage class; the code itself where a model brings one that nobody named.</summary>
    public string Damage(string code) => texts.Has($"defect.class.{code}") ? this[$"defect.class.{code}"] : code;

    public string Number(double? value) => value is { } v ? v.ToString("#,0.#", CultureInfo.InvariantCulture) : this["insight.not-measured"];

    public string Percent(double share) => Math.Round(share * 100, MidpointRounding.AwayFromZero).ToString("0", CultureInfo.InvariantCulture);

    /// <summary>2026年（令和8年）11月18日 on paper; 18 November 2026.</summary>
    public string Day(DateOnly day) => language == Texts.English
        ? day.ToString("d MMMM yyyy", English)
        : $"{day.Year}年（{day.ToDateTime(TimeOnly.MinValue).ToString("ggy年", Japanese)}）{day.Month}月{day.Day}日";

    public string Day(DateTime utc) => Day(DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(utc, town.Zone)));
}
