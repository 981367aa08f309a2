namespace Machimichi.Platform.Files;

/// <summary>Where bytes live: a folder, or S3. A file's key is the SHA-256 of what it holds, so the same bytes are kept once.</summary>
public interface IFileStore
{
    /// <summary>Keeps what the stream holds and returns its key and length. Nothing is visible until all of it is safe.</summary>
    Task<StoredFile> Put(Stream content, CancellationToken ct);

    /// <summary>Opens a kept file, seekable; null when there is none.</summary>
    Task<Stream?> Open(string key, CancellationToken ct);

    /// <summary>Forgets a file; no error when it is gone already.</summary>
    Task Delete(string key, CancellationToken ct);
}

public sealed record StoredFile(string Key, long Length);

public static class FileStoreExtensions
{
    public static async Task<StoredFile> Put(this IFileStore store, byte[] content, CancellationToken ct)
    {
        using var stream = new MemoryStream(content, writable: false);
        return await store.Put(stream, ct);
    }

    public static async Task<byte[]?> ReadAll(this IFileStore store, string key, CancellationToken ct)
    {
        await using var stream = await store.Open(key, ct);
        if (stream is null) return null;
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, ct);
        return copy.ToArray();
    }
}
