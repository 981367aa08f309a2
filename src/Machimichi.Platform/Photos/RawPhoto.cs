using System.Security.Cryptography;
using Machimichi.Platform.Files;

namespace Machimichi.Platform.Photos;

/// <summary>
/// What was sent, kept until it is cleaned. A file's key is the hash of its bytes, and a photo can be sent that is, byte for byte, a file
/// that is kept here for somebody else (downloaded from these pages); random bytes before it keep the two apart, so that deleting one never takes the other.
/// </summary>
internal static class RawPhoto
{
    private const int Salt = 16;

    public static async Task<string> Keep(IFileStore files, byte[] sent, CancellationToken ct) => (await files.Put([.. RandomNumberGenerator.GetBytes(Salt), .. sent], ct)).Key;

    public static async Task<byte[]?> Read(IFileStore files, string key, CancellationToken ct) => await files.ReadAll(key, ct) is { Length: >= Salt } kept ? kept[Salt..] : null;

    /// <summary>All bytes of a stream, or null when there are more than that.</summary>
    public static async Task<byte[]?> ReadUpTo(Stream content, long most, CancellationToken ct)
    {
        using var all = new MemoryStream();
        var buffer = new byte[1 << 16];
        int read;
        while ((read = await content.ReadAsync(buffer, ct)) > 0)
        {
            if (all.Length + read > most) return null;
            all.Write(buffer, 0, read);
        }
        return all.ToArray();
    }
}
