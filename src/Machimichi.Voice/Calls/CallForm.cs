using System.Globalization;
using System.Text;
using Machimichi.Platform;
using Machimichi.Voice.Writing;

namespace Machimichi.Voice.Calls;

/// <summary>What staff type about a call, read: whole days, yen with or without commas, in either width.</summary>
internal sealed class CallForm
{
    private readonly List<Refusal> problems = [];

    public const int QuestionLimit = 80, IntroductionLimit = 4000, SlugLimit = 60;

    public IReadOnlyList<Refusal> Problems => problems;
    public string Question { get; private init; } = "";
    public string Introduction { get; private init; } = "";
    public VoteRules Rules { get; private set; } = VoteRules.None;
    public IReadOnlyList<Phase> Phases { get; private set; } = [];

    public static CallForm Read(SaveCall.Request request, TimeZoneInfo zone)
    {
        var form = new CallForm { Question = PlainText.Line(request.Question), Introduction = PlainText.Lines(request.Introduction) };
        form.Add(form.Question.Length == 0 ? new Refusal("call.question-missing", "question") : PlainText.TooLong(form.Question, QuestionLimit, "question"));
        form.Add(form.Introduction.Length == 0 ? new Refusal("call.introduction-missing", "introduction") : PlainText.TooLong(form.Introduction, IntroductionLimit, "introduction"));
        if (request.Slug is null && PlainText.Line(request.Address) is { Length: > 0 } address && !IsSlug(address)) form.Add(new Refusal("call.slug", "address"));
        form.ReadRules(request);
        form.ReadPhases(request, zone);
        return form;
    }

    public static bool IsSlug(string slug) =>
        slug.Length is >= 3 and <= SlugLimit && slug != "new" && slug[0] != '-' && slug.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <summary>1,000,000 or １００万 or 1000000円; null when it is no amount.</summary>
    public static long? Amount(string? text)
    {
        var plain = (text ?? "").Normalize(NormalizationForm.FormKC).Replace(",", "", StringComparison.Ordinal).Replace("円", "", StringComparison.Ordinal).Replace("¥", "", StringComparison.Ordinal).Trim();
        var times = plain.EndsWith('万') ? 10_000 : 1;
        if (times > 1) plain = plain[..^1].TrimEnd();
        return long.TryParse(plain, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n <= VoteRules.MostYen ? n * times : null;
    }

    public static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact((text ?? "").Normalize(NormalizationForm.FormKC).Replace('/', '-').Trim(), ["yyyy-MM-dd", "yyyy-M-d"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 2000 and < 2200 ? day : null;

    private void ReadRules(SaveCall.Request r)
    {
        Rules = Words.Parse<VoteMode>(r.Mode) switch
        {
            VoteMode.Budget => new VoteRules(VoteMode.Budget, Amount(r.PerPerson) ?? 0, Amount(r.Total) ?? 0, 0, 0),
            VoteMode.Choose => new VoteRules(VoteMode.Choose, 0, 0, Few(r.MostChoices), Few(r.Winners)),
            _ => VoteRules.None,
        };
        foreach (var problem in Rules.Problems()) Add(problem);
    }

    private static int Few(string? text) => Amount(text) is { } n and <= 1000 ? (int)n : 0;

    private void ReadPhases(SaveCall.Request r, TimeZoneInfo zone)
    {
        var before = problems.Count;
        var phases = new List<Phase>();
        foreach (var kind in Enum.GetValues<PhaseKind>())
        {
            var typed = r.Days.GetValueOrDefault(kind);
            if (kind == PhaseKind.Vote && Rules.Mode == VoteMode.None) continue;
            var blank = string.IsNullOrWhiteSpace(typed.From) && string.IsNullOrWhiteSpace(typed.To);
            if (blank && kind == PhaseKind.Review) continue;
            if (Day(typed.From) is not { } from) { Add(new Refusal("call.date-missing", $"{kind.Word()}-from")); continue; }
            if (Day(typed.To) is not { } to) { Add(new Refusal("call.date-missing", $"{kind.Word()}-to")); continue; }
            phases.Add(Phase.OfDays(kind, from, to, zone));
        }
        Phases = phases;
        if (problems.Count == before) Add(Call.Problem(phases));
    }

    private void Add(Refusal? problem)
    {
        if (problem is not null) problems.Add(problem);
    }
}
