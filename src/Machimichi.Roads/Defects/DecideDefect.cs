using Machimichi.Platform;
using Machimichi.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Defects;

/// <summary>What every decision on a defect begins and ends with.</summary>
internal static class DecideDefect
{
    public static async Task<Defect> FindDefect(this MachimichiDb db, int number, CancellationToken ct) =>
        await db.Defects.SingleOrDefaultAsync(d => d.Number == number, ct) ?? throw Refusal.NotFound("defect.unknown");

    public static async Task SaveDecision(this MachimichiDb db, CancellationToken ct)
    {
        try { await db.SaveChangesAsync(ct); }
        catch (DbUpdateConcurrencyException) { throw Refusal.Conflict("defect.changed-meanwhile"); }
    }
}
