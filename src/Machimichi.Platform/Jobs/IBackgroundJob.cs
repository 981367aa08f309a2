using System.Text.Json;
using Machimichi.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Platform.Jobs;

/// <summary>Work that a ticket asks for. It may be run again after a crash, so it must be safe to repeat.</summary>
public interface IBackgroundJob<in TPayload>
{
    Task Run(TPayload payload, JobProgress progress, CancellationToken ct);
}

/// <summary>Tells whoever watches how far a job is; written at most twice a second.</summary>
public sealed class JobProgress(Guid ticketId, MachimichiDb db, TimeProvider clock)
{
    private long last;

    public Guid TicketId => ticketId;

    public async Task Report(double fraction, string text, CancellationToken ct)
    {
        if (last != 0 && clock.GetElapsedTime(last) < TimeSpan.FromMilliseconds(500)) return;
        last = clock.GetTimestamp();
        var percent = (int)Math.Clamp(fraction * 100, 0, 100);
        await db.JobTickets.Where(t => t.Id == ticketId).ExecuteUpdateAsync(s => s.SetProperty(t => t.Percent, percent).SetProperty(t => t.ProgressText, text), ct);
    }
}

/// <summary>A kind of job as its module declares it.</summary>
public sealed record JobKind(string Name, string Group, Func<IServiceProvider, string, JobProgress, CancellationToken, Task> Run);

public static class JobEnqueuing
{
    /// <summary>Asks for work with the next save. An id given by the caller makes asking twice the same as asking once.</summary>
    public static Guid Enqueue(this MachimichiDb db, string kind, object payload, Guid? id = null)
    {
        var ticket = new JobTicket
        {
            Id = id ?? Guid.CreateVersion7(), TownId = db.Town.Slug, Kind = kind,
            Payload = JsonSerializer.Serialize(payload, payload.GetType()), CreatedAt = db.Now,
        };
        db.JobTickets.Add(ticket);
        return ticket.Id;
    }
}
