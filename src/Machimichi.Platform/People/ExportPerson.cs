using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Machimichi.Platform.Data;
using Machimichi.Platform.Files;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Jobs;
using Machimichi.Platform.Language;
using Machimichi.Platform.Photos;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Platform.People;

/// <summary>One ZIP with everything that is kept of whoever asks: a page to read, the same as JSON, the photos. Small ones at once, big ones by a job.</summary>
public sealed class ExportPerson(MachimichiDb db, CollectPerson collect, Speech speech, PersonalZip zip)
{
    /// <summary>With more photos than that nobody waits for their browser.</summary>
    public const int AtOnce = 20;

    /// <param name="Id">Of the export, made now or promised.</param>
    public sealed record Prepared(Guid Id, DateTime AskedAt, bool Ready);

    /// <returns>The ZIP, or null where a job makes it.</returns>
    public async Task<Stream?> Handle(CancellationToken ct)
    {
        var person = await collect.Asking(ct);
        var files = await collect.Handle(person, speech.Language, ct);
        if (files.Sum(f => f.Photos.Count) <= AtOnce) return await zip.Write(files, speech.Language, ct);
        if (await db.PersonalExports.AnyAsync(e => e.PersonId == person.Id && e.ReadyAt == null, ct)) return null;
        var export = new PersonalExport { Id = Guid.CreateVersion7(), PersonId = person.Id, Mail = person.Mail, Language = speech.Language, AskedAt = db.Now };
        db.PersonalExports.Add(export);
        db.Enqueue(MakeExport.Kind, new MakeExport.Payload(export.Id), export.Id);
        await db.SaveChangesAsync(ct);
        return null;
    }

    public async Task<IReadOnlyList<Prepared>> Mine(CancellationToken ct)
    {
        var me = (await collect.Asking(ct)).Id;
        var since = db.Now - PersonalExport.Kept;
        return await db.PersonalExports.Where(e => e.PersonId == me && e.AskedAt > since).OrderByDescending(e => e.AskedAt).Select(e => new Prepared(e.Id, e.AskedAt, e.ReadyAt != null)).ToListAsync(ct);
    }

    public async Task<Stream?> Open(Guid id, IFileStore files, CancellationToken ct)
    {
        var me = (await collect.Asking(ct)).Id;
        var since = db.Now - PersonalExport.Kept;
        var key = await db.PersonalExports.Where(e => e.Id == id && e.PersonId == me && e.AskedAt > since && e.ReadyAt != null).Select(e => e.FileKey).SingleOrDefaultAsync(ct);
        return key is null ? null : await files.Open(key, ct);
    }
}

/// <summary>Makes a big export, and clears away those that nobody fetched in time.</summary>
public sealed class MakeExport(MachimichiDb db, CollectPerson collect, PersonalZip zip, IFileStore files) : IBackgroundJob<MakeExport.Payload>
{
    public const string Kind = "export";

    public sealed record Payload(Guid ExportId);

    public async Task Run(Payload payload, JobProgress progress, CancellationToken ct)
    {
        var old = db.Now - PersonalExport.Kept;
        foreach (var gone in await db.PersonalExports.Where(e => e.AskedAt <= old).ToListAsync(ct))
        {
            if (gone.FileKey.Length > 0) await files.Delete(gone.FileKey, ct);
            db.PersonalExports.Remove(gone);
        }
        await db.SaveChangesAsync(ct);
        if (await db.PersonalExports.SingleOrDefaultAsync(e => e.Id == payload.ExportId, ct) is not { ReadyAt: null } export) return;
        var account = await db.Users.AnyAsync(u => u.Id == export.PersonId, ct);
        var person = new Person(export.PersonId, account ? $"account:{export.PersonId:N}" : $"visitor:{export.PersonId:N}", export.Mail);
        await using var made = await zip.Write(await collect.Handle(person, export.Language, ct), export.Language, ct);
        export.FileKey = (await files.Put(made, ct)).Key;
        export.ReadyAt = db.Now;
        await db.SaveChangesAsync(ct);
    }
}

/// <summary>Writes the ZIP, to a file that is gone when it is closed.</summary>
public sealed class PersonalZip(MachimichiDb db, IFileStore files, PersonalPage page)
{
    public async Task<Stream> Write(IReadOnlyList<PersonalFile> person, string language, CancellationToken ct)
    {
        var path = Path.Combine(Path.GetTempPath(), $"machimichi-{Guid.CreateVersion7():N}.zip");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        try
        {
            await using (var zip = await ZipArchive.CreateAsync(file, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, ct))
            {
                var photos = await Photos(zip, person, ct);
                await Put(zip, "index.html", Encoding.UTF8.GetBytes(page.Write(person, photos, language)), ct);
                await Put(zip, "data.json", JsonSerializer.SerializeToUtf8Bytes(person.Select(f => new { town = f.Town?.Slug ?? "", sections = f.Sections.ToDictionary(s => s.Name, s => s.Rows), photos = photos.GetValueOrDefault(f) ?? [] }), PersonalFile.Json), ct);
            }
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private async Task<Dictionary<PersonalFile, List<string>>> Photos(ZipArchive zip, IReadOnlyList<PersonalFile> person, CancellationToken ct)
    {
        var written = new Dictionary<PersonalFile, List<string>>();
        foreach (var file in person)
        {
            var names = written[file] = [];
            if (file.Photos.Count == 0) continue;
            foreach (var photo in await db.Photos.IgnoreQueryFilters().AsNoTracking().Where(p => p.TownId == file.Town!.Slug && file.Photos.Contains(p.Id)).OrderBy(p => p.Id).ToListAsync(ct))
            {
                // One that is not cleaned yet is still exactly what its sender sent.
                var ready = photo.State == PhotoState.Ready;
                if ((ready ? await files.ReadAll(photo.LargeKey, ct) : await RawPhoto.Read(files, photo.RawKey, ct)) is not { } bytes) continue;
                var name = $"photos/{file.Town!.Slug}/{photo.Id:N}.{(ready ? "jpg" : "original")}";
                await Put(zip, name, bytes, ct);
                names.Add(name);
            }
        }
        return written;
    }

    private static async Task Put(ZipArchive zip, string name, byte[] content, CancellationToken ct)
    {
        await using var entry = await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(ct);
        await entry.WriteAsync(content, ct);
    }
}
