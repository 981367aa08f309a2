using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Roads.Survey;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Insight.Accuracy;

/// <summary>Draws the frames of a new spot check from what was read since the last one.</summary>
public sealed class DrawSpotCheck(MachimichiDb db, DrawFrames draw, Actor actor)
{
    /// <returns>Its number.</returns>
    public async Task<int> Handle(CancellationToken ct)
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Taking the number first makes two who press the button at once wait for each other.
        var number = await db.NextNumber(SpotCheck.Kind, ct);
        if (await db.SpotChecks.AnyAsync(c => c.FinishedAt == null, ct)) throw Refusal.Conflict("accuracy.open");
        var drawn = await draw.Handle(await db.SpotChecks.MaxAsync(c => (int?)c.LastMerge, ct) ?? 0, SpotCheck.Size, ct);
        if (drawn.Frames.Count == 0) throw Refusal.Conflict("accuracy.nothing-new");
        var check = new SpotCheck(number, drawn, db.Now);
        db.Add(check);
        db.Note(actor.Name, "spot-check.drawn", SpotCheck.Kind, check.Id, new { number, drawn.WithBoxes, drawn.WithoutBoxes, frames = drawn.Frames.Count });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return number;
    }
}
