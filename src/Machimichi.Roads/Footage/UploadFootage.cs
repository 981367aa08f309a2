using Machimichi.Platform;
using Machimichi.Platform.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Machimichi.Roads.Footage;

/// <summary>Footage through the browser: films, stills and their track chosen together are laid into a folder and received like an SD card.</summary>
public sealed class UploadFootage(ReceiveFootage receive)
{
    public const long MostBytes = 64L << 30;

    public async Task<ReceiveFootage.Receipt> Handle(IFormFileCollection sent, string? vehicle, CancellationToken ct)
    {
        if (sent.All(f => f.Length == 0)) throw new Refusal("footage.none-given", "files");
        var temporary = Directory.CreateTempSubdirectory("machimichi-upload-").FullName;
        try
        {
            // A folder of stills is shown by its folder's name.
            var folder = Directory.CreateDirectory(Path.Combine(temporary, Path.GetFileNameWithoutExtension(SafeName(sent[0].FileName)))).FullName;
            foreach (var file in sent.Where(f => f.Length > 0))
            {
                // Only the name's last part is used, and never one that is taken: what a browser sends as a name is a claim.
                var path = Path.Combine(folder, SafeName(file.FileName));
                if (File.Exists(path)) path = Path.Combine(folder, $"{Guid.CreateVersion7():N}-{SafeName(file.FileName)}");
                await using var copy = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
                await file.CopyToAsync(copy, ct);
            }
            var receipt = await receive.Handle(new ReceiveFootage.Request([folder], vehicle), null, ct);
            if (receipt.Drives.Count == 0) throw new Refusal(receipt.Files.Count == 1 ? receipt.Files[0].ReasonKey : "footage.nothing-taken", "files", values: [("detail", receipt.Files.Count == 1 ? receipt.Files[0].ReasonDetail : "")]);
            return receipt;
        }
        catch (IOException e) when (DiskFull.Is(e)) { throw new Refusal(DiskFull.Key, "files"); }
        finally { Directory.Delete(temporary, recursive: true); }
    }

    internal static async Task<IResult> Post(IFormFileCollection files, [FromForm] string? vehicle, UploadFootage upload, HttpContext http, CancellationToken ct)
    {
        var receipt = await upload.Handle(files, vehicle, ct);
        var drives = receipt.Drives.Distinct().ToList();
        var list = $"/{http.GetRouteValue("town")}/console/roads";
        var whole = drives.Count == 1 && receipt.Files.All(f => f.FootageId is not null);
        return await http.Done(whole ? $"{list}/drives/{drives[0]}" : $"{list}/imports/{receipt.Import}", receipt);
    }

    internal static string SafeName(string name)
    {
        var last = name.Replace('\\', '/').Split('/')[^1];
        last = string.Concat(last.Where(c => !char.IsControl(c) && !Path.GetInvalidFileNameChars().Contains(c)));
        return last.Length == 0 || last.StartsWith('.') ? "file" + last : last.Length > 120 ? last[^120..] : last;
    }
}
