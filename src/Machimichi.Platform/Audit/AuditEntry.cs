using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Machimichi.Platform.Audit;

/// <summary>One link of a town's append-only trail: who did what to which thing, and the hash of all that came before.</summary>
public sealed class AuditEntry
{
    public required string TownId { get; init; }
    public required long Seq { get; init; }
    public required DateTime At { get; init; }
    public required string Actor { get; init; }
    public required string Action { get; init; }
    public required string SubjectKind { get; init; }
    public required Guid SubjectId { get; init; }
    public required string Detail { get; init; }
    public required string PreviousHash { get; init; }
    public required string Hash { get; init; }

    /// <summary>SHA-256 over the JSON array of every other field, in the order of this class; lower-case hexadecimal.</summary>
    public string ComputeHash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(
        new object[] { TownId, Seq, At.ToString("O"), Actor, Action, SubjectKind, SubjectId, Detail, PreviousHash }, AuditNote.Json))));
}

/// <summary>The end of a town's chain; its row is what two writers wait for.</summary>
internal sealed class AuditHead
{
    public required string TownId { get; init; }
    public long Seq { get; init; }
    public string Hash { get; init; } = "";
}

/// <summary>A change that was said but not yet chained.</summary>
internal sealed record AuditNote(string TownId, DateTime At, string Actor, string Action, string SubjectKind, Guid SubjectId, string Detail)
{
    internal static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Whole microseconds, since that is what PostgreSQL keeps and the hash must survive the round trip.
    public static AuditNote Of(string town, DateTime at, string actor, string action, string kind, Guid id, object? detail) =>
        new(town, new DateTime(at.Ticks - at.Ticks % 10, DateTimeKind.Utc), actor, action, kind, id, detail is null ? "{}" : JsonSerializer.Serialize(detail, Json));
}
