using Machimichi.Platform.Data;
using Machimichi.Platform.Files;
using Machimichi.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Platform.Photos;

/// <summary>Makes the sizes that people may fetch: turned upright, without metadata, re-encoded; then what was sent is deleted.</summary>
public sealed class CleanPhoto(MachimichiDb db, IFileStore files, PhotoTool tool) : IBackgroundJob<CleanPhoto.Payload>
{
    public const string Kind = "photo";

    public sealed record Payload(Guid PhotoId);

    public async Task Run(Payload payload, JobProgress progress, CancellationToken ct)
    {
        var photo = await db.Photos.SingleOrDefaultAsync(p => p.Id == payload.PhotoId, ct);
        if (photo is null || photo.State != PhotoState.Waiting) return;
        var raw = await files.ReadAll(photo.RawKey, ct);
        try
        {
            if (raw is null) throw new Refusal("photo.unreadable", "photo");
            photo.LargeKey = (await files.Put(await tool.Shrink(raw, 1600, ct), ct)).Key;
            photo.SmallKey = (await files.Put(await tool.Shrink(raw, 480, ct), ct)).Key;
            photo.State = PhotoState.Ready;
        }
        catch (Refusal) { photo.State = PhotoState.Refused; }
        var sent = photo.RawKey;
        photo.RawKey = "";
        await db.SaveChangesAsync(ct);
        if (!await db.Photos.IgnoreQueryFilters().AnyAsync(p => p.RawKey == sent, ct)) await files.Delete(sent, ct);
    }
}
