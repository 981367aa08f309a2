using Machimichi.Platform.Data;
using Machimichi.Platform.Files;
using Machimichi.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Platform.Photos;

/// <summary>Takes photos in and hands cleaned ones out.</summary>
public sealed class PhotoDesk(MachimichiDb db, IFileStore files, PhotoTool tool)
{
    /// <summary>The most bytes of one photo.</summary>
    public const long MaxBytes = 25 * 1024 * 1024;

    /// <summary>Keeps what was sent, after a first look: is it a picture at all, and one that can be opened safely?</summary>
    public async Task<Photo> Receive(Stream content, long length, CancellationToken ct)
    {
        if (length > MaxBytes) throw new Refusal("photo.too-large", "photo", RefusalKind.TooLarge, ("limit", MaxBytes / 1024 / 1024));
        var raw = await files.Put(content, ct);
        var bytes = await files.ReadAll(raw.Key, ct) ?? throw new InvalidOperationException("A file that was just kept is gone.");
        try
        {
            var size = await tool.Inspect(bytes, ct);
            var place = PhotoPlace.Read(bytes);
            var photo = new Photo
            {
                Id = Guid.CreateVersion7(), RawKey = raw.Key, Width = size.Width, Height = size.Height,
                Latitude = place?.Latitude, Longitude = place?.Longitude, ReceivedAt = db.Now,
            };
            db.Photos.Add(photo);
            db.Enqueue(CleanPhoto.Kind, new CleanPhoto.Payload(photo.Id));
            return photo;
        }
        catch (Refusal)
        {
            await files.Delete(raw.Key, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Gives photos that were received earlier to the thing that they belong to; another owner's photo cannot be taken.</summary>
    public async Task Attach(IReadOnlyCollection<Guid> ids, string ownerKind, Guid ownerId, bool everyone, CancellationToken ct)
    {
        foreach (var photo in await db.Photos.Where(p => ids.Contains(p.Id) && p.OwnerKind == "").ToListAsync(ct))
            (photo.OwnerKind, photo.OwnerId, photo.Public) = (ownerKind, ownerId, everyone);
    }

    public Task<List<Guid>> Of(string ownerKind, Guid ownerId, CancellationToken ct) =>
        db.Photos.Where(p => p.OwnerKind == ownerKind && p.OwnerId == ownerId && p.State != PhotoState.Refused).OrderBy(p => p.Id).Select(p => p.Id).ToListAsync(ct);

    /// <summary>Opens a cleaned size; null while it is not ready, or where this caller may not see it.</summary>
    public async Task<Stream?> Open(Guid id, bool small, bool staff, CancellationToken ct)
    {
        var photo = await db.Photos.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct);
        if (photo is not { State: PhotoState.Ready } || !(photo.Public || staff)) return null;
        return await files.Open(small ? photo.SmallKey : photo.LargeKey, ct);
    }
}
