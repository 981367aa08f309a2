using Machimichi.Platform.Data;
using Machimichi.Platform.Files;
using Machimichi.Roads.Defects;
using Machimichi.Vision;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Privacy;

/// <summary>The public picture of a confirmed defect; null while it is not confirmed, where staff withhold it, or where nothing may be shown.</summary>
public sealed class ShowPublishedCrop(MachimichiDb db, IFileStore files)
{
    public Task<byte[]?> Handle(int number, CancellationToken ct) => Picture(number, onlyPublic: true, ct);

    /// <summary>The same for staff, as it would be published.</summary>
    public Task<byte[]?> Preview(int number, CancellationToken ct) => Picture(number, onlyPublic: false, ct);

    private async Task<byte[]?> Picture(int number, bool onlyPublic, CancellationToken ct)
    {
        var shown = await db.Defects.AsNoTracking().Where(d => d.Number == number)
            .Select(d => new { d.Id, d.State, d.PictureWithheld, Frame = d.PictureFrameId ?? d.BestFrameId }).SingleOrDefaultAsync(ct);
        if (shown is null || onlyPublic && (shown.PictureWithheld || shown.State is not (DefectState.Confirmed or DefectState.RepairOrdered or DefectState.Repaired))) return null;
        var its = db.Sightings.Where(s => s.DefectId == shown.Id).Select(s => (Guid?)s.Id);
        var frame = await db.Frames.AsNoTracking().Where(f => f.Id == shown.Frame).Select(f => new
        {
            f.FileKey, f.Width, f.Height, f.HorizonY,
            Box = f.Detections.Where(x => its.Contains(x.SightingId)).OrderByDescending(x => x.Score)
                .Select(x => new { x.Left, x.Top, x.Right, x.Bottom }).FirstOrDefault(),
        }).SingleOrDefaultAsync(ct);
        if (frame?.Box is not { } box || await files.ReadAll(frame.FileKey, ct) is not { } kept) return null;
        return PublishedCrop.Of(kept, new Box(box.Left, box.Top, box.Right, box.Bottom), frame.Width, frame.Height, frame.HorizonY);
    }

    /// <summary>Those of some defects whose picture may be shown, or could be once they are confirmed.</summary>
    public async Task<IReadOnlySet<int>> Showable(IReadOnlyCollection<int> numbers, CancellationToken ct)
    {
        var boxes = await (
            from d in db.Defects.AsNoTracking()
            join f in db.Frames.AsNoTracking() on d.PictureFrameId ?? d.BestFrameId equals f.Id
            from x in f.Detections
            join s in db.Sightings.AsNoTracking() on x.SightingId equals (Guid?)s.Id
            where numbers.Contains(d.Number) && !d.PictureWithheld && s.DefectId == d.Id
            select new { d.Number, f.Width, f.Height, f.HorizonY, x.Left, x.Top, x.Right, x.Bottom, x.Score }).ToListAsync(ct);
        return boxes.GroupBy(b => b.Number).Select(g => g.MaxBy(b => b.Score)!)
            .Where(b => PublishedCrop.Part(new Box(b.Left, b.Top, b.Right, b.Bottom), b.Width, b.Height, b.HorizonY) is not null).Select(b => b.Number).ToHashSet();
    }
}
