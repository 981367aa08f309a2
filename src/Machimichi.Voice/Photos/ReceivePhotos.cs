using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Photos;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Photos;

/// <summary>
/// Keeps the photos of a form before the form itself is judged, so that nobody chooses a photo again because of a missing word.
/// The form carries the ids; <see cref="PhotosOfForm"/> gives the photos to what is submitted.
/// </summary>
public sealed class ReceivePhotos(MachimichiDb db, PhotoDesk desk)
{
    /// <summary>The most photos of one thing that is sent.</summary>
    public const int Most = 3;

    public sealed record Received(Guid Id, double? Latitude, double? Longitude);

    public async Task<Received> Handle(Stream content, long length, CancellationToken ct, string? key = null)
    {
        var photo = await desk.Receive(content, length, ct, key);
        try { await db.SaveChangesAsync(ct); }
        catch (DbUpdateException) when (key is not null)
        {
            // The same photo came twice at one moment, and the other one was saved first.
            db.ChangeTracker.Clear();
            if (!await db.Photos.AnyAsync(p => p.Id == photo.Id, ct)) throw;
        }
        return new Received(photo.Id, photo.Latitude, photo.Longitude);
    }
}

/// <summary>The photos of something that was sent.</summary>
/// <param name="Ready">Cleaned ones, for <c>/{town}/photos/{id}/large</c> and <c>small</c>.</param>
/// <param name="Waiting">How many are still being cleaned.</param>
public sealed record PhotosView(IReadOnlyList<Guid> Ready, int Waiting)
{
    internal static async Task<PhotosView> Of(MachimichiDb db, string ownerKind, Guid ownerId, CancellationToken ct)
    {
        var photos = await db.Photos.AsNoTracking().Where(p => p.OwnerKind == ownerKind && p.OwnerId == ownerId && p.State != PhotoState.Refused)
            .OrderBy(p => p.Id).Select(p => new { p.Id, p.State }).ToListAsync(ct);
        return new PhotosView([.. photos.Where(p => p.State == PhotoState.Ready).Select(p => p.Id)], photos.Count(p => p.State == PhotoState.Waiting));
    }
}

internal static class PhotosOfForm
{
    public static Refusal? Problem(IReadOnlyList<Guid> ids) => ids.Count > ReceivePhotos.Most ? new Refusal("voice.too-many-photos", "photo", values: [("limit", ReceivePhotos.Most)]) : null;

    /// <summary>The photos that were received for this form, in the order in which they came; one that is gone or somebody else's is refused.</summary>
    public static async Task<List<Photo>> Find(MachimichiDb db, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0) return [];
        var photos = await db.Photos.Where(p => ids.Contains(p.Id) && p.OwnerKind == "" && p.State != PhotoState.Refused).OrderBy(p => p.Id).ToListAsync(ct);
        return photos.Count == ids.Distinct().Count() ? photos : throw new Refusal("voice.photo-gone", "photo");
    }

    /// <summary>Gives them to their owner. Where they were taken is in the owner's place by now, or nobody's business.</summary>
    public static void Give(this List<Photo> photos, string ownerKind, Guid ownerId, bool everyone)
    {
        foreach (var photo in photos)
        {
            (photo.OwnerKind, photo.OwnerId, photo.Public) = (ownerKind, ownerId, everyone);
            (photo.Latitude, photo.Longitude) = (null, null);
        }
    }
}
