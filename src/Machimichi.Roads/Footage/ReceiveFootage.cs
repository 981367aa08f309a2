using System.Security.Cryptography;
using System.Text;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Files;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Jobs;
using Machimichi.Roads.Drives;
using Machimichi.Roads.Fleet;
using Machimichi.Roads.Footage.Reading;
using Machimichi.Roads.Survey;
using Machimichi.Roads.Tracks;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Footage;

/// <summary>
/// Takes footage in: copies its bytes, so that the card may be pulled out, and promises its reading. The same bytes are the same footage, so
/// a reception that was cut off is simply begun again.
/// </summary>
public sealed class ReceiveFootage(MachimichiDb db, IFileStore files, Actor actor)
{
    public sealed record Request(IReadOnlyList<string> Paths, string? Vehicle = null);

    /// <param name="FootageId">Null where it was not taken.</param>
    /// <param name="Known">It was here already.</param>
    /// <param name="ReasonKey">Key of the text that says why it was not taken; <c>{detail}</c> in it is <paramref name="ReasonDetail"/>.</param>
    public sealed record Received(string Path, Guid? FootageId, bool Known = false, string ReasonKey = "", string ReasonDetail = "");

    /// <param name="Import">Its number; 0 where not even that could be written.</param>
    public sealed record Receipt(IReadOnlyList<Received> Files, IReadOnlyList<int> Drives, int Import);

    public async Task<Receipt> Handle(Request request, IProgress<string>? progress, CancellationToken ct)
    {
        var scan = FootageScanner.Scan(request.Paths, ct);
        var vehicle = await VehicleOf(request.Vehicle, ct);
        var import = await Begin(vehicle, ct);
        var (received, drives) = (new List<Received>(), new List<int>());
        foreach (var candidate in scan.Candidates)
        {
            progress?.Report(candidate.Path);
            // What was copied before the disk was full or the card was gone is kept: the same import again brings the rest.
            received.Add(WhyNot(candidate) is { } key ? new Received(candidate.Path, null, ReasonKey: key) : await Receive(candidate, vehicle, drives, ct));
        }
        received.AddRange(scan.NotTaken.Where(n => !IsCamera(n.Path)).Select(n => new Received(n.Path, null, ReasonKey: n.Key, ReasonDetail: n.Detail)));
        await End(import, received, request.Paths, ct);
        return new Receipt(received, drives, import.Number);
    }

    private async Task<FootageImport> Begin(Guid? vehicle, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var import = new FootageImport(await db.NextNumber("import", ct), vehicle, actor.Name, db.Now);
        db.Imports.Add(import);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return import;
    }

    private async Task End(FootageImport import, List<Received> received, IReadOnlyList<string> given, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        db.Imports.Attach(import);
        import.End(db.Now);
        db.ImportedFiles.AddRange(received.Select((f, i) => new ImportedFile(import.Id, i, Below(given, f.Path), f.FootageId, f.Known, f.ReasonKey, f.ReasonDetail)));
        try { await db.SaveChangesAsync(ct); }
        catch (DbUpdateException e) when (DiskFull.Is(e)) { throw new Refusal(DiskFull.Key); }
    }

    private static string Below(IReadOnlyList<string> given, string path)
    {
        var root = given.Select(Path.GetFullPath).FirstOrDefault(g => path.StartsWith(g + Path.DirectorySeparatorChar, StringComparison.Ordinal));
        return root is null ? Path.GetFileName(path) : Path.GetRelativePath(root, path);
    }

    private static bool IsCamera(string path) => Path.GetFileName(path) == CameraFile.FileName;

    private static string? WhyNot(FootageCandidate candidate) => candidate switch
    {
        { Kind: FootageKind.Track } => "footage.track-alone",
        { Side: CameraSide.Rear or CameraSide.Inside } => "footage.not-ahead",
        _ => null,
    };

    private async Task<Guid?> VehicleOf(string? name, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(name)) return null;
        var asked = new Vehicle(name);
        if (await db.Vehicles.FirstOrDefaultAsync(v => v.Name == asked.Name, ct) is { } known) return known.Id;
        db.Vehicles.Add(asked);
        await db.SaveChangesAsync(ct);
        return asked.Id;
    }

    private async Task<Received> Receive(FootageCandidate candidate, Guid? vehicle, List<int> drives, CancellationToken ct)
    {
        try { return await Take(candidate, vehicle, drives, ct); }
        catch (Exception e) when (DiskFull.Is(e)) { return new Received(candidate.Path, null, ReasonKey: DiskFull.Key); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return new Received(candidate.Path, null, ReasonKey: "footage.gone", ReasonDetail: e.Message); }
    }

    private async Task<Received> Take(FootageCandidate candidate, Guid? vehicle, List<int> drives, CancellationToken ct)
    {
        var (pictures, beside) = (new List<KeptFile>(), new List<KeptFile>());
        long bytes = 0;
        foreach (var path in candidate.Kind == FootageKind.Video ? [candidate.Path] : Stills(candidate.Path)) pictures.Add(await Keep(path));
        foreach (var path in Beside(candidate)) beside.Add(await Keep(path));
        var hash = pictures.Count == 1 && candidate.Kind == FootageKind.Video ? pictures[0].Key : HashOf(pictures);
        var span = Span(candidate);
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var known = await db.Footage.SingleOrDefaultAsync(f => f.ContentHash == hash, ct);
        // What was refused before may now have come with its track.
        if (known is not null && known.State != FootageState.Refused)
        {
            drives.Add(await db.Drives.Where(d => d.Id == known.DriveId).Select(d => d.Number).SingleAsync(ct));
            return new Received(candidate.Path, known.Id, Known: true);
        }
        var drive = known is not null ? await db.Drives.SingleAsync(d => d.Id == known.DriveId, ct) : await DriveOf(vehicle, span, candidate.IsEvent, ct);
        var footage = known ?? new FootageFile(drive.Id, Path.GetFileName(candidate.Path.TrimEnd(Path.DirectorySeparatorChar)), candidate.Kind, hash, bytes, db.Now);
        if (known is null) db.Footage.Add(footage);
        var ticket = db.Enqueue(ReadFootage.Kind, new ReadFootage.Payload(footage.Id));
        footage.Await(LaidOutFootage.Write(pictures, beside), ticket);
        db.Note(actor.Name, "footage.received", "footage", footage.Id, new { drive = drive.Number, bytes });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        drives.Add(drive.Number);
        return new Received(candidate.Path, footage.Id);

        async Task<KeptFile> Keep(string path)
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 17, FileOptions.Asynchronous | FileOptions.SequentialScan);
            var stored = await files.Put(file, ct);
            bytes += stored.Length;
            return new KeptFile(Path.GetFileName(path), stored.Key);
        }
    }

    // The pictures of one footage follow each other in a drive: files of one vehicle that do, belong to one. Two films of the same
    // minutes are two cameras, or two vehicles that nobody named.
    private async Task<Drive> DriveOf(Guid? vehicle, (DateTime From, DateTime To)? span, bool isEvent, CancellationToken ct)
    {
        if (span is { } known)
        {
            var (from, to) = (known.From - Drive.LongestPause, known.To + Drive.LongestPause);
            var near = await db.Drives.Where(d => d.VehicleId == vehicle && d.EndedAt >= from && d.StartedAt <= to).OrderBy(d => d.Number).ToListAsync(ct);
            foreach (var drive in near)
            {
                if (!drive.Continues(known.From, known.To)) continue;
                var shared = (known.To < drive.EndedAt ? known.To : drive.EndedAt!.Value) - (known.From > drive.StartedAt ? known.From : drive.StartedAt!.Value);
                // One file of a loop begins a second or two before the last one ends; more in common is another camera.
                if (shared > TimeSpan.FromSeconds(30) || shared * 2 > known.To - known.From && shared > TimeSpan.FromSeconds(5))
                    if (!isEvent) continue;
                drive.Span(known.From, known.To);
                return drive;
            }
        }
        var begun = new Drive(await db.NextNumber("drive", ct), vehicle, db.Now, span?.From, span?.To);
        db.Drives.Add(begun);
        return begun;
    }

    private (DateTime, DateTime)? Span(FootageCandidate candidate)
    {
        try
        {
            var track = TrackCleaner.Clean(TrackReader.Read(candidate.TrackPath ?? candidate.Path), db.Now).Track;
            if (track.Clock == TrackClock.Gps && track.Fixes.Count > 1) return (track.Fixes[0].Utc, track.Fixes[^1].Utc);
        }
        catch (TrackException) { /* said with all its reasons when the footage is read */ }
        if (candidate.NamedTime is not { } named) return null;
        var start = ExtractTrack.ToUtc(named, db.Town.Zone);
        return (start, start);
    }

    private static IEnumerable<string> Stills(string folder) =>
        Directory.EnumerateFiles(folder).Where(p => FootageNames.IsPicture(Path.GetFileName(p)) && new FileInfo(p) is { LinkTarget: null, Length: > 0 })
            .Order(NaturalOrder.Instance);

    private static IEnumerable<string> Beside(FootageCandidate candidate)
    {
        if (candidate.TrackPath is { } track) yield return track;
        var folder = candidate.Kind == FootageKind.Video ? Path.GetDirectoryName(candidate.Path)! : candidate.Path;
        var camera = Path.Combine(folder, CameraFile.FileName);
        if (File.Exists(camera)) yield return camera;
    }

    private static string HashOf(List<KeptFile> pictures) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', pictures.Select(p => p.Key)))));
}
