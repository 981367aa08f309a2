using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Machimichi.Tests.Identity;

/// <summary>An authenticator in software: one P-256 key, attestation "none", as WebAuthn level 3 writes it.</summary>
internal sealed class SoftPasskey : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] id = RandomNumberGenerator.GetBytes(32);
    private string userHandle = "";

    public string Origin { get; set; } = "http://town.test";
    public string Domain { get; set; } = "town.test";
    public uint Counter { get; set; } = 1;

    /// <summary>The answer to creation options.</summary>
    public string Create(string options)
    {
        using var json = JsonDocument.Parse(options);
        userHandle = json.RootElement.GetProperty("user").GetProperty("id").GetString()!;
        var client = Client("webauthn.create", json.RootElement.GetProperty("challenge").GetString()!);
        var q = key.ExportParameters(false).Q;
        byte[] cose = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. q.X!, 0x22, 0x58, 0x20, .. q.Y!];
        byte[] data = [.. Data(0x45), .. new byte[16], 0, (byte)id.Length, .. id, .. cose];
        byte[] attestation = [0xA3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xA0, 0x68, .. "authData"u8, 0x58, (byte)data.Length, .. data];
        return Credential(new { clientDataJSON = Url(client), attestationObject = Url(attestation), transports = new[] { "internal" } });
    }

    /// <summary>The answer to request options.</summary>
    public string Get(string options)
    {
        using var json = JsonDocument.Parse(options);
        var client = Client("webauthn.get", json.RootElement.GetProperty("challenge").GetString()!);
        var data = Data(0x05);
        var signature = key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Credential(new { clientDataJSON = Url(client), authenticatorData = Url(data), signature = Url(signature), userHandle });
    }

    private byte[] Client(string type, string challenge) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { type, challenge, origin = Origin, crossOrigin = false }));

    private byte[] Data(byte flags)
    {
        var counter = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(counter, Counter);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(Domain)), flags, .. counter];
    }

    private string Credential(object response) => JsonSerializer.Serialize(new { id = Url(id), rawId = Url(id), type = "public-key", response, clientExtensionResults = new { }, authenticatorAttachment = "platform" });

    private static string Url(byte[] bytes) => Base64Url.EncodeToString(bytes);

    public void Dispose() => key.Dispose();
}
