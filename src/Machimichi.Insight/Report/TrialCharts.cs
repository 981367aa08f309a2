using Machimichi.Insight.Figures;
using Machimichi.Voice.Answers;
using Machimichi.Works;

namespace Machimichi.Insight.Report;

/// <param name="Key">Which chart ("defects-class").</param>
/// <param name="Title">What the chart says, as a sentence.</param>
/// <param name="Basis">What it rests on.</param>
public sealed record Chart(string Key, string Title, string Basis, string LabelHeading, string ValueHeading, IReadOnlyList<Bar> Bars);

public sealed record Bar(string Label, int Value);

/// <summary>The charts of a period; one that would have nothing to show is left out.</summary>
public static class TrialCharts
{
    public static IReadOnlyList<Chart> Voice(TownRecord record, Words words) => Drawn(
        One("proposals-district", "proposals", "district", Most(record.Proposals, p => words.District(p.District)), words),
        One("proposals-category", "proposals", "category", Most(record.Proposals, p => words.Category(p.Category, "proposal")), words),
        One("proposals-outcome", "proposals", "outcome", Of("answered", record.Proposals.Count(p => p.Outcome is not null), record.Proposals.Count, words), InOrder(record.Proposals, p => p.Outcome, Outcomes, o => words[$"proposal.outcome.{(o is { } known ? System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(known.ToString()) : "none")}"]), words),
        One("reports-category", "reports", "category", Most(record.Reports, r => words.Category(r.Category, "report")), words),
        One("reports-district", "reports", "district", Most(record.Reports, r => words.District(r.District)), words));

    public static IReadOnlyList<Chart> Roads(TownRecord record, Words words) => Drawn(
        One("defects-class", "defects", "class", Most(record.Defects, d => words.Damage(d.Class)), words),
        One("defects-severity", "defects", "severity", Of("severe", record.Defects.Count(d => d.Severity >= 3), record.Defects.Count, words), InOrder(record.Defects, d => d.Severity, [3, 2, 1], s => words[$"defect.severity.{s}"]), words),
        One("defects-district", "defects", "district", Most(record.Defects, d => words.District(d.District)), words));

    public static IReadOnlyList<Chart> Works(TownRecord record, Words words) => Drawn(
        One("cases-state", "cases", "state", Of("done", record.Cases.Count(c => c.State == CaseState.Done), record.Cases.Count, words), InOrder(record.Cases, c => c.State, States, s => words[$"state.{s}"]), words));

    private static readonly IReadOnlyList<Outcome?> Outcomes = [null, .. Enum.GetValues<Outcome>().Cast<Outcome?>()];
    private static readonly IReadOnlyList<CaseState> States = Enum.GetValues<CaseState>();

    private static List<Chart> Drawn(params IEnumerable<Chart?> charts) => [.. charts.OfType<Chart>()];

    private static Chart? One(string key, string what, string by, List<Bar> bars, Words words) => One(key, what, by, bars.Count == 0 ? "" : Title(what, bars, words), bars, words);

    private static Chart? One(string key, string what, string by, string title, List<Bar> bars, Words words) => bars.Count == 0 ? null
        : new Chart(key, title, words[$"insight.chart.basis.{what}", ("n", bars.Sum(b => b.Value))], words[$"insight.by.{by}"], words[$"insight.count.{what}"], bars);

    private static string Of(string form, int n, int total, Words words) => words[$"insight.chart.{form}", ("n", n), ("total", total)];

    // Counts and no percentages: of twelve things, "42 %" would say more than is known.
    private static string Title(string what, List<Bar> bars, Words words)
    {
        var (most, total) = (bars.Max(b => b.Value), bars.Sum(b => b.Value));
        var first = bars.Where(b => b.Value == most).Select(b => b.Label).ToList();
        var form = first.Count > 1 ? "tie" : most == total ? "all" : "most";
        return words[$"insight.chart.{form}",
            ("what", words[$"insight.what.{what}"]), ("name", string.Join(words["insight.list-comma"], first.Take(3))), ("n", most), ("total", total), ("unit", words[$"insight.unit.{what}"])];
    }

    private static List<Bar> Most<T>(IEnumerable<T> rows, Func<T, string> label) =>
        [.. CountFigures.Counted(rows, label, StringComparer.Ordinal).OrderByDescending(c => c.Value).Select(c => new Bar(c.Key, c.Value))];

    private static List<Bar> InOrder<T, TKey>(IReadOnlyCollection<T> rows, Func<T, TKey> key, IReadOnlyList<TKey> order, Func<TKey, string> label) =>
        [.. order.Select(k => new Bar(label(k), rows.Count(r => EqualityComparer<TKey>.Default.Equals(key(r), k)))).Where(b => b.Value > 0)];
}
