namespace Machimichi.Roads.Tracks;

/// <summary>Whose clock the times of a track are.</summary>
public enum TrackClock
{
    /// <summary>The satellites' (some recorders add their own time zone; <see cref="CameraClock"/> finds it).</summary>
    Gps,

    /// <summary>The recorder's own, or the file name's: zone unknown.</summary>
    Camera,

    /// <summary>None: the seconds count from the beginning of the file, written as from 1 January 1970.</summary>
    None,
}

/// <summary>The way a vehicle took, in the order in which it was recorded. <see cref="TrackCleaner"/> makes it fit for use.</summary>
/// <param name="Source">The reader that understood the file: "gpx", "nmea", "gopro-gpmf", "novatek-freegps"…</param>
public sealed record Track(IReadOnlyList<Fix> Fixes, string Source)
{
    /// <summary>Over a longer gap nobody knows where the vehicle was.</summary>
    public static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(3);

    private const double MovingMps = 0.7;
    private const double SamePlaceMeters = 0.5;

    private Fix[]? ordered;

    public TrackClock Clock { get; init; } = TrackClock.Gps;

    /// <summary>The instant of the film's first picture, by the track's own clock; null where the file does not tell.</summary>
    public DateTime? VideoStartUtc { get; init; }

    /// <summary>What could not be read of a cut file; null when nothing is missing.</summary>
    public string? Missing { get; init; }

    private Fix[] Ordered => ordered ??= [.. Fixes.OrderBy(fix => fix.Utc)];

    /// <summary>Metres driven, without the pieces where the place is uncertain.</summary>
    public double LengthMeters
    {
        get
        {
            var fixes = Ordered;
            var sum = 0.0;
            for (var i = 1; i < fixes.Length; i++)
                if (IsCertain(fixes[i - 1], fixes[i]))
                    sum += Ground.Distance(fixes[i - 1], fixes[i]);
            return sum;
        }
    }

    /// <summary>Where the vehicle was; null where that is uncertain (outside the track, or in a gap of more than 3 s).</summary>
    public Fix? At(DateTime utc)
    {
        var fixes = Ordered;
        var after = FirstAtOrAfter(fixes, utc);
        if (after == fixes.Length)
            return null;
        if (fixes[after].Utc == utc)
            return Described(fixes, fixes[after], after, after);
        if (after == 0 || !IsCertain(fixes[after - 1], fixes[after]))
            return null;

        var (a, b) = (fixes[after - 1], fixes[after]);
        var share = (utc - a.Utc).TotalSeconds / (b.Utc - a.Utc).TotalSeconds;
        var place = new Fix(
            utc,
            a.Latitude + (b.Latitude - a.Latitude) * share,
            Longitude(a.Longitude, b.Longitude, share),
            a.SpeedMps is { } from && b.SpeedMps is { } to ? from + (to - from) * share : null,
            a.HeadingDegrees is { } left && b.HeadingDegrees is { } right ? (left + Ground.Turn(left, right) * share + 360) % 360 : null
        );
        return Described(fixes, place, after - 1, after);
    }

    /// <summary>The instants at which the vehicle had gone another <paramref name="step"/> metres; none while it stands or its place is uncertain.</summary>
    public IReadOnlyList<DateTime> EveryMeters(double step)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        var wanted = new List<DateTime>();
        var fixes = Ordered;
        var untilNext = 0.0;
        for (var i = 1; i < fixes.Length; i++)
        {
            var (a, b) = (fixes[i - 1], fixes[i]);
            if (!IsCertain(a, b))
            {
                untilNext = 0;
                continue;
            }
            var meters = Ground.Distance(a, b);
            if (IsStanding(a, b, meters))
                continue;
            while (untilNext <= meters)
            {
                wanted.Add(a.Utc + (b.Utc - a.Utc) * (untilNext / meters));
                untilNext += step;
            }
            untilNext -= meters;
        }
        return wanted;
    }

    // A stop was collapsed to its two ends: however long it took, its place is known.
    private static bool IsCertain(in Fix a, in Fix b) =>
        b.Utc - a.Utc <= LongestGap || (a.SpeedMps == 0 && b.SpeedMps == 0 && Ground.Distance(a, b) < SamePlaceMeters);

    private static bool IsStanding(in Fix a, in Fix b, double meters) =>
        meters < 1e-3
        || (
            a.SpeedMps is { } from && b.SpeedMps is { } to
                ? Math.Max(from, to) < MovingMps
                : meters < MovingMps * (b.Utc - a.Utc).TotalSeconds
        );

    private static Fix Described(Fix[] fixes, Fix place, int left, int right)
    {
        if (PathVelocity(fixes, place, left, right) is not { } velocity)
            return place;
        var pathSpeed = Math.Sqrt(velocity.East * velocity.East + velocity.North * velocity.North);
        var speed = place.SpeedMps ?? pathSpeed;
        if (speed < MovingMps || pathSpeed < MovingMps)
            return place with { SpeedMps = speed, HeadingDegrees = null };
        var path = Ground.Heading(velocity.East, velocity.North);
        // A receiver's own heading is steadier than the path, but some recorders write 0, or the opposite: the path decides.
        var heading = place.HeadingDegrees is { } own && Math.Abs(Ground.Turn(own, path)) < 30 ? own : path;
        return place with { SpeedMps = speed, HeadingDegrees = heading };
    }

    // Least squares over some 16 m to each side: two neighbours 1 s apart would turn 3 m of noise into 30 degrees.
    private static (double East, double North)? PathVelocity(Fix[] fixes, in Fix place, int left, int right)
    {
        var near = place.SpeedMps ?? Math.Max(Speed(fixes, left), Speed(fixes, right));
        var reach = TimeSpan.FromSeconds(Math.Clamp(16 / Math.Max(near, 0.1), 1.05, 3.05));
        while (left > 0 && place.Utc - fixes[left - 1].Utc <= reach && IsCertain(fixes[left - 1], fixes[left]))
            left--;
        while (right < fixes.Length - 1 && fixes[right + 1].Utc - place.Utc <= reach && IsCertain(fixes[right], fixes[right + 1]))
            right++;

        double n = 0,
            t1 = 0,
            t2 = 0,
            e1 = 0,
            n1 = 0,
            te = 0,
            tn = 0;
        for (var i = left; i <= right; i++)
        {
            var t = (fixes[i].Utc - place.Utc).TotalSeconds;
            var (east, north) = Ground.Offset(place, fixes[i]);
            (n, t1, t2, e1, n1, te, tn) = (n + 1, t1 + t, t2 + t * t, e1 + east, n1 + north, te + t * east, tn + t * north);
        }
        var spread = n * t2 - t1 * t1;
        return spread < 1e-9 ? null : ((n * te - t1 * e1) / spread, (n * tn - t1 * n1) / spread);
    }

    private static double Speed(Fix[] fixes, int i)
    {
        var j = i > 0 ? i - 1 : Math.Min(1, fixes.Length - 1);
        var seconds = Math.Abs((fixes[i].Utc - fixes[j].Utc).TotalSeconds);
        return seconds > 0 ? Ground.Distance(fixes[i], fixes[j]) / seconds : 0;
    }

    private static int FirstAtOrAfter(Fix[] fixes, DateTime utc)
    {
        var (low, high) = (0, fixes.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (fixes[middle].Utc < utc)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private static double Longitude(double from, double to, double share)
    {
        var degrees = from + Ground.Turn(from, to) * share;
        return degrees > 180 ? degrees - 360
            : degrees < -180 ? degrees + 360
            : degrees;
    }
}
