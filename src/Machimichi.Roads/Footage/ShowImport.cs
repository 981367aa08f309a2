using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Footage;

/// <summary>What became of each file of an import, those that want somebody's hand first.</summary>
public sealed class ShowImport(MachimichiDb db)
{
    public const int PageSize = 100;

    /// <param name="IsWhole">Was it gone through to its end?</param>
    public sealed record Row(int Number, DateTime At, string Vehicle, int Files, int NotTaken, bool IsWhole);

    /// <param name="State">What its footage came to; refused where there is none.</param>
    public sealed record FileView(string Name, FootageState State, string ReasonKey, string ReasonDetail, int? Drive, Guid? Footage);

    public sealed record View(int Number, DateTime At, string Vehicle, bool IsWhole, IReadOnlyDictionary<FootageState, int> Counts, IReadOnlyList<FileView> Files, int Total, int Page);

    public async Task<IReadOnlyList<Row>> Latest(int most, CancellationToken ct)
    {
        var files = db.ImportedFiles;
        var imports = await db.Imports.AsNoTracking().OrderByDescending(i => i.Number).Take(most)
            .Select(i => new { i.Number, i.StartedAt, i.EndedAt, i.VehicleId, Files = files.Count(f => f.ImportId == i.Id), NotTaken = files.Count(f => f.ImportId == i.Id && f.FootageId == null) }).ToListAsync(ct);
        var vehicles = await db.Vehicles.AsNoTracking().ToDictionaryAsync(v => v.Id, v => v.Name, ct);
        return [.. imports.Select(i => new Row(i.Number, i.StartedAt, i.VehicleId is { } v ? vehicles.GetValueOrDefault(v, "") : "", i.Files, i.NotTaken, i.EndedAt is not null))];
    }

    public async Task<View> Handle(int number, int page, CancellationToken ct)
    {
        var import = await db.Imports.AsNoTracking().SingleOrDefaultAsync(i => i.Number == number, ct) ?? throw Refusal.NotFound("import.unknown");
        var vehicle = await db.Vehicles.Where(v => v.Id == import.VehicleId).Select(v => v.Name).FirstOrDefaultAsync(ct);
        var files = await db.ImportedFiles.AsNoTracking().Where(f => f.ImportId == import.Id).OrderBy(f => f.Ordinal).ToListAsync(ct);
        var ours = db.ImportedFiles.Where(f => f.ImportId == import.Id).Select(f => f.FootageId);
        var known = db.Footage;
        var footage = await known.AsNoTracking().Where(f => ours.Contains(f.Id)).ToDictionaryAsync(f => f.Id, ct);
        var drives = await db.Drives.AsNoTracking().Where(d => known.Any(f => f.DriveId == d.Id && ours.Contains(f.Id))).ToDictionaryAsync(d => d.Id, d => d.Number, ct);
        var gaveUp = await db.JobTickets.AsNoTracking().Where(t => t.State == JobState.Failed && known.Any(f => f.TicketId == t.Id && ours.Contains(f.Id))).ToDictionaryAsync(t => t.Id, t => t.Error, ct);

        FileView ViewOf(ImportedFile file)
        {
            if (file.FootageId is not { } id || !footage.TryGetValue(id, out var read)) return new FileView(file.Name, FootageState.Refused, file.ReasonKey, file.ReasonDetail, null, null);
            var drive = drives.GetValueOrDefault(read.DriveId);
            if (!read.IsRead && read.State != FootageState.Refused && gaveUp.TryGetValue(read.TicketId, out var error))
                return new FileView(file.Name, FootageState.Refused, error == DiskFull.Key ? error : "footage.failed", error, drive, id);
            return new FileView(file.Name, read.State, read.ReasonKey.Length == 0 && file.Known ? "footage.known" : read.ReasonKey, read.ReasonDetail, drive, id);
        }

        var all = files.Select(ViewOf).OrderBy(f => Urgency(f.State)).ToList();
        page = Math.Clamp(page, 1, Math.Max(1, (all.Count + PageSize - 1) / PageSize));
        return new View(number, import.StartedAt, vehicle ?? "", import.EndedAt is not null, all.CountBy(f => f.State).ToDictionary(), [.. all.Skip((page - 1) * PageSize).Take(PageSize)], all.Count, page);
    }

    private static int Urgency(FootageState state) => state switch { FootageState.Refused => 0, FootageState.Part => 1, FootageState.Done => 3, _ => 2 };
}
