using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Files;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Survey;

/// <summary>A kept frame for staff: its picture, and its boxes for whoever draws them.</summary>
public sealed class ShowFrame(MachimichiDb db, IFileStore files)
{
    /// <param name="Defect">Number of the defect that it is a sighting of; null where it could not be located.</param>
    public sealed record BoxView(string Class, float Score, float Left, float Top, float Right, float Bottom, int? Defect);

    public sealed record View(Guid Id, int Width, int Height, IReadOnlyList<BoxView> Boxes);

    public async Task<Stream?> Picture(Guid id, CancellationToken ct) =>
        await db.Frames.Where(f => f.Id == id).Select(f => f.FileKey).SingleOrDefaultAsync(ct) is { } key ? await files.Open(key, ct) : null;

    public async Task<View> Boxes(Guid id, CancellationToken ct) => (await Many([id], ct)).GetValueOrDefault(id) ?? throw Refusal.NotFound();

    public async Task<IReadOnlyDictionary<Guid, View>> Many(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var frames = await db.Frames.AsNoTracking().Where(f => ids.Contains(f.Id)).Select(f => new { f.Id, f.Width, f.Height }).ToListAsync(ct);
        var boxes = await (
            from d in db.Detections.AsNoTracking().Where(d => ids.Contains(d.FrameId))
            join s in db.Sightings.AsNoTracking() on d.SightingId equals (Guid?)s.Id into sightings
            from s in sightings.DefaultIfEmpty()
            join x in db.Defects.AsNoTracking() on (Guid?)s.DefectId equals (Guid?)x.Id into defects
            from x in defects.DefaultIfEmpty()
            orderby d.Score descending
            select new { d.FrameId, Box = new BoxView(d.Class, d.Score, d.Left, d.Top, d.Right, d.Bottom, (int?)x.Number) }).ToListAsync(ct);
        var byFrame = boxes.ToLookup(b => b.FrameId, b => b.Box);
        return frames.ToDictionary(f => f.Id, f => new View(f.Id, f.Width, f.Height, [.. byFrame[f.Id]]));
    }
}
