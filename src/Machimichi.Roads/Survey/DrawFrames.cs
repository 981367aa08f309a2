using System.Security.Cryptography;
using Machimichi.Platform.Data;
using Machimichi.Roads.Footage;
using Machimichi.Roads.Footage.Reading;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Survey;

/// <summary>
/// Draws kept frames at random, half of those with boxes and half of those without, for people who check the model.
/// Every frame with boxes is kept and of the others one in so many: what is drawn stands for all frames that were looked at, kept or not.
/// </summary>
public sealed class DrawFrames(MachimichiDb db)
{
    public sealed record Box(string Class, double Score, double Left, double Top, double Right, double Bottom);

    /// <param name="Id">Staff fetch its picture by this.</param>
    /// <param name="Clear">Could the road be seen well?</param>
    public sealed record Drawn(Guid Id, string Vehicle, bool Clear, int Width, int Height, IReadOnlyList<Box> Boxes);

    /// <param name="WithBoxes">So many frames with boxes were looked at; those drawn stand for them.</param>
    /// <param name="WithoutBoxes">And so many without.</param>
    /// <param name="Last">The last merge that is in it: the next draw begins after it.</param>
    /// <param name="Models">The versions of the model that looked.</param>
    public sealed record Receipt(int WithBoxes, int WithoutBoxes, int Last, IReadOnlyList<string> Models, IReadOnlyList<Drawn> Frames);

    /// <summary>Was any frame kept of what was read since?</summary>
    public Task<bool> AnySince(int after, CancellationToken ct) =>
        Kept(after, int.MaxValue).AnyAsync(ct);

    private IQueryable<Frame> Kept(int after, int last)
    {
        var footage = db.Footage.AsNoTracking().Where(x => x.MergeOrder > after && x.MergeOrder <= last);
        return db.Frames.AsNoTracking().Where(f => f.FileKey != "" && footage.Any(x => x.Id == f.FootageId));
    }

    /// <param name="after">Of footage that was merged later than this; 0 for all. Merges follow each other, so that no footage falls between two draws.</param>
    public async Task<Receipt> Handle(int after, int most, CancellationToken ct)
    {
        var footage = await db.Footage.AsNoTracking().Where(f => (f.State == FootageState.Done || f.State == FootageState.Part) && f.MergeOrder > after)
            .Select(f => new { f.Frames, f.MergeOrder, f.Model }).ToListAsync(ct);
        var last = footage.Count == 0 ? after : footage.Max(f => f.MergeOrder);
        var kept = await Kept(after, last).Select(f => new { f.Id, HasBoxes = f.Detections.Count > 0 }).ToListAsync(ct);
        var (full, empty) = (Shuffled(kept.Where(f => f.HasBoxes).Select(f => f.Id)), Shuffled(kept.Where(f => !f.HasBoxes).Select(f => f.Id)));
        var fromEmpty = Math.Min(empty.Length, most - Math.Min(full.Length, most / 2));
        Guid[] chosen = [.. full.Take(most - fromEmpty), .. empty.Take(fromEmpty)];
        return new Receipt(full.Length, footage.Sum(f => f.Frames) - full.Length, last, [.. footage.Select(f => f.Model).Distinct().Order()], await Show(chosen, ct));
    }

    private async Task<IReadOnlyList<Drawn>> Show(Guid[] chosen, CancellationToken ct)
    {
        var frames = await (
            from f in db.Frames.AsNoTracking().Where(f => chosen.Contains(f.Id))
            join d in db.Drives.AsNoTracking() on f.DriveId equals d.Id
            join v in db.Vehicles.AsNoTracking() on d.VehicleId equals (Guid?)v.Id into vehicles
            from v in vehicles.DefaultIfEmpty()
            select new { f.Id, f.Flaws, f.Width, f.Height, Vehicle = v == null ? "" : v.Name }).ToListAsync(ct);
        var boxes = (await db.Detections.AsNoTracking().Where(d => chosen.Contains(d.FrameId)).OrderByDescending(d => d.Score).ToListAsync(ct))
            .ToLookup(d => d.FrameId, d => new Box(d.Class, d.Score, d.Left, d.Top, d.Right, d.Bottom));
        // Neither the order nor the place in it may tell whether the model saw something.
        return [.. Shuffled(frames).Select(f => new Drawn(f.Id, f.Vehicle, f.Flaws == FrameFlaws.None, f.Width, f.Height, [.. boxes[f.Id]]))];
    }

    private static T[] Shuffled<T>(IEnumerable<T> things)
    {
        var all = things.ToArray();
        RandomNumberGenerator.Shuffle(all.AsSpan());
        return all;
    }
}
