using Machimichi.Platform.Data;

namespace Machimichi.Roads.Drives;

/// <summary>One trip of a vehicle: one or more recorder files that follow each other.</summary>
internal sealed class Drive : ITownOwned
{
    /// <summary>Files of one vehicle that lie nearer than this belong to one drive; a stop at a light is no end of it.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(20);

    private Drive() { }

    public Drive(int number, Guid? vehicleId, DateTime receivedAt, DateTime? startedAt, DateTime? endedAt) =>
        (Id, Number, VehicleId, ReceivedAt, StartedAt, EndedAt) = (Guid.CreateVersion7(), number, vehicleId, receivedAt, startedAt, endedAt);

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public int Number { get; private init; }
    public Guid? VehicleId { get; private init; }
    public DateTime ReceivedAt { get; private init; }
    public DateTime? StartedAt { get; private set; }
    public DateTime? EndedAt { get; private set; }

    public void Span(DateTime from, DateTime to)
    {
        if (StartedAt is null || from < StartedAt) StartedAt = from;
        if (EndedAt is null || to > EndedAt) EndedAt = to;
    }

    public bool Continues(DateTime from, DateTime to) =>
        StartedAt is { } start && EndedAt is { } end && from <= end + LongestPause && to >= start - LongestPause;
}
