using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Roads.Network;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Defects;

/// <summary>A person says that it is none; later sightings of the same are none either.</summary>
public sealed class RejectDefect(MachimichiDb db, Actor actor, EstimateCracks cracks)
{
    public async Task Handle(int number, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var defect = await db.FindDefect(number, ct);
        defect.Reject(db.Now);
        db.Note(actor.Name, "defect.rejected", ConfirmDefect.SubjectKind, defect.Id, new { defect.Number, defect.Class });
        await db.SaveDecision(ct);
        await cracks.Around(defect, ct);
        await transaction.CommitAsync(ct);
    }
}
