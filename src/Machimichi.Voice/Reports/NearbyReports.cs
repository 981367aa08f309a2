using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Platform.Photos;
using Machimichi.Voice.Writing;
using Machimichi.Voice.Moderation;
using Machimichi.Works;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Reports;

/// <summary>Open public reports near a place: "is it this one?", nearest first.</summary>
public sealed class NearbyReports(MachimichiDb db)
{
    public const double Meters = 60;

    public sealed record Row(int Number, string Title, string Category, CaseState State, DateTime SubmittedAt, double Meters, Guid? Photo);

    /// <summary>Those of its own category near a report that is about to be sent; nothing for one that was sent already, or names no point.</summary>
    public async Task<IReadOnlyList<Row>> Like(SubmitReport.Request request, CancellationToken ct)
    {
        var hash = SubmissionKey.IsUsable(request.Key) ? SubmissionKey.Hash(request.Key!) : "";
        if (await db.AllReports.AnyAsync(r => r.SubmissionHash == hash, ct)) return [];
        if (request is { Latitude: { } latitude, Longitude: { } longitude }) return await Handle(new Place(latitude, longitude), request.Category, ct);
        if (!string.IsNullOrEmpty(request.Landmark) || request.Photos is not { Count: > 0 } ids) return [];
        var taken = await db.Photos.AsNoTracking().Where(p => ids.Contains(p.Id) && p.OwnerKind == "" && p.Latitude != null && p.Longitude != null).OrderBy(p => p.Id)
            .Select(p => new { p.Latitude, p.Longitude }).FirstOrDefaultAsync(ct);
        return taken is null ? [] : await Handle(new Place(taken.Latitude!.Value, taken.Longitude!.Value), request.Category, ct);
    }

    /// <param name="category">Only this one; empty for all.</param>
    public async Task<IReadOnlyList<Row>> Handle(Place place, string? category, CancellationToken ct)
    {
        var near = db.Reports.AsNoTracking().Where(r => !r.Private && r.PlaceSource != PlaceSource.Landmark
                && (r.State == CaseState.New || r.State == CaseState.Confirmed || r.State == CaseState.Planned || r.State == CaseState.InWork))
            .Near(r => r.Cell, place, Meters);
        if (!string.IsNullOrEmpty(category)) near = near.Where(r => r.Category == category);
        var found = await near.OrderByDescending(r => r.SubmittedAt).Take(100)
            .Select(r => new
            {
                r.Number, r.Title, r.Category, r.State, r.SubmittedAt, r.Latitude, r.Longitude,
                Photo = db.Photos.Where(f => f.OwnerKind == Report.Kind && f.OwnerId == r.Id && f.State == PhotoState.Ready).OrderBy(f => f.Id).Select(f => (Guid?)f.Id).FirstOrDefault(),
            }).ToListAsync(ct);
        return [.. found
            .Select(r => new Row(r.Number, r.Title, r.Category, r.State, r.SubmittedAt, Place.MetersBetween(place.Latitude, place.Longitude, r.Latitude!.Value, r.Longitude!.Value), r.Photo))
            .Where(r => r.Meters <= Meters).OrderBy(r => r.Meters).Take(5)];
    }
}
