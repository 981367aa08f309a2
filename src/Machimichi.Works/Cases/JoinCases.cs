using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Works.Joins;
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
        // Who was told of this join before, and of its undoing by what came after, is not told again.
        var before = await db.PastSubjects.Where(p => p.CaseId == other.Id).Select(p => p.SubjectId).ToListAsync(ct);
        await moves.Tell(other, one.Subjects.Where(s => !before.Contains(s.SubjectId)), from, "", null, ct, joined: true);
        await moves.Tell(other, one.Subjects.Where(s => before.Contains(s.SubjectId)), from, "", null, ct);
        await Settle(one.Id, other.Id, JoinState.Joined, ct);
        db.Note(actor.Name, "case.merged", "case", one.Id, new { one.Number, into = other.Number });
        await moves.SaveOrTell(ct);
    }

    public async Task Undo(int number, CancellationToken ct)
    {
        var one = await Load(number, ct);
        var other = await db.Cases.Include(c => c.Subjects).SingleOrDefaultAsync(c => c.Id == one.MergedInto, ct) ?? throw Refusal.Conflict("case.not-joined", ("number", number));
        db.AddRange(one.Separate(other, actor.Name, db.Now));
        other.Weigh(WorkRules.Of(db.Town));
        await moves.Tell(one, one.Subjects, CaseState.Merged, "", null, ct);
        await Settle(one.Id, other.Id, JoinState.Refused, ct);
        db.Note(actor.Name, "case.separated", "case", one.Id, new { one.Number, from = other.Number });
        await moves.SaveOrTell(ct);
    }

    // The question whether the two are one is answered; one about a third is from now on about the case that is left.
    private async Task Settle(Guid one, Guid other, JoinState answer, CancellationToken ct)
    {
        var asked = await db.JoinProposals.Where(p => p.CaseId == one || p.OtherId == one).ToListAsync(ct);
        var own = asked.Find(p => p.IsOf(one, other));
        if (own is not null) own.Decide(answer, db.Now);
        else if (answer == JoinState.Refused) db.JoinProposals.Add(JoinProposal.Never(one, other, db.Now));
        if (answer == JoinState.Joined)
            foreach (var third in asked.Where(p => p != own && p.State == JoinState.Open)) third.GoOn(one, other);
    }

    private async Task<Case> Load(int number, CancellationToken ct) =>
        await db.Cases.Include(c => c.Subjects).SingleOrDefaultAsync(c => c.Number == number, ct) ?? throw Refusal.NotFound("case.unknown");
}
