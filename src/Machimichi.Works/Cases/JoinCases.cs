using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Works.Priority;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works.Cases;

/// <summary>Two cases that are one thing become one; a join can be undone.</summary>
public sealed class JoinCases(MachimichiDb db, Actor actor, MoveCase moves)
{
    /// <summary>Everything that <paramref name="number"/> is about goes to <paramref name="into"/>.</summary>
    public async Task Join(int number, int into, CancellationToken ct)
    {
        var (one, other) = (await Load(number, ct), await Load(into, ct));
        var from = one.State;
        one.MergeInto(other, actor.Name, db.Now);
        other.Weigh(WorkRules.Of(db.Town));
        await moves.Tell(other, one.Subjects, from, "", null, ct);
        db.Note(actor.Name, "case.merged", "case", one.Id, new { one.Number, into = other.Number });
        await moves.SaveOrTell(ct);
    }

    public async Task Undo(int number, CancellationToken ct)
    {
        var one = await Load(number, ct);
        var other = await db.Cases.Include(c => c.Subjects).SingleOrDefaultAsync(c => c.Id == one.MergedInto, ct) ?? throw Refusal.Conflict("case.not-joined", ("number", number));
        one.Separate(other, actor.Name, db.Now);
        other.Weigh(WorkRules.Of(db.Town));
        await moves.Tell(one, one.Subjects, CaseState.Merged, "", null, ct);
        db.Note(actor.Name, "case.separated", "case", one.Id, new { one.Number, from = other.Number });
        await moves.SaveOrTell(ct);
    }

    private async Task<Case> Load(int number, CancellationToken ct) =>
        await db.Cases.Include(c => c.Subjects).SingleOrDefaultAsync(c => c.Number == number, ct) ?? throw Refusal.NotFound("case.unknown");
}
