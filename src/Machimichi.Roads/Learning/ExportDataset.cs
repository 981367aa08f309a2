using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Files;
using Machimichi.Platform.Identity;
using Machimichi.Roads.Defects;
using Machimichi.Roads.Survey;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Learning;

/// <summary>
/// What people decided about finds, as pictures with YOLO text: the town's own training data.
/// A confirmed find is a box, a rejected one is road, and what nobody decided is an area to be ignored.
/// Whole streets are kept back for measuring, since neighbouring pictures look alike.
/// </summary>
public sealed class ExportDataset(MachimichiDb db, Actor actor, IFileStore files)
{
    // A street's length or so; a hundredth of a degree of latitude is 1.1 km.
    private const double StreetDegrees = 0.003;

    /// <param name="Out">A folder that does not exist yet, or is empty.</param>
    /// <param name="HeldOut">Share of the streets that is kept back, 0 to 1.</param>
    public sealed record Request(string Out, double HeldOut = 0.2);

    /// <param name="Rejected">Finds that a person called none: pictures of them teach what damage is not.</param>
    public sealed record Receipt(string Train, string HeldOut, int TrainPictures, int HeldOutPictures, int Boxes, int Rejected, int Ignored);

    private sealed record Seen(Guid FrameId, string FileKey, int Width, int Height, DateTime At, double? Latitude, double? Longitude, Guid DriveId, string Class,
        float Left, float Top, float Right, float Bottom, Guid? DefectId);

    public async Task<Receipt> Handle(Request request, IProgress<double>? progress, CancellationToken ct)
    {
        if (request.HeldOut is not (>= 0 and < 1)) throw new Refusal("dataset.held-out", "held-out");
        var goal = Path.GetFullPath(request.Out);
        if (File.Exists(goal) || (Directory.Exists(goal) && Directory.EnumerateFileSystemEntries(goal).Any())) throw new Refusal("dataset.folder-taken", "out", values: [("folder", request.Out)]);
        var decisions = await Decisions(ct);
        var frames = (await Frames(ct)).GroupBy(s => s.FrameId).Where(f => f.Any(s => Decided(s, decisions))).ToList();
        if (frames.Count == 0) throw new Refusal("dataset.nothing-decided");

        // Written beside its place and moved when whole, so that nobody trains on half of it.
        var part = goal.TrimEnd(Path.DirectorySeparatorChar) + ".part";
        if (Directory.Exists(part)) Directory.Delete(part, recursive: true);
        var receipt = await Write(part, frames, decisions, request.HeldOut, progress, ct);
        if (Directory.Exists(goal)) Directory.Delete(goal);
        Directory.Move(part, goal);
        db.Note(actor.Name, "dataset.exported", "town", Guid.Empty, new { receipt.TrainPictures, receipt.HeldOutPictures, receipt.Boxes, receipt.Rejected });
        await db.SaveChangesAsync(ct);
        return receipt;
    }

    private async Task<Dictionary<Guid, (DefectState State, string Class)>> Decisions(CancellationToken ct) =>
        await db.Defects.AsNoTracking().Where(d => d.State != DefectState.Candidate && d.State != DefectState.Faint).Select(d => new { d.Id, d.State, d.Class }).ToDictionaryAsync(d => d.Id, d => (d.State, d.Class), ct);

    private async Task<List<Seen>> Frames(CancellationToken ct) => await (
        from d in db.Detections.AsNoTracking()
        join f in db.Frames.AsNoTracking() on d.FrameId equals f.Id
        join s in db.Sightings.AsNoTracking() on d.SightingId equals (Guid?)s.Id into sightings
        from s in sightings.DefaultIfEmpty()
        where f.FileKey != ""
        orderby f.At, f.Id, d.Id
        select new Seen(f.Id, f.FileKey, f.Width, f.Height, f.At, f.Latitude, f.Longitude, f.DriveId, d.Class, d.Left, d.Top, d.Right, d.Bottom, (Guid?)s.DefectId)).ToListAsync(ct);

    private static bool Decided(Seen seen, Dictionary<Guid, (DefectState, string)> decisions) => seen.DefectId is { } id && decisions.ContainsKey(id);

    private async Task<Receipt> Write(string folder, List<IGrouping<Guid, Seen>> frames, Dictionary<Guid, (DefectState State, string Class)> decisions, double heldOut, IProgress<double>? progress, CancellationToken ct)
    {
        var town = db.Town.Slug;
        var (train, held) = (Path.Combine("train", town), $"{town}_val");
        var (pictures, boxes, rejected, ignored) = (new int[2], 0, 0, 0);
        foreach (var one in new[] { train, held }) Directory.CreateDirectory(Path.Combine(folder, one));
        var done = 0;
        foreach (var frame in frames)
        {
            ct.ThrowIfCancellationRequested();
            progress?.Report((double)done++ / frames.Count);
            var first = frame.First();
            if (await files.ReadAll(first.FileKey, ct) is not { } picture) continue;
            var back = IsHeldOut(StreetOf(first), heldOut);
            var name = Path.Combine(folder, back ? held : train, $"{town}_{first.At.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}_{frame.Key.ToString("N")[^8..]}");
            var labels = new StringBuilder();
            foreach (var seen in frame)
            {
                var label = LabelOf(seen, decisions);
                if (label is null) { rejected++; continue; }
                if (label == YoloLine.Ignore) ignored++;
                else boxes++;
                labels.Append(Line(label.Value, seen));
            }
            await File.WriteAllBytesAsync(name + ".jpg", picture, ct);
            await File.WriteAllTextAsync(name + ".txt", labels.ToString(), ct);
            pictures[back ? 1 : 0]++;
        }
        return new Receipt(train, held, pictures[0], pictures[1], boxes, rejected, ignored);
    }

    /// <summary>The class that a person stands for; null for none; <see cref="YoloLine.Ignore"/> where nobody said.</summary>
    private static int? LabelOf(Seen seen, Dictionary<Guid, (DefectState State, string Class)> decisions)
    {
        if (seen.DefectId is not { } id || !decisions.TryGetValue(id, out var decided)) return YoloLine.Ignore;
        if (decided.State == DefectState.Rejected) return null;
        var index = Damage.Classes.ToList().IndexOf(decided.Class);
        return index < 0 ? YoloLine.Ignore : index;
    }

    private static string Line(int label, Seen seen) => YoloLine.Of(label, seen.Left, seen.Top, seen.Right, seen.Bottom, seen.Width, seen.Height);

    private static string StreetOf(Seen seen) => seen is { Latitude: { } lat, Longitude: { } lon }
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(lat / StreetDegrees)}:{Math.Floor(lon / StreetDegrees)}")
        : seen.DriveId.ToString("N");

    // By its name alone: a street that was kept back once is kept back in every later export.
    private static bool IsHeldOut(string street, double share) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(street))[0] < share * 256;
}
