using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Machimichi.Platform;

namespace Machimichi.Voice.Writing;

/// <summary>
/// A random word made with a form (or by a client of the API) that makes sending twice the same as sending once.
/// Only its hash is stored, and a reporter's secret is derived from it: so a form resent after a crash gets the very same
/// receipt, while nobody who reads the database can make one. It must therefore be random; a UUID is.
/// </summary>
public static class SubmissionKey
{
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(18));

    public static bool IsUsable(string? key) => key is { Length: >= 22 and <= 100 } && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    internal static Refusal? Problem(string? key) => IsUsable(key) ? null : new Refusal("voice.submission-key", "key");

    internal static string Hash(string key) => Sha("submission", key);

    internal static string SecretOf(string key) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"secret:{key}")).AsSpan(0, 16));

    internal static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    internal static string SecretHash(string secret) => Sha("link", secret);

    private static string Sha(string use, string value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{use}:{value}")));
}
