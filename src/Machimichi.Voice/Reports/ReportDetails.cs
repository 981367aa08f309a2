using System.Globalization;
using System.Text;
using System.Text.Json;
using Machimichi.Platform;
using Machimichi.Platform.Language;
using Machimichi.Platform.Towns;
using Machimichi.Voice.Writing;

namespace Machimichi.Voice.Reports;

/// <summary>A question of the town and what was answered, in the reader's language.</summary>
public sealed record DetailView(string Question, string Value, bool Public);

/// <summary>The answers to a category's questions: judged by the town's file, kept as JSON, said in words.</summary>
internal static class ReportDetails
{
    public const int TextLimit = 200;

    public static string FieldOf(Category category, Question question) => $"q-{category.Code}-{question.Code}";

    public static IEnumerable<Refusal> Problems(Category? category, IReadOnlyDictionary<string, string>? given)
    {
        foreach (var question in category?.Questions ?? [])
        {
            var value = Given(question, given);
            var field = FieldOf(category!, question);
            if (value.Length == 0)
            {
                if (question.Required) yield return new Refusal("detail.missing", field);
            }
            else if (question.Kind == "text" && PlainText.TooLong(value, TextLimit, field) is { } tooLong) yield return tooLong;
            else if (question.Kind == "number" && !(decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= 1_000_000)) yield return new Refusal("detail.number", field);
            else if ((question.Kind == "yesno" && value is not ("yes" or "no")) || (question.Kind == "choice" && question.Options!.All(o => o.Code != value))) yield return new Refusal("detail.choice", field);
        }
    }

    public static string Keep(Category category, IReadOnlyDictionary<string, string>? given)
    {
        var kept = (category.Questions ?? []).Select(q => (q.Code, Value: Given(q, given))).Where(a => a.Value.Length > 0).ToDictionary(a => a.Code, a => a.Value);
        return kept.Count == 0 ? "" : JsonSerializer.Serialize(kept);
    }

    public static IReadOnlyList<DetailView> Say(Category? category, string kept, Speech speech)
    {
        if (kept.Length == 0) return [];
        return [.. JsonSerializer.Deserialize<Dictionary<string, string>>(kept)!.Select(answer => category?.Questions?.FirstOrDefault(q => q.Code == answer.Key) is { } question
            ? new DetailView(question.Text.In(speech.Language), InWords(question, answer.Value, speech), question.Public)
            // The town asks this no more; what was said stays with the staff.
            : new DetailView(answer.Key, answer.Value, Public: false))];
    }

    private static string InWords(Question question, string value, Speech speech) => question.Kind switch
    {
        "yesno" => speech[$"detail.{value}"],
        "choice" => question.Options?.FirstOrDefault(o => o.Code == value)?.Name.In(speech.Language) ?? value,
        _ => value,
    };

    private static string Given(Question question, IReadOnlyDictionary<string, string>? given)
    {
        var value = given is not null && given.TryGetValue(question.Code, out var v) ? PlainText.Line(v) : "";
        return question.Kind == "number" ? value.Normalize(NormalizationForm.FormKC).Replace(",", "", StringComparison.Ordinal) : value;
    }
}
