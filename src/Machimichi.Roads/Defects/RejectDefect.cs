using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;

namespace Machimichi.Roads.Defects;

/// <summary>A person says that it is none; later sightings of the same are none either.</summary>
public sealed class RejectDefect(MachimichiDb db, Actor actor)
{
    public async Task Handle(int number, CancellationToken ct)
    {
        var defect = await db.FindDefect(number, ct);
        defect.Reject(db.Now);
        db.Note(actor.Name, "defect.rejected", ConfirmDefect.SubjectKind, defect.Id, new { defect.Number, defect.Class });
        await db.SaveDecision(ct);
    }
}
