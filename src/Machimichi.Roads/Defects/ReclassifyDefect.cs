using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;

namespace Machimichi.Roads.Defects;

/// <summary>A person says that it is of another class; its size and severity follow.</summary>
public sealed class ReclassifyDefect(MachimichiDb db, Actor actor)
{
    public async Task Handle(int number, string damage, CancellationToken ct)
    {
        var defect = await db.FindDefect(number, ct);
        var before = defect.Class;
        defect.Reclassify(damage);
        db.Note(actor.Name, "defect.reclassified", ConfirmDefect.SubjectKind, defect.Id, new { defect.Number, from = before, to = damage });
        await db.SaveDecision(ct);
    }
}
