using System.Security.Cryptography;
using System.Text;
using Machimichi.Platform.Data;
using Machimichi.Platform.Files;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Platform.Photos;

/// <summary>Takes photos in and hands cleaned ones out.</summary>
public sealed class PhotoDesk(MachimichiDb db, IFileStore files, PhotoTool tool, Actor actor, IEnumerable<IPhotoOwner> owners)
{
    /// <summary>The most bytes of one photo.</summary>
    public const long MaxBytes = 25 * 1024 * 1024;

    /// <summary>Keeps what was sent, after a first look: is it a picture at all, and one that can be opened safely? What is refused is never kept.</summary>
    /// <param name="key">A word made by the sender that makes sending twice the same as sending once; null for none.</param>
    public async Task<Photo> Receive(Stream content, long length, CancellationToken ct, string? key = null)
    {
        var sent = length > MaxBytes ? null : await RawPhoto.ReadUpTo(content, MaxBytes, ct);
        if (sent is null) throw new Refusal("photo.too-large", "photo", RefusalKind.TooLarge, ("limit", MaxBytes / 1024 / 1024));
        var id = key is null ? Guid.CreateVersion7() : IdOf(key, sent);
        if (key is not null && await SentBefore(key, id, ct) is { } before) return before;
        var size = await tool.Inspect(sent, ct);
        var place = PhotoPlace.Read(sent);
        var photo = new Photo
        {
            Id = id, RawKey = await RawPhoto.Keep(files, sent, ct), Width = size.Width, Height = size.Height,
            Latitude = place?.Latitude, Longitude = place?.Longitude, ReceivedAt = db.Now,
        };
        db.Photos.Add(photo);
        db.Enqueue(CleanPhoto.Kind, new CleanPhoto.Payload(photo.Id));
        return photo;
    }

    // The first half says the key, the second the picture: one key with two pictures shows itself without a table of its own.
    private Guid IdOf(string key, byte[] sent)
    {
        var said = SHA256.HashData(Encoding.UTF8.GetBytes($"photo:{db.Town.Slug}:{key}"));
        SHA256.HashData(sent).AsSpan(0, 8).CopyTo(said.AsSpan(8));
        return new Guid(said.AsSpan(0, 16), bigEndian: true);
    }

    private async Task<Photo?> SentBefore(string key, Guid id, CancellationToken ct)
    {
        var (least, most) = (id.ToByteArray(bigEndian: true), id.ToByteArray(bigEndian: true));
        least.AsSpan(8).Clear();
        most.AsSpan(8).Fill(0xff);
        var (first, last) = (new Guid(least, bigEndian: true), new Guid(most, bigEndian: true));
        var sent = await db.Photos.FromSql($"SELECT * FROM photos WHERE id BETWEEN {first} AND {last}").ToListAsync(ct);
        return sent.Count == 0 ? null : sent.Find(p => p.Id == id) ?? throw new Refusal("photo.key-used", "photo");
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
    /// <param name="key">A secret of the photo's owner, if the address has one.</param>
    public async Task<Stream?> Open(Guid id, PhotoSize size, string? key, CancellationToken ct)
    {
        var photo = await db.Photos.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct);
        if (photo is not { State: PhotoState.Ready } || !await MaySee(photo, key, ct)) return null;
        return await files.Open(KeyOf(photo, size), ct);
    }

    private async Task<bool> MaySee(Photo photo, string? key, CancellationToken ct) =>
        photo.Public || actor.IsStaff || (owners.FirstOrDefault(o => o.OwnerKind == photo.OwnerKind) is { } owner && await owner.MaySee(photo.OwnerId, key, ct));

    // A photo cleaned before there was a medium size shows its large one.
    private static string KeyOf(Photo photo, PhotoSize size) => size switch
    {
        PhotoSize.Small => photo.SmallKey,
        PhotoSize.Medium when photo.MediumKey.Length > 0 => photo.MediumKey,
        _ => photo.LargeKey,
    };
}
