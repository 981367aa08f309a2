using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Roads.Network;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Defects;

/// <summary>A person says that a candidate is the same thing as another defect, which takes over its sightings.</summary>
public sealed class JoinDefects(MachimichiDb db, Actor actor, EstimateCracks cracks)
{
    public async Task Handle(int number, int into, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (defect, other) = (await db.FindDefect(number, ct), await db.FindDefect(into, ct));
        defect.JoinInto(other, db.Now);
        foreach (var sighting in await db.Sightings.Where(s => s.DefectId == defect.Id).ToListAsync(ct)) sighting.GoTo(other.Id);
        db.Note(actor.Name, "defect.joined", ConfirmDefect.SubjectKind, defect.Id, new { defect.Number, into = other.Number });
        await db.SaveDecision(ct);
        other.Recount(await db.Sightings.Where(s => s.DefectId == other.Id).ToListAsync(ct));
        await db.SaveDecision(ct);
        await cracks.Around(defect, ct);
        await cracks.Around(other, ct);
        await transaction.CommitAsync(ct);
    }
}
