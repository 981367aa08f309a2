using Machimichi.Platform.Data;
using Machimichi.Platform.Files;
using Machimichi.Roads.Defects;
using Machimichi.Vision;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Privacy;

/// <summary>The public picture of a confirmed defect; null while it is not confirmed, or where nothing may be shown.</summary>
public sealed class ShowPublishedCrop(MachimichiDb db, IFileStore files)
{
    public async Task<byte[]?> Handle(int number, CancellationToken ct)
    {
        var shown = await (
            from d in db.Defects.AsNoTracking()
            join f in db.Frames.AsNoTracking() on d.BestFrameId equals f.Id
            where d.Number == number && (d.State == DefectState.Confirmed || d.State == DefectState.RepairOrdered || d.State == DefectState.Repaired)
            select new
            {
                f.FileKey, f.Width, f.Height, f.HorizonY,
                Box = f.Detections.Where(x => x.SightingId == d.BestSightingId).OrderByDescending(x => x.Score)
                    .Select(x => new { x.Left, x.Top, x.Right, x.Bottom }).FirstOrDefault(),
            }).SingleOrDefaultAsync(ct);
        if (shown?.Box is not { } box || await files.ReadAll(shown.FileKey, ct) is not { } kept) return null;
        return PublishedCrop.Of(kept, new Box(box.Left, box.Top, box.Right, box.Bottom), shown.Width, shown.Height, shown.HorizonY);
    }

    /// <summary>Those of some defects whose picture may be shown, or could be once they are confirmed.</summary>
    public async Task<IReadOnlySet<int>> Showable(IReadOnlyCollection<int> numbers, CancellationToken ct)
    {
        var boxes = await (
            from d in db.Defects.AsNoTracking()
            join f in db.Frames.AsNoTracking() on d.BestFrameId equals f.Id
            from x in f.Detections
            where numbers.Contains(d.Number) && x.SightingId == d.BestSightingId
            select new { d.Number, f.Width, f.Height, f.HorizonY, x.Left, x.Top, x.Right, x.Bottom, x.Score }).ToListAsync(ct);
        return boxes.GroupBy(b => b.Number).Select(g => g.MaxBy(b => b.Score)!)
            .Where(b => PublishedCrop.Part(new Box(b.Left, b.Top, b.Right, b.Bottom), b.Width, b.Height, b.HorizonY) is not null).Select(b => b.Number).ToHashSet();
    }
}
