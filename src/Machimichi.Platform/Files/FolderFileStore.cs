using System.Buffers;
using System.Security.Cryptography;

namespace Machimichi.Platform.Files;

/// <summary>Content-addressed folder: <c>files/ab/cd/abcd…</c>. Written beside, flushed, then renamed, so a kill leaves no half file under a key.</summary>
public sealed class FolderFileStore(string root) : IFileStore
{
    public async Task<StoredFile> Put(Stream content, CancellationToken ct)
    {
        var incoming = Directory.CreateDirectory(Path.Combine(root, "incoming"));
        var temporary = Path.Combine(incoming.FullName, Path.GetRandomFileName());
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long length = 0;
            var buffer = ArrayPool<byte>.Shared.Rent(1 << 17);
            try
            {
                await using var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous);
                int read;
                while ((read = await content.ReadAsync(buffer, ct)) > 0)
                {
                    hash.AppendData(buffer, 0, read);
                    await file.WriteAsync(buffer.AsMemory(0, read), ct);
                    length += read;
                }
                file.Flush(flushToDisk: true);
            }
            finally { ArrayPool<byte>.Shared.Return(buffer); }
            var key = Convert.ToHexStringLower(hash.GetHashAndReset());
            var path = PathOf(key);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Move(temporary, path, overwrite: true);
            return new StoredFile(key, length);
        }
        finally { File.Delete(temporary); }
    }

    public Task<Stream?> Open(string key, CancellationToken ct)
    {
        try { return Task.FromResult<Stream?>(new FileStream(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.Asynchronous)); }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException) { return Task.FromResult<Stream?>(null); }
    }

    public Task Delete(string key, CancellationToken ct)
    {
        var path = PathOf(key);
        if (File.Exists(path)) File.Delete(path);
        return Task.CompletedTask;
    }

    private string PathOf(string key)
    {
        if (key.Length != 64 || !key.All(char.IsAsciiHexDigitLower)) throw new ArgumentException("A file's key is 64 hexadecimal digits.", nameof(key));
        return Path.Combine(root, key[..2], key[2..4], key);
    }
}
