using System.Text.Json;
using Machimichi.Platform.Files;

namespace Machimichi.Roads.Footage;

/// <summary>Kept footage as files under their own names, in a folder that goes away with it: what ffmpeg and the track readers need.</summary>
internal sealed class LaidOutFootage : IDisposable
{
    private readonly string folder;

    // Named after its footage: what a killed reading left lying is thrown away by the next one, which there always is.
    private LaidOutFootage(Guid footageId)
    {
        folder = Path.Combine(Path.GetTempPath(), $"machimichi-footage-{footageId:N}");
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The film, or the stills in the order of their names.</summary>
    public List<string> Pictures { get; } = [];

    /// <summary>What lay beside: tracks and <c>camera.json</c>.</summary>
    public List<string> Beside { get; } = [];

    public string Folder => folder;

    public static string Write(IReadOnlyList<KeptFile> pictures, IReadOnlyList<KeptFile> beside) => JsonSerializer.Serialize(new Listing(pictures, beside));

    public static Listing Read(string files) => JsonSerializer.Deserialize<Listing>(files)!;

    public static async Task<LaidOutFootage> Of(FootageFile footage, IFileStore store, CancellationToken ct)
    {
        var laid = new LaidOutFootage(footage.Id);
        try
        {
            var listing = Read(footage.Files);
            foreach (var file in listing.Pictures) laid.Pictures.Add(await laid.Lay(file, store, ct));
            foreach (var file in listing.Beside) laid.Beside.Add(await laid.Lay(file, store, ct));
            return laid;
        }
        catch
        {
            laid.Dispose();
            throw;
        }
    }

    private async Task<string> Lay(KeptFile file, IFileStore store, CancellationToken ct)
    {
        var path = Path.Combine(folder, Path.GetFileName(file.Name));
        if (File.Exists(path)) path = Path.Combine(folder, $"{file.Key[..8]}-{Path.GetFileName(file.Name)}");
        await using var kept = await store.Open(file.Key, ct) ?? throw new FileNotFoundException($"The kept file of {file.Name} is gone from the file store. Import the footage again.");
        // A film may be gigabytes: where the store is a folder, its file is used where it lies.
        if (kept is FileStream { Length: > 64 << 20 } local && !OperatingSystem.IsWindows()) File.CreateSymbolicLink(path, Path.GetFullPath(local.Name));
        else
        {
            await using var copy = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await kept.CopyToAsync(copy, ct);
        }
        return path;
    }

    public void Dispose()
    {
        try { Directory.Delete(folder, recursive: true); }
        catch (IOException) { /* the system empties its temporary folder */ }
    }

    internal sealed record Listing(IReadOnlyList<KeptFile> Pictures, IReadOnlyList<KeptFile> Beside);
}
