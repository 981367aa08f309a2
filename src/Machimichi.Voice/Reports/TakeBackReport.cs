using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Reports;

/// <summary>The sender of a report takes it from public view, or takes it back altogether. The town keeps what it needs for work already begun.</summary>
public sealed class TakeBackReport(MachimichiDb db, Actor actor, ReportAccess access)
{
    public Task Hide(int number, string? secret, CancellationToken ct) => Change(number, secret, "report.hidden-by-sender", r => r.Hide(), ct);

    public Task Withdraw(int number, string? secret, CancellationToken ct) => Change(number, secret, "report.withdrawn", r => r.Withdraw(db.Now), ct);

    private async Task Change(int number, string? secret, string what, Action<Report> change, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var report = await access.Own(number, secret, ct);
        var (wasPrivate, wasWithdrawn) = (report.Private, report.WithdrawnAt);
        change(report);
        if ((report.Private, report.WithdrawnAt) == (wasPrivate, wasWithdrawn)) return;
        var additions = db.Additions.Where(a => a.ReportId == report.Id).Select(a => a.Id);
        await db.Photos.Where(p => (p.OwnerKind == Report.Kind && p.OwnerId == report.Id) || (p.OwnerKind == Addition.Kind && additions.Contains(p.OwnerId)))
            .ExecuteUpdateAsync(s => s.SetProperty(p => p.Public, false), ct);
        db.Note(actor.Name, what, Report.Kind, report.Id, new { report.Number });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
