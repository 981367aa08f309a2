using Machimichi.Insight.Accuracy;
using Machimichi.Insight.Report;

namespace Machimichi.Insight.Figures;

/// <summary>One figure as people read it: its name, its value, what it rests on.</summary>
/// <param name="Key">The name in the data files ("km_seen").</param>
/// <param name="Value">Null where nobody measured it.</param>
public sealed record FigureLine(string Key, string Name, double? Value, string Unit, string Basis)
{
    public static IReadOnlyList<FigureLine> Of(TrialFigures figures, TownRecord record, Words words)
    {
        FigureLine Line(string key, double? value, string unit, params (string Name, object Value)[] values) =>
            new(key, words[$"insight.figure.{key}"], value, words[$"insight.unit.{unit}"], words[value is null ? $"insight.unmeasured.{key}" : $"insight.basis.{key}", values]);

        var here = EstimateAccuracy.Of(record.Checked);
        var read = ("n", (object)figures.Drives);
        return
        [
            Line("proposals", figures.Proposals, "proposals"),
            Line("supports", figures.Supports, "times"),
            Line("reports", figures.Reports, "reports", ("n", figures.ReportsPrivate)),
            Line("reports_private", figures.ReportsPrivate, "reports"),
            Line("answers", figures.Answers, "answers"),
            Line("days_to_answer_proposals", figures.DaysToAnswerProposals, "days", ("n", figures.AnsweredProposals)),
            Line("days_to_answer_reports", figures.DaysToAnswerReports, "days", ("n", figures.AnsweredReports)),
            Line("drives", figures.Drives, "times"),
            Line("km", figures.Km, "km", read),
            Line("km_seen", figures.KmSeen, "km", read),
            Line("frames", figures.Frames, "frames", read),
            Line("frames_unclear", figures.FramesUnclear, "frames", read),
            Line("detections", figures.Detections, "detections", read),
            Line("defects", figures.Defects, "defects"),
            Line("defects_waiting", figures.DefectsWaiting, "defects", read),
            Line("defects_rejected", figures.DefectsRejected, "defects", read),
            Line("cases", figures.Cases, "cases"),
            Line("cases_joined", figures.CasesJoined, "cases"),
            Line("repaired", figures.Repaired, "cases"),
            Line("days_to_repair", figures.DaysToRepair, "days", ("n", figures.Repaired)),
            Here("recall_here", figures.RecallHere, here.Recall),
            Here("precision_here", figures.PrecisionHere, here.Precision),
        ];

        FigureLine Here(string key, double? value, Share? share) => Line(key, value, "percent",
            ("n", figures.FramesChecked), ("low", words.Percent(share?.Low ?? 0)), ("high", words.Percent(share?.High ?? 0)), ("counted", share?.Counted ?? 0));
    }
}
