using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Roads.Defects;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Privacy;

/// <summary>Staff choose which frame's part the public sees of a defect, or that it sees none.</summary>
public sealed class ChoosePicture(MachimichiDb db, Actor actor)
{
    /// <param name="frame">One of the frames in which the defect was seen; null to withhold every picture.</param>
    public async Task Handle(int number, Guid? frame, CancellationToken ct)
    {
        var defect = await db.FindDefect(number, ct);
        if (frame is null) defect.WithholdPicture();
        else
        {
            var its = db.Sightings.Where(s => s.DefectId == defect.Id).Select(s => (Guid?)s.Id);
            var isIts = await db.Frames.AnyAsync(f => f.Id == frame && f.Detections.Any(x => its.Contains(x.SightingId)), ct);
            if (!isIts) throw new Refusal("defect.picture-unknown", "frame");
            defect.ShowPicture(frame);
        }
        db.Note(actor.Name, frame is null ? "defect.picture-withheld" : "defect.picture-chosen", ConfirmDefect.SubjectKind, defect.Id, new { defect.Number, frame });
        await db.SaveDecision(ct);
    }
}
