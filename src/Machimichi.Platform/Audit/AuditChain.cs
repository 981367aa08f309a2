using Machimichi.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Platform.Audit;

/// <summary>Appends to the chain and holds it against its hashes.</summary>
public static class AuditChain
{
    /// <summary>Runs inside the transaction of the save. Touching the head first makes a second writer wait for the first one's commit.</summary>
    internal static async Task Append(MachimichiDb db, IReadOnlyList<AuditNote> notes, CancellationToken ct) => db.AuditEntries.AddRange(await Chain(db, notes, ct));

    /// <summary>The links that follow the head, which is moved to the last of them; the caller writes them.</summary>
    internal static async Task<List<AuditEntry>> Chain(MachimichiDb db, IReadOnlyList<AuditNote> notes, CancellationToken ct)
    {
        var links = new List<AuditEntry>(notes.Count);
        foreach (var town in notes.GroupBy(n => n.TownId))
        {
            await db.Database.ExecuteSqlAsync($"INSERT INTO audit_heads (town_id, seq, hash) VALUES ({town.Key}, 0, '') ON CONFLICT DO NOTHING", ct);
            var mine = db.AuditHeads.Where(h => h.TownId == town.Key);
            await mine.ExecuteUpdateAsync(s => s.SetProperty(h => h.Seq, h => h.Seq), ct);
            var head = await mine.AsNoTracking().SingleAsync(ct);
            var (seq, hash) = (head.Seq, head.Hash);
            foreach (var note in town)
            {
                var unhashed = Entry(note, ++seq, hash, "");
                hash = unhashed.ComputeHash();
                links.Add(Entry(note, seq, unhashed.PreviousHash, hash));
            }
            await mine.ExecuteUpdateAsync(s => s.SetProperty(h => h.Seq, seq).SetProperty(h => h.Hash, hash), ct);
        }
        return links;
    }

    private static AuditEntry Entry(AuditNote n, long seq, string previous, string hash) => new()
    {
        TownId = n.TownId, Seq = seq, At = n.At, Actor = n.Actor, Action = n.Action,
        SubjectKind = n.SubjectKind, SubjectId = n.SubjectId, Detail = n.Detail, PreviousHash = previous, Hash = hash,
    };

    /// <summary>Number of the last link of the town: another number, and something happened. 0 where nothing has yet.</summary>
    public static Task<long> LastOf(MachimichiDb db, CancellationToken ct)
    {
        var town = db.Town.Slug;
        return db.AuditHeads.Where(h => h.TownId == town).Select(h => h.Seq).SingleOrDefaultAsync(ct);
    }

    /// <summary>Walks every town's chain and names each link that does not hold.</summary>
    public static async Task<AuditVerdict> Verify(MachimichiDb db, CancellationToken ct)
    {
        var broken = new List<string>();
        var heads = await db.AuditHeads.AsNoTracking().ToDictionaryAsync(h => h.TownId, ct);
        var (rows, town, seq, hash) = (0L, "", 0L, "");
        await foreach (var entry in db.AuditEntries.AsNoTracking().OrderBy(e => e.TownId).ThenBy(e => e.Seq).AsAsyncEnumerable().WithCancellation(ct))
        {
            if (entry.TownId != town)
            {
                CheckEnd(heads, broken, town, seq, hash);
                (town, seq, hash) = (entry.TownId, 0, "");
            }
            rows++;
            if (entry.Seq != seq + 1) broken.Add($"{town} {seq + 1}: missing");
            else if (entry.PreviousHash != hash) broken.Add($"{town} {entry.Seq}: does not follow the one before it");
            if (entry.ComputeHash() != entry.Hash) broken.Add($"{town} {entry.Seq}: was changed after it was written");
            (seq, hash) = (entry.Seq, entry.Hash);
        }
        CheckEnd(heads, broken, town, seq, hash);
        broken.AddRange(heads.Values.Where(h => h.Seq > 0).Select(h => $"{h.TownId}: all {h.Seq} entries are missing"));
        return new AuditVerdict(rows, broken);
    }

    private static void CheckEnd(Dictionary<string, AuditHead> heads, List<string> broken, string town, long seq, string hash)
    {
        if (town.Length == 0) return;
        if (!heads.Remove(town, out var head) || head.Seq != seq || head.Hash != hash)
            broken.Add($"{town} {seq}: the end of the chain is missing or was cut off");
    }
}

/// <param name="Rows">How many entries were read.</param>
/// <param name="Broken">One line for each link that does not hold; empty when the trail is whole.</param>
public sealed record AuditVerdict(long Rows, IReadOnlyList<string> Broken);
