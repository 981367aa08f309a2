using Machimichi.Insight.Report;
using Machimichi.Roads.Defects;

namespace Machimichi.Insight.Accuracy;

/// <summary>Recall and precision as people read them: the estimate, its interval, the grade.</summary>
public sealed record AccuracyLine(string Name, string Recall, string Precision)
{
    /// <summary>Of all damage, then of each class.</summary>
    public static IReadOnlyList<AccuracyLine> Of(IReadOnlyCollection<CheckedRow> rows, Words words) =>
        [Of(words["accuracy.all"], EstimateAccuracy.Of(rows), words), .. Damage.Classes.Select(c => Of(words.Damage(c), EstimateAccuracy.Of(rows, r => r.Class == c), words))];

    public static AccuracyLine Of(string name, MeasuredAccuracy measured, Words words) => new(name, Say(measured.Recall, words), Say(measured.Precision, words));

    private static string Say(Share? share, Words words)
    {
        if (share is null) return words["accuracy.nothing-counted"];
        var (low, high) = (Share.Grade(share.Low), Share.Grade(share.High));
        return words[low == high ? "accuracy.share-sure" : "accuracy.share", ("percent", words.Percent(share.Value)), ("low", words.Percent(share.Low)), ("high", words.Percent(share.High)),
            ("grade", Share.Grade(share.Value)), ("worst", low), ("best", high), ("n", share.Counted)];
    }
}
