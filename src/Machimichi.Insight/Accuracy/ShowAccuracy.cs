using Machimichi.Insight.Report;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Language;
using Machimichi.Roads.Survey;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Insight.Accuracy;

/// <summary>How right the AI is here: the estimate, the checks that it rests on, and the one that is open.</summary>
public sealed class ShowAccuracy(MachimichiDb db, ReadAccuracy read, DrawFrames draw, SurveyModel model, Texts texts)
{
    /// <param name="Next">The first frame that waits; null when all were looked at.</param>
    public sealed record Check(int Number, DateTime DrawnAt, DateTime? FinishedAt, int Frames, int Looked, int Unclear, int Population, int? Next, string Models);

    /// <param name="CanDraw">Was anything read since the last check?</param>
    public sealed record View(IReadOnlyList<AccuracyLine> Classes, IReadOnlyList<AccuracyLine> Vehicles, int Frames, int Population, IReadOnlyList<Check> Checks, Check? Open, bool CanDraw, ModelInUse? Model);

    public async Task<View> Handle(string language, CancellationToken ct)
    {
        var rows = await read.Rows(DateTime.UnixEpoch, DateTime.MaxValue, ct);
        var checks = await db.SpotChecks.AsNoTracking().Include(c => c.Frames).OrderByDescending(c => c.Number).ToListAsync(ct);
        var shown = checks.Select(c => new Check(c.Number, c.DrawnAt, c.FinishedAt, c.Frames.Count, c.Frames.Count(f => f.State != CheckState.Waiting), c.Frames.Count(f => f.State == CheckState.Unclear),
            c.WithBoxes + c.WithoutBoxes, c.Frames.Where(f => f.State == CheckState.Waiting).Min(f => (int?)f.Ordinal), c.Models)).ToList();
        var open = shown.FirstOrDefault(c => c.FinishedAt is null);
        var words = new Words(texts, language, db.Town);
        return new View(
            AccuracyLine.Of(rows, words),
            [.. rows.Select(r => r.Vehicle).Distinct().Order(StringComparer.Ordinal).Select(v => AccuracyLine.Of(v.Length > 0 ? v : words["accuracy.vehicle-unknown"], EstimateAccuracy.Of(rows, r => r.Vehicle == v), words))],
            rows.Select(r => (r.Check, r.Frame)).Distinct().Count(), shown.Where(c => c.FinishedAt is not null).Sum(c => c.Population),
            shown, open, open is null && await draw.AnySince(checks.FirstOrDefault()?.LastMerge ?? 0, ct), model.Describe());
    }

    /// <param name="Boxes">As the model drew them, the surest first.</param>
    public sealed record FrameView(int Check, int Ordinal, Guid FrameId, int Width, int Height, string Vehicle, bool Clear, CheckState State, IReadOnlyList<CheckedBox> Boxes, IReadOnlyDictionary<string, int> Missed,
        bool Finished, IReadOnlyList<CheckState> States);

    public async Task<FrameView> Frame(int check, int ordinal, CancellationToken ct)
    {
        var one = await db.SpotChecks.AsNoTracking().Include(c => c.Frames).SingleOrDefaultAsync(c => c.Number == check, ct) ?? throw Refusal.NotFound();
        var frame = one.Frames.SingleOrDefault(f => f.Ordinal == ordinal) ?? throw Refusal.NotFound();
        return new FrameView(check, ordinal, frame.FrameId, frame.Width, frame.Height, frame.Vehicle, frame.Clear, frame.State, frame.ReadBoxes(), frame.ReadMissed(),
            one.FinishedAt is not null, [.. one.Frames.OrderBy(f => f.Ordinal).Select(f => f.State)]);
    }
}
