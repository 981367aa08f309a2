using Machimichi.Platform.Data;
using Machimichi.Platform.Files;
using Machimichi.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Platform.Photos;

/// <summary>Makes the sizes that people may fetch: turned upright, without metadata, re-encoded; then what was sent is deleted.</summary>
public sealed class CleanPhoto(MachimichiDb db, IFileStore files, PhotoTool tool) : IBackgroundJob<CleanPhoto.Payload>
{
    public const string Kind = "photo";
    public const int LargeSide = 1600, MediumSide = 960, SmallSide = 480;

    public sealed record Payload(Guid PhotoId);

    public async Task Run(Payload payload, JobProgress progress, CancellationToken ct)
    {
        var photo = await db.Photos.SingleOrDefaultAsync(p => p.Id == payload.PhotoId, ct);
        if (photo is null || photo.State != PhotoState.Waiting) return;
        try
        {
            var sent = await RawPhoto.Read(files, photo.RawKey, ct) ?? throw new Refusal("photo.unreadable", "photo");
            // The smaller ones from the large one: what was sent is decoded once, and once only.
            var large = await tool.Shrink(sent, LargeSide, ct);
            photo.LargeKey = (await files.Put(large, ct)).Key;
            photo.MediumKey = (await files.Put(await tool.Shrink(large, MediumSide, ct), ct)).Key;
            photo.SmallKey = (await files.Put(await tool.Shrink(large, SmallSide, ct), ct)).Key;
            photo.State = PhotoState.Ready;
        }
        catch (Refusal) { photo.State = PhotoState.Refused; }
        var raw = photo.RawKey;
        photo.RawKey = "";
        await db.SaveChangesAsync(ct);
        await files.Delete(raw, ct);
    }
}
