using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Photos;
using Machimichi.Voice.Moderation;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Reports;

/// <summary>Whose is a report? Whoever has its secret link, and the browser or account that sent it.</summary>
public sealed class ReportAccess(MachimichiDb db, Actor actor)
{
    internal async Task<bool> IsOwn(Report report, string? secret, CancellationToken ct)
    {
        if (actor.PersonId != Guid.Empty && report.PersonId == actor.PersonId) return true;
        if (string.IsNullOrEmpty(secret)) return false;
        var hash = SubmissionKey.SecretHash(secret);
        return await db.ReportKeys.AnyAsync(k => k.ReportId == report.Id && k.Hash == hash, ct);
    }

    /// <summary>The report, for its sender to change. To anyone else a private one and a missing one answer as they do when read.</summary>
    internal async Task<Report> Own(int number, string? secret, CancellationToken ct)
    {
        var report = await db.AllReports.SingleOrDefaultAsync(r => r.Number == number, ct) ?? throw Refusal.NotFound("report.unknown");
        return await IsOwn(report, secret, ct) ? report : throw Refusal.Forbidden(report.Private ? "report.private" : "report.not-own");
    }
}

internal sealed class ReportPhotos(MachimichiDb db, ReportAccess access) : IPhotoOwner
{
    public string OwnerKind => Report.Kind;

    public async Task<bool> MaySee(Guid ownerId, string? key, CancellationToken ct) =>
        await db.AllReports.AsNoTracking().SingleOrDefaultAsync(r => r.Id == ownerId, ct) is { } report && await access.IsOwn(report, key, ct);
}

internal sealed class AdditionPhotos(MachimichiDb db, ReportAccess access) : IPhotoOwner
{
    public string OwnerKind => Addition.Kind;

    public async Task<bool> MaySee(Guid ownerId, string? key, CancellationToken ct)
    {
        var (reports, additions) = (db.AllReports, db.Additions);
        return await reports.AsNoTracking().SingleOrDefaultAsync(r => additions.Any(a => a.Id == ownerId && a.ReportId == r.Id), ct) is { } report && await access.IsOwn(report, key, ct);
    }
}
