using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Footage;

/// <summary>Reads footage once more that was refused or given up: its bytes are here, only the reading is missing.</summary>
public sealed class RetryFootage(MachimichiDb db, Actor actor)
{
    /// <returns>The number of its drive.</returns>
    public async Task<int> Handle(Guid footageId, CancellationToken ct)
    {
        var footage = await db.Footage.SingleOrDefaultAsync(f => f.Id == footageId, ct) ?? throw Refusal.NotFound("footage.unknown");
        var gaveUp = await db.JobTickets.AnyAsync(t => t.Id == footage.TicketId && t.State == JobState.Failed, ct);
        if (footage.State != FootageState.Refused && !gaveUp) throw Refusal.Conflict("footage.not-refused");
        footage.Await(footage.Files, db.Enqueue(ReadFootage.Kind, new ReadFootage.Payload(footage.Id)));
        db.Note(actor.Name, "footage.retried", "footage", footage.Id);
        await db.SaveChangesAsync(ct);
        return await db.Drives.Where(d => d.Id == footage.DriveId).Select(d => d.Number).SingleAsync(ct);
    }
}
