using Machimichi.Platform.Data;
using Machimichi.Voice.Following;
using Machimichi.Voice.Moderation;
using Machimichi.Works;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Reports;

/// <summary>A report goes where its case goes; whoever sent or follows it and left an address hears of the steps that mean something to them.</summary>
internal sealed class FollowCase(MachimichiDb db, VoiceMails mails) : ICaseListener
{
    public string SubjectKind => Report.Kind;

    public async Task CaseMoved(CaseMoved moved, CancellationToken ct)
    {
        var reports = await db.AllReports.Where(r => moved.SubjectIds.Contains(r.Id)).OrderBy(r => r.Number).ToListAsync(ct);
        foreach (var report in reports) report.Follow(moved.To, moved.At);
        if (moved is { Joined: true, To: CaseState.New or CaseState.Confirmed }) foreach (var one in reports.DistinctBy(r => r.Mail, StringComparer.OrdinalIgnoreCase)) mails.ReportJoined(one);
        if (moved.To is CaseState.Planned or CaseState.Done or CaseState.NotOurs or CaseState.NoAction) await Tell(reports, moved, ct);
    }

    // Several reports may be one case: who follows two of them, or sent one and follows the other, hears of one step once.
    private async Task Tell(List<Report> reports, CaseMoved moved, CancellationToken ct)
    {
        var told = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var report in reports)
            if (!told.Contains(report.Mail) && mails.ReportMoved(report, moved.To, moved.PublicText)) told.Add(report.Mail);
        foreach (var report in reports.Where(r => !r.Private && r.HiddenAt is null))
            foreach (var follower in await db.FollowersOf(report.Id, ct))
                if (told.Add(follower.Mail)) mails.FollowedReportMoved(report, follower, moved.To, moved.PublicText);
    }
}
