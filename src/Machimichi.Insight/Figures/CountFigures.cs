using Machimichi.Insight.Accuracy;

namespace Machimichi.Insight.Figures;

/// <summary>Counts a period. Knows no database: the same record gives the same figures.</summary>
public static class CountFigures
{
    public static TrialFigures Of(TownRecord record)
    {
        var (proposalDays, reportDays) = (DaysToFirstAnswer(record, "proposal"), DaysToFirstAnswer(record, "report"));
        var done = record.Cases.Where(c => c.DoneAt is { } at && at < record.Period.ToUtc).ToList();
        var here = EstimateAccuracy.Of(record.Checked);
        var anyRead = record.Driving.Count > 0;
        return new TrialFigures
        {
            Proposals = record.Proposals.Count,
            Reports = record.Reports.Count + record.PrivateReports,
            ReportsPrivate = record.PrivateReports,
            Answers = record.Answers.Count,
            Supports = record.Supports,
            Drives = record.Roads.Drives,
            Km = anyRead ? Kilometres(record.Driving.Sum(d => d.MetersDriven)) : null,
            KmSeen = anyRead ? Kilometres(record.Driving.Sum(d => d.MetersSeen)) : null,
            Frames = anyRead ? record.Driving.Sum(d => d.Frames) : null,
            FramesUnclear = anyRead ? record.Driving.Sum(d => d.UnclearFrames) : null,
            Detections = anyRead ? record.Driving.Sum(d => d.Detections) : null,
            DefectsWaiting = anyRead ? record.Roads.Candidates : null,
            DefectsRejected = anyRead ? record.Roads.Rejected : null,
            Defects = record.Defects.Count,
            DefectsByClass = Counted(record.Defects, d => d.Class, StringComparer.Ordinal),
            DefectsBySeverity = Counted(record.Defects, d => d.Severity),
            Cases = record.Cases.Count,
            CasesJoined = record.Cases.Count(c => c is { Reports: > 0, Defects: > 0 }),
            Repaired = done.Count,
            AnsweredProposals = proposalDays.Count,
            DaysToAnswerProposals = MedianDays(proposalDays),
            AnsweredReports = reportDays.Count,
            DaysToAnswerReports = MedianDays(reportDays),
            DaysToRepair = MedianDays([.. done.Select(c => c.DoneAt!.Value - c.OpenedAt)]),
            RecallHere = Percent(here.Recall),
            PrecisionHere = Percent(here.Precision),
            FramesChecked = record.Checked.Select(r => (r.Check, r.Frame)).Distinct().Count(),
        };
    }

    /// <summary>How many of each, in the order of the keys, so that two runs write the same.</summary>
    public static SortedDictionary<TKey, int> Counted<T, TKey>(IEnumerable<T> rows, Func<T, TKey> key, IComparer<TKey>? order = null) where TKey : notnull
    {
        var counts = new SortedDictionary<TKey, int>(order);
        foreach (var row in rows) counts[key(row)] = counts.GetValueOrDefault(key(row)) + 1;
        return counts;
    }

    private static List<TimeSpan> DaysToFirstAnswer(TownRecord record, string kind)
    {
        var first = new Dictionary<int, DateTime>();
        foreach (var answer in record.Answers.Where(a => a.SubjectKind == kind))
            if (!first.TryGetValue(answer.Number, out var earlier) || answer.PublishedAt < earlier) first[answer.Number] = answer.PublishedAt;
        var asked = kind == "proposal" ? record.Proposals.Select(p => (p.Number, p.SubmittedAt)) : record.Reports.Select(r => (r.Number, r.SubmittedAt));
        return [.. asked.Where(a => first.ContainsKey(a.Number)).Select(a => first[a.Number] - a.SubmittedAt)];
    }

    // The same tenth of a day and of a kilometre in the report, the JSON and the CSV, so that nobody finds two values of one figure.
    private static double? MedianDays(List<TimeSpan> spans)
    {
        if (spans.Count == 0) return null;
        spans.Sort();
        var middle = spans.Count / 2;
        var days = spans.Count % 2 == 1 ? spans[middle].TotalDays : (spans[middle - 1].TotalDays + spans[middle].TotalDays) / 2;
        return Math.Round(days, 1, MidpointRounding.AwayFromZero);
    }

    private static double? Percent(Share? share) => share is null ? null : Math.Round(share.Value * 100, 1, MidpointRounding.AwayFromZero);

    private static double Kilometres(int meters) => Math.Round(meters / 1000.0, 1, MidpointRounding.AwayFromZero);
}
