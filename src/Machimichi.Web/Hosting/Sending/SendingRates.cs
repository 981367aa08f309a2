using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading.RateLimiting;
using Machimichi.Platform.Towns;

namespace Machimichi.Web.Hosting.Sending;

/// <summary>
/// Counts what is sent, in memory only. A network has a name that nobody can turn back into its address: a hash with a salt that
/// is never written down and is thrown away every day.
/// </summary>
internal sealed class SendingRates(TimeProvider clock) : IDisposable
{
    /// <summary>The time for which the town's limits count.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly record struct Bucket(string Town, string Who, int Limit);

    private readonly PartitionedRateLimiter<Bucket> counted = PartitionedRateLimiter.Create<Bucket, Bucket>(bucket => RateLimitPartition.GetTokenBucketLimiter(bucket, b =>
        new TokenBucketRateLimiterOptions { TokenLimit = b.Limit, TokensPerPeriod = 1, ReplenishmentPeriod = Window / b.Limit, QueueLimit = 0 }));

    private readonly Lock gate = new();
    private DateOnly saltedOn;
    private byte[] salt = [];

    /// <summary>The network's name of today; null for this machine itself, whose tools and jobs are nobody's spam.</summary>
    public string? NetworkOf(IPAddress? address)
    {
        if (address is { IsIPv4MappedToIPv6: true }) address = address.MapToIPv4();
        if (address is null || IPAddress.IsLoopback(address)) return null;
        // What a provider gives to one house or office: 256 addresses of the old kind, a /56 of the new.
        var prefix = address.GetAddressBytes().AsSpan(0, address.AddressFamily == AddressFamily.InterNetwork ? 3 : 7);
        return Convert.ToHexStringLower(HMACSHA256.HashData(SaltOfToday(), prefix).AsSpan(0, 12));
    }

    /// <summary>Counts one sending. Null when it may go on, else how long to wait.</summary>
    public TimeSpan? Count(TownFile town, Guid person, string network)
    {
        var limits = town.Limits ?? new TownLimits();
        return Take(new Bucket(town.Slug, person.ToString("N"), limits.PerPerson)) ?? Take(new Bucket(town.Slug, network, limits.PerNetwork));
    }

    public void Dispose() => counted.Dispose();

    private TimeSpan? Take(Bucket bucket)
    {
        using var lease = counted.AttemptAcquire(bucket);
        if (lease.IsAcquired) return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) && wait > TimeSpan.Zero ? wait : Window / bucket.Limit;
    }

    private byte[] SaltOfToday()
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        lock (gate)
        {
            if (saltedOn != today || salt.Length == 0) (saltedOn, salt) = (today, RandomNumberGenerator.GetBytes(32));
            return salt;
        }
    }
}
