using Machimichi.Platform.Data;
using Machimichi.Platform.Jobs;
using Machimichi.Roads.Defects;
using Machimichi.Roads.Footage;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Drives;

/// <summary>What of the roads waits for the staff.</summary>
public sealed class RoadsCounts(MachimichiDb db)
{
    public sealed record View(int DrivesUnderWay, int DefectsToConfirm);

    public async Task<View> Handle(CancellationToken ct)
    {
        var underWay = await db.Footage.Where(f => f.State == FootageState.Waiting || f.State == FootageState.Reading)
            .Where(f => !db.JobTickets.Any(t => t.Id == f.TicketId && t.State == JobState.Failed)).Select(f => f.DriveId).Distinct().CountAsync(ct);
        return new View(underWay, await db.Defects.CountAsync(d => d.State == DefectState.Candidate, ct));
    }
}
