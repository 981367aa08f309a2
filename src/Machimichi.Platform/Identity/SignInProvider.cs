using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Machimichi.Platform.Towns;

namespace Machimichi.Platform.Identity;

/// <summary>A service that people may sign in with (OpenID Connect), as the installation's settings describe it. It is asked for nothing but that somebody is themselves.</summary>
/// <param name="Id">In addresses: a to z, 0 to 9 and hyphens.</param>
/// <param name="Name">On the button.</param>
/// <param name="Authority">Its issuer; <c>/.well-known/openid-configuration</c> is read under it.</param>
/// <param name="Secret">Given in the file only for a try-out; else by one of the two that follow.</param>
/// <param name="SecretFile">A file that holds the secret.</param>
/// <param name="SecretVariable">An environment variable that holds it.</param>
public sealed record SignInProvider(string Id, LocalName Name, string Authority, string ClientId, string? Secret = null, string? SecretFile = null, string? SecretVariable = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public string ReadSecret() =>
        (SecretFile is { Length: > 0 } file ? File.ReadAllText(file) : SecretVariable is { Length: > 0 } variable ? Environment.GetEnvironmentVariable(variable) : Secret)?.Trim() is { Length: > 0 } secret
            ? secret
            : throw new Refusal("provider.no-secret", values: ("id", Id));

    /// <summary>The providers of a settings file: a JSON array.</summary>
    public static IReadOnlyList<SignInProvider> Read(string path)
    {
        if (path.Length == 0) return [];
        SignInProvider[]? providers;
        try { providers = JsonSerializer.Deserialize<SignInProvider[]>(File.ReadAllText(path), Json); }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException) { throw new Refusal("provider.unreadable", values: ("detail", e.Message)); }
        foreach (var provider in providers ?? []) provider.Check();
        if (providers!.DistinctBy(p => p.Id).Count() != providers!.Length) throw new Refusal("provider.unreadable", values: ("detail", "id"));
        return providers;
    }

    private void Check()
    {
        if (string.IsNullOrEmpty(Id) || !Id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')) throw new Refusal("provider.unreadable", values: ("detail", $"id {Id}"));
        if (Name is null || string.IsNullOrEmpty(ClientId)) throw new Refusal("provider.unreadable", values: ("detail", $"{Id}: name, clientId"));
        // Without TLS only on this machine, for trying out.
        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && !uri.IsLoopback)) throw new Refusal("provider.unreadable", values: ("detail", $"{Id}: authority"));
    }
}

/// <summary>
/// What is kept of somebody who signs in elsewhere: a number made of the service, its number for them, and a secret of this installation.
/// Whoever reads the database cannot ask the service, or compare with another installation, whose it is.
/// </summary>
public sealed class OutsideSubject(PlatformOptions options)
{
    private readonly Lock making = new();
    private byte[]? salt;

    public string Of(string issuer, string subject) => Convert.ToHexStringLower(HMACSHA256.HashData(Salt(), Encoding.UTF8.GetBytes($"{issuer}\n{subject}")));

    private byte[] Salt()
    {
        lock (making)
        {
            if (salt is not null) return salt;
            var path = Path.Combine(options.DataFolder, "keys", "subject.salt");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (!File.Exists(path))
            {
                // Written beside and moved, so that another process reads all of it or none; the first one stays.
                var beside = $"{path}.{Guid.CreateVersion7():N}";
                File.WriteAllBytes(beside, RandomNumberGenerator.GetBytes(32));
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(beside, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                try { File.Move(beside, path, overwrite: false); }
                catch (IOException) { File.Delete(beside); }
            }
            return salt = File.ReadAllBytes(path);
        }
    }
}
