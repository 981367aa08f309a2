namespace Machimichi.Roads.Tracks;

/// <summary>How a recorder's clock stands to UTC: its time zone, a whole number of quarters of an hour, and the seconds by which it is wrong.</summary>
public readonly record struct CameraClock(TimeSpan Zone, TimeSpan Error)
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    /// <summary>From one instant told by both clocks.</summary>
    public static CameraClock From(DateTime camera, DateTime utc)
    {
        var difference = camera - utc;
        var zone = Quarter * Math.Round(difference / Quarter, MidpointRounding.AwayFromZero);
        // No zone on earth is further from UTC than this: the rest is a clock set wrong.
        zone = TimeSpan.FromHours(Math.Clamp(zone.TotalHours, -12, 14));
        return new CameraClock(zone, difference - zone);
    }

    public DateTime ToUtc(DateTime camera) => DateTime.SpecifyKind(camera - Zone - Error, DateTimeKind.Utc);
}
