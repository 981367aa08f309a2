using Machimichi.Platform.Data;
using Machimichi.Works;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Reports;

/// <summary>A report goes where its case goes; whoever left an address hears of the steps that mean something to them.</summary>
internal sealed class FollowCase(MachimichiDb db, VoiceMails mails) : ICaseListener
{
    public string SubjectKind => Report.Kind;

    public async Task CaseMoved(CaseMoved moved, CancellationToken ct)
    {
        foreach (var report in await db.Reports.Where(r => moved.SubjectIds.Contains(r.Id)).ToListAsync(ct))
        {
            report.Follow(moved.To, moved.At);
            if (moved.To is CaseState.Planned or CaseState.Done or CaseState.NotOurs or CaseState.NoAction) mails.ReportMoved(report, moved.To, moved.PublicText);
        }
    }
}
