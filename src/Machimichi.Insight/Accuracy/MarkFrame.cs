using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Roads.Defects;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Insight.Accuracy;

/// <summary>A person says what is in a frame: of each box what is there, and what the model missed. It may be said anew until the check is finished.</summary>
public sealed class MarkFrame(MachimichiDb db, Actor actor)
{
    public const int MostMissed = 50;

    /// <param name="Truths">Of each box, in its order: <see cref="CheckedBox.Nothing"/> or a class of damage; null where nobody said.</param>
    /// <param name="Missed">How many of each class are there without a box.</param>
    /// <param name="Unclear">Nobody can tell from this picture; the rest is not read.</param>
    public sealed record Request(int Check, int Frame, IReadOnlyList<string?> Truths, IReadOnlyDictionary<string, int?> Missed, bool Unclear = false);

    /// <summary>What is still to say or to mend, so that a form can show all of it at once.</summary>
    public static IEnumerable<Refusal> Problems(Request request, int boxes)
    {
        if (request.Unclear) yield break;
        for (var i = 0; i < boxes; i++)
            if (request.Truths.ElementAtOrDefault(i) is not { } truth || (truth != CheckedBox.Nothing && !Damage.Classes.Contains(truth)))
                yield return new Refusal("accuracy.box-unsaid", $"box-{i + 1}", values: [("n", i + 1)]);
        foreach (var (damage, count) in request.Missed)
            if (!Damage.Classes.Contains(damage) || count is not (>= 0 and <= MostMissed))
                yield return new Refusal("accuracy.missed-number", $"missed-{damage}", values: [("most", MostMissed)]);
    }

    /// <returns>The next frame that waits; null when all were looked at.</returns>
    public async Task<int?> Handle(Request request, CancellationToken ct)
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        var check = await db.SpotChecks.Include(c => c.Frames).SingleOrDefaultAsync(c => c.Number == request.Check, ct) ?? throw Refusal.NotFound();
        var frame = check.Frames.SingleOrDefault(f => f.Ordinal == request.Frame) ?? throw Refusal.NotFound();
        check.RefuseIfFinished();
        if (Problems(request, frame.ReadBoxes().Count).FirstOrDefault() is { } problem) throw problem;
        if (request.Unclear) frame.SetAside();
        else frame.Mark([.. request.Truths.Select(t => t!)], request.Missed.ToDictionary(m => m.Key, m => m.Value!.Value));
        db.Note(actor.Name, "spot-check.marked", SpotCheck.Kind, check.Id, new { check.Number, frame.Ordinal, frame.State, frame.Missed });
        await db.SaveChangesAsync(ct);
        return check.Frames.Where(f => f.State == CheckState.Waiting).OrderBy(f => f.Ordinal < request.Frame).ThenBy(f => f.Ordinal).FirstOrDefault()?.Ordinal;
    }

    /// <summary>Every frame was looked at: from now on it counts, and nobody changes it.</summary>
    public async Task Finish(int number, CancellationToken ct)
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        var check = await db.SpotChecks.Include(c => c.Frames).SingleOrDefaultAsync(c => c.Number == number, ct) ?? throw Refusal.NotFound();
        check.Finish(db.Now);
        db.Note(actor.Name, "spot-check.finished", SpotCheck.Kind, check.Id, new { check.Number });
        await db.SaveChangesAsync(ct);
    }
}
