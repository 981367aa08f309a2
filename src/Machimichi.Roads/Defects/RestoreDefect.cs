using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Language;
using Machimichi.Platform;
using Machimichi.Roads.Network;
using Machimichi.Works.Cases;
using Machimichi.Works;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Defects;

/// <summary>
/// Takes a decision back: the defect waits for a person's word again. A case that was opened for it alone is ended with that reason;
/// one that also stands for something else goes on without it.
/// </summary>
public sealed class RestoreDefect(MachimichiDb db, Actor actor, ShowCase cases, MoveCase moves, SeparateSubject separate, Texts texts, EstimateCracks cracks)
{
    public async Task Handle(int number, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var defect = await db.FindDefect(number, ct);
        var (before, caseNumber, into) = (defect.State, defect.CaseNumber, defect.JoinedInto);
        defect.Restore();
        db.Note(actor.Name, "defect.restored", ConfirmDefect.SubjectKind, defect.Id, new { defect.Number, from = before.ToString() });
        await db.SaveDecision(ct);
        if (into is { } other) await TakeBack(defect, other, ct);
        if (caseNumber is { } open) await EndCase(open, defect.Id, ct);
        await cracks.Around(defect, ct);
        await transaction.CommitAsync(ct);
    }

    private async Task TakeBack(Defect defect, Guid other, CancellationToken ct)
    {
        foreach (var sighting in await db.Sightings.Where(s => s.CameFrom == defect.Id).ToListAsync(ct)) sighting.GoBack();
        await db.SaveDecision(ct);
        var kept = await db.Defects.SingleAsync(d => d.Id == other, ct);
        kept.Recount(await db.Sightings.Where(s => s.DefectId == other).ToListAsync(ct));
        defect.Recount(await db.Sightings.Where(s => s.DefectId == defect.Id).ToListAsync(ct));
        await db.SaveDecision(ct);
    }

    private async Task EndCase(int number, Guid defect, CancellationToken ct)
    {
        var one = await cases.Handle(number, ct);
        if (!one.IsOpen) return;
        if (one.Subjects.Count > 1)
        {
            await separate.Leave(number, new Subject(ConfirmDefect.SubjectKind, defect), ct);
            return;
        }
        if (one.State is not (CaseState.New or CaseState.Confirmed)) throw Refusal.Conflict("defect.case-under-way", ("case", number));
        await moves.Decline(number, texts.Get(Texts.Japanese, "defect.taken-back"), ct);
    }
}
