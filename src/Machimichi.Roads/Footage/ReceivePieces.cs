using System.Globalization;
using System.Text;
using System.Text.Json;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Machimichi.Roads.Footage;

/// <summary>
/// Footage in pieces over a line that breaks (tus 1.0: creation, termination). What has come lies in the data folder, and its length is the offset, so a
/// lid that closes, a program that is killed and a browser that is opened tomorrow all go on where it stopped. A batch, a card's tree, is imported as one.
/// </summary>
public sealed class ReceivePieces(MachimichiDb db, PlatformOptions options, ReceiveFootage receive)
{
    private const string Version = "1.0.0", Body = "application/offset+octet-stream";
    private const int Locked = 423, Full = 507, MostFiles = 20_000, Deepest = 12;

    // What nobody came back for is thrown away.
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(7);

    private sealed record Upload(Guid Id, string Path, long Length);

    /// <remarks>
    /// No other site can make a browser send these: each must carry <c>Tus-Resumable</c>, which a browser asks leave for first, and nobody gives it.
    /// The import itself is a form with its own token.
    /// </remarks>
    internal static void Map(RouteGroupBuilder staff)
    {
        var uploads = staff.MapGroup("/uploads");
        uploads.MapMethods("/", [HttpMethods.Options], (HttpContext http) => Describe(http));
        uploads.MapPost("/", (ReceivePieces pieces, string town, HttpContext http, CancellationToken ct) => pieces.Create(town, http, ct)).DisableAntiforgery();
        uploads.MapMethods("/{batch:guid}/{id:guid}", [HttpMethods.Head], (Guid batch, Guid id, ReceivePieces pieces, HttpContext http) => pieces.Tell(batch, id, http));
        uploads.MapPatch("/{batch:guid}/{id:guid}", (Guid batch, Guid id, ReceivePieces pieces, HttpContext http) => pieces.Append(batch, id, http)).WithMetadata(new DisableRequestSizeLimitAttribute()).DisableAntiforgery();
        uploads.MapDelete("/{batch:guid}/{id:guid}", (Guid batch, Guid id, ReceivePieces pieces, HttpContext http) => pieces.Remove(batch, id, http)).DisableAntiforgery();
        uploads.MapPost("/import", async ([FromForm] Guid batch, [FromForm] string? vehicle, string town, ReceivePieces pieces, HttpContext http, CancellationToken ct) =>
            await http.Done($"/{town}/console/roads/imports/{(await pieces.Import(batch, vehicle, ct)).Import}"));
    }

    /// <summary>All of a batch has come: it is received like a card.</summary>
    public async Task<ReceiveFootage.Receipt> Import(Guid batch, string? vehicle, CancellationToken ct)
    {
        var folder = Folder(batch);
        var uploads = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.json").Select(f => JsonSerializer.Deserialize<Upload>(File.ReadAllText(f))!).OrderBy(u => u.Id).ToList() : [];
        if (uploads.Count == 0) throw new Refusal("footage.none-given", "files");
        var missing = uploads.Count(u => File.Exists(Part(folder, u.Id)) && new FileInfo(Part(folder, u.Id)).Length != u.Length);
        if (missing > 0) throw new Refusal("upload.unfinished", "files", RefusalKind.Conflict, ("n", missing), ("total", uploads.Count));
        var card = Path.Combine(folder, "card");
        foreach (var upload in uploads)
        {
            // Moved already where an import was cut off here.
            if (!File.Exists(Part(folder, upload.Id))) continue;
            var place = Path.Combine(card, upload.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            if (File.Exists(place)) place = Path.Combine(Path.GetDirectoryName(place)!, $"{upload.Id:N}-{Path.GetFileName(place)}");
            File.Move(Part(folder, upload.Id), place);
        }
        var receipt = await receive.Handle(new ReceiveFootage.Request([card], vehicle), null, ct);
        // What the disk had no room for is still here, and the same button brings it.
        if (!receipt.Files.Any(f => f.ReasonKey == DiskFull.Key)) Directory.Delete(folder, recursive: true);
        return receipt;
    }

    private static IResult Describe(HttpContext http)
    {
        var headers = http.Response.Headers;
        (headers["Tus-Resumable"], headers["Tus-Version"], headers["Tus-Extension"]) = (Version, Version, "creation,termination");
        headers["Tus-Max-Size"] = UploadFootage.MostBytes.ToString(CultureInfo.InvariantCulture);
        return Results.NoContent();
    }

    private async Task<IResult> Create(string town, HttpContext http, CancellationToken ct)
    {
        if (OtherVersion(http) is { } other) return other;
        if (!long.TryParse(http.Request.Headers["Upload-Length"], NumberStyles.None, CultureInfo.InvariantCulture, out var length)) return Results.BadRequest();
        if (length > UploadFootage.MostBytes) return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        var metadata = Metadata(http.Request.Headers["Upload-Metadata"].ToString());
        if (!Guid.TryParse(metadata.GetValueOrDefault("batch"), out var batch) || metadata.GetValueOrDefault("filename") is not { Length: > 0 } name) return Results.BadRequest();
        ForgetOld();
        var folder = Directory.CreateDirectory(Folder(batch)).FullName;
        if (Directory.EnumerateFiles(folder, "*.json").Take(MostFiles).Count() >= MostFiles) return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        var upload = new Upload(Guid.CreateVersion7(), SafePath(name), length);
        try
        {
            await File.WriteAllBytesAsync(Part(folder, upload.Id), [], ct);
            await File.WriteAllTextAsync(Path.Combine(folder, $"{upload.Id:N}.json"), JsonSerializer.Serialize(upload), ct);
        }
        catch (IOException e) when (DiskFull.Is(e)) { return Results.StatusCode(Full); }
        http.Response.Headers.Location = $"/{town}/console/uploads/{batch}/{upload.Id}";
        return Results.StatusCode(StatusCodes.Status201Created);
    }

    private IResult Tell(Guid batch, Guid id, HttpContext http)
    {
        if (OtherVersion(http) is { } other) return other;
        http.Response.Headers.CacheControl = "no-store";
        if (Find(batch, id) is not { } found) return Results.NotFound();
        Offsets(http, found.Part, found.Upload.Length);
        return Results.Ok();
    }

    private async Task<IResult> Append(Guid batch, Guid id, HttpContext http)
    {
        if (OtherVersion(http) is { } other) return other;
        if (http.Request.ContentType != Body) return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        if (!long.TryParse(http.Request.Headers["Upload-Offset"], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)) return Results.BadRequest();
        if (Find(batch, id) is not { } found) return Results.NotFound();
        if (offset + (http.Request.ContentLength ?? 0) > found.Upload.Length) return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        try
        {
            await using var file = new FileStream(found.Part, FileMode.Open, FileAccess.Write, FileShare.Read, 0, FileOptions.Asynchronous);
            if (offset != file.Length) return Results.StatusCode(StatusCodes.Status409Conflict);
            file.Seek(0, SeekOrigin.End);
            await Copy(http, file, found.Upload.Length - offset);
        }
        // Windows and Linux alike refuse a second writer; the one before may not have noticed yet that its line is gone.
        catch (IOException e) { return Results.StatusCode(DiskFull.Is(e) ? Full : Locked); }
        Offsets(http, found.Part, found.Upload.Length);
        return Results.NoContent();
    }

    // What came before the line broke is kept: that is what the next piece goes on from.
    private static async Task Copy(HttpContext http, FileStream file, long room)
    {
        var buffer = new byte[1 << 17];
        while (room > 0)
        {
            int read;
            try { read = await http.Request.Body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, room)), http.RequestAborted); }
            catch (Exception e) when (e is OperationCanceledException or BadHttpRequestException or Microsoft.AspNetCore.Connections.ConnectionResetException) { return; }
            if (read == 0) return;
            await file.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
            room -= read;
        }
    }

    private IResult Remove(Guid batch, Guid id, HttpContext http)
    {
        if (OtherVersion(http) is { } other) return other;
        if (Find(batch, id) is not { } found) return Results.NotFound();
        File.Delete(found.Part);
        File.Delete(Path.Combine(Folder(batch), $"{id:N}.json"));
        return Results.NoContent();
    }

    private static IResult? OtherVersion(HttpContext http)
    {
        http.Response.Headers["Tus-Resumable"] = Version;
        if (http.Request.Headers["Tus-Resumable"] == Version) return null;
        http.Response.Headers["Tus-Version"] = Version;
        return Results.StatusCode(StatusCodes.Status412PreconditionFailed);
    }

    private static void Offsets(HttpContext http, string part, long length)
    {
        http.Response.Headers["Upload-Offset"] = new FileInfo(part).Length.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["Upload-Length"] = length.ToString(CultureInfo.InvariantCulture);
    }

    private (Upload Upload, string Part)? Find(Guid batch, Guid id)
    {
        var (folder, described) = (Folder(batch), Path.Combine(Folder(batch), $"{id:N}.json"));
        return File.Exists(described) && File.Exists(Part(folder, id)) ? (JsonSerializer.Deserialize<Upload>(File.ReadAllText(described))!, Part(folder, id)) : null;
    }

    private void ForgetOld()
    {
        var town = Path.GetDirectoryName(Folder(Guid.Empty))!;
        if (!Directory.Exists(town)) return;
        foreach (var batch in new DirectoryInfo(town).EnumerateDirectories())
            if (db.Now - batch.EnumerateFiles().Select(f => f.LastWriteTimeUtc).Append(batch.LastWriteTimeUtc).Max() > Forgotten) batch.Delete(recursive: true);
    }

    private string Folder(Guid batch) => Path.Combine(options.DataFolder, "uploads", db.Town.Slug, $"{batch:N}");

    private static string Part(string folder, Guid id) => Path.Combine(folder, $"{id:N}.part");

    // What a browser sends as a path is a claim: each of its names by itself, and none that leads out.
    private static string SafePath(string name) => Path.Combine([.. name.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries).TakeLast(Deepest).Select(UploadFootage.SafeName)]);

    private static Dictionary<string, string> Metadata(string header)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = pair.Split(' ');
            try { found[words[0]] = words.Length > 1 ? Encoding.UTF8.GetString(Convert.FromBase64String(words[1])) : ""; }
            catch (FormatException) { /* not what tus says: as if it were not there */ }
        }
        return found;
    }
}
