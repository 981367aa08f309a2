using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Roads.Network;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Defects;

/// <summary>A person says that it is of another class; its size and severity follow.</summary>
public sealed class ReclassifyDefect(MachimichiDb db, Actor actor, EstimateCracks cracks)
{
    public async Task Handle(int number, string damage, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var defect = await db.FindDefect(number, ct);
        var before = defect.Class;
        defect.Reclassify(damage);
        db.Note(actor.Name, "defect.reclassified", ConfirmDefect.SubjectKind, defect.Id, new { defect.Number, from = before, to = damage });
        await db.SaveDecision(ct);
        await cracks.Around(defect, ct);
        await transaction.CommitAsync(ct);
    }
}
