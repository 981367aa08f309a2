using Machimichi.Platform.Data;
using Machimichi.Platform.Photos;
using Machimichi.Voice.Reports;
using Machimichi.Voice.Writing;
using Machimichi.Works;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice;

/// <summary>A public report as another program follows it: nobody's name, nobody's address.</summary>
/// <param name="Photo">For <c>/{town}/photos/{id}/large</c>.</param>
public sealed record PublishedRequest(Guid Id, int Number, string Category, string Text, string District, double? Latitude, double? Longitude, CaseState State,
    DateTime SubmittedAt, DateTime ChangedAt, DateTime? DoneAt, Guid? Photo);

/// <summary>The public reports, newest first, by what another program may ask for.</summary>
public sealed class PublishedRequests(MachimichiDb db)
{
    /// <param name="Numbers">Only these; null for all.</param>
    /// <param name="Categories">Only of these; null for all.</param>
    /// <param name="From">Submitted then or later, UTC.</param>
    /// <param name="To">Submitted before or then, UTC.</param>
    /// <param name="Ended">Only those that are done or declined, or only the others; null for both.</param>
    public sealed record Filter(IReadOnlyList<int>? Numbers = null, IReadOnlyList<string>? Categories = null, DateTime? From = null, DateTime? To = null,
        DateTime? ChangedFrom = null, DateTime? ChangedTo = null, bool? Ended = null, int Skip = 0, int Take = 1000);

    public Task<List<PublishedRequest>> Find(Filter asked, CancellationToken ct)
    {
        var reports = db.Reports.AsNoTracking().Where(r => !r.Private);
        if (asked.Numbers is { } numbers) reports = reports.Where(r => numbers.Contains(r.Number));
        if (asked.Categories is { } categories) reports = reports.Where(r => categories.Contains(r.Category));
        if (asked.From is { } from) reports = reports.Where(r => r.SubmittedAt >= from);
        if (asked.To is { } to) reports = reports.Where(r => r.SubmittedAt <= to);
        if (asked.ChangedFrom is { } changedFrom) reports = reports.Where(r => r.ChangedAt >= changedFrom);
        if (asked.ChangedTo is { } changedTo) reports = reports.Where(r => r.ChangedAt <= changedTo);
        if (asked.Ended is { } ended) reports = reports.Where(r => (r.State == CaseState.Done || r.State == CaseState.NoAction) == ended);
        return reports.OrderByDescending(r => r.Number).Skip(asked.Skip).Take(asked.Take)
            .Select(r => new PublishedRequest(r.Id, r.Number, r.Category, r.Text, r.District, r.Latitude, r.Longitude, r.State, r.SubmittedAt, r.ChangedAt, r.DoneAt,
                db.Photos.Where(p => p.OwnerKind == Report.Kind && p.OwnerId == r.Id && p.State == PhotoState.Ready).OrderBy(p => p.Id).Select(p => (Guid?)p.Id).FirstOrDefault()))
            .ToListAsync(ct);
    }

    /// <summary>The number of the report to which a receipt's secret belongs; null for no report's.</summary>
    public async Task<int?> NumberOf(string secret, CancellationToken ct)
    {
        var hash = SubmissionKey.SecretHash(secret);
        var keys = db.ReportKeys;
        return await db.Reports.AsNoTracking().Where(r => keys.Any(k => k.ReportId == r.Id && k.Hash == hash)).Select(r => (int?)r.Number).SingleOrDefaultAsync(ct);
    }
}
