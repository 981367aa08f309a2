using Machimichi.Platform.Data;
using Machimichi.Roads.Defects;
using Machimichi.Works;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Repairs;

/// <summary>A defect goes with its case: ordered, done, opened again. Done is the crew's word until a later pass has looked.</summary>
public sealed class FollowCase(MachimichiDb db) : ICaseListener
{
    public string SubjectKind => ConfirmDefect.SubjectKind;

    public async Task CaseMoved(CaseMoved moved, CancellationToken ct)
    {
        foreach (var defect in await db.Defects.Where(d => moved.SubjectIds.Contains(d.Id)).ToListAsync(ct))
        {
            if (defect.CaseId != moved.CaseId) defect.BelongTo(moved.CaseId, moved.Number);
            switch (moved.To)
            {
                case CaseState.Planned or CaseState.InWork: defect.OrderRepair(); break;
                case CaseState.Done: defect.ClaimRepair(moved.At); break;
                case CaseState.Confirmed: defect.ReopenRepair(); break;
            }
        }
    }
}
