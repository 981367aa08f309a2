using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using Machimichi.Roads.Tracks.Movies;

namespace Machimichi.Roads.Tracks.Formats;

/// <summary>
/// 70mai: places without a time of their own, in freeGPS blocks (newer models) or in one “GPS ” box of 36-byte records (older ones).
/// The time is that of the file's name, NO20240702-094820-…, which is the camera's clock.
/// </summary>
internal static partial class MaiGps
{
    internal readonly record struct Block(bool Valid, int Latitude, int Longitude, int Heading, int Kmh);

    /// <summary>Tag, 0, type, tag again, 10 bytes, then A or V and four 32-bit numbers.</summary>
    public static bool IsBlock(ReadOnlySpan<byte> block, out Block found)
    {
        found = default;
        if (
            block.Length < 43
            || U16(block, 8) != U16(block, 14)
            || U16(block, 8) == 0
            || U16(block, 10) != 0
            || block[26] is not ((byte)'A' or (byte)'V')
        )
            return false;
        found = new Block(block[26] == 'A', I32(block, 27), I32(block, 31), I32(block, 35), I32(block, 39));
        return true;
    }

    public static Track ToTrack(IReadOnlyList<Block> blocks, IsoMovie movie, string path)
    {
        var (start, clock) = Start(movie, path);
        var asDegrees = AreDegrees(blocks);
        // The firmware repeats a place until the receiver has the next one, a second later.
        var step = movie.Duration > TimeSpan.Zero ? movie.Duration / blocks.Count : (TimeSpan?)null;
        var fixes = new FixList();
        var seconds = 0;
        for (var i = 0; i < blocks.Count; i++)
        {
            if (!blocks[i].Valid || (i > 0 && blocks[i] == blocks[i - 1]))
                continue;
            var inFilm = step is { } each ? each * i : TimeSpan.FromSeconds(seconds++);
            if (Place(blocks[i].Latitude, asDegrees) is { } latitude && Place(blocks[i].Longitude, asDegrees) is { } longitude)
                fixes.Add(
                    new Fix(
                        start + inFilm,
                        latitude,
                        longitude,
                        asDegrees ? null : blocks[i].Kmh / 3.6,
                        blocks[i].Heading is >= 0 and < 360 ? blocks[i].Heading : null
                    ),
                    inFilm
                );
        }
        return fixes.ToTrack("70mai-freegps", clock);
    }

    /// <summary>Records of 1, 1, second, speed (km/h × 1000), N, ddmm.mmm × 1000, E, dddmm.mmm × 1000, padded to 36 bytes.</summary>
    public static Track? Read(byte[] data, IsoMovie movie, string path)
    {
        var (start, clock) = Start(movie, path);
        var fixes = new FixList();
        for (var at = 0; at + 26 <= data.Length; at += 36)
        {
            var record = data.AsSpan(at);
            if (record[16] is not ((byte)'N' or (byte)'S') || record[21] is not ((byte)'E' or (byte)'W'))
                continue;
            if (Instants.Degrees(I32(record, 17) / 1e3) is not { } latitude || Instants.Degrees(I32(record, 22) / 1e3) is not { } longitude)
                continue;
            var inFilm = TimeSpan.FromSeconds(Math.Clamp(I32(record, 8), 0, 86_400));
            fixes.Add(
                new Fix(
                    start + inFilm,
                    record[16] == 'S' ? -latitude : latitude,
                    record[21] == 'W' ? -longitude : longitude,
                    I32(record, 12) / 3600.0,
                    null
                ),
                inFilm
            );
        }
        return fixes.Count > 0 ? fixes.ToTrack("70mai-gps-box", clock) : null;
    }

    // ddmm.mmmm × 10^5 is what the cameras write, with a speed. Degrees × 10^7 are seen too, without one:
    // minutes of 60 and more, or a vehicle that moves at 0 km/h, give them away.
    private static bool AreDegrees(IReadOnlyList<Block> blocks)
    {
        var valid = blocks.Where(block => block.Valid).ToList();
        if (valid.Exists(block => Place(block.Latitude, false) is null || Place(block.Longitude, false) is null))
            return true;
        return valid.TrueForAll(block => block.Kmh == 0)
            && valid.Exists(block => block.Latitude != valid[0].Latitude || block.Longitude != valid[0].Longitude);
    }

    private static double? Place(int value, bool isDegrees) => isDegrees ? value / 1e7 : Instants.Degrees(value / 1e5);

    private static (DateTime Start, TrackClock Clock) Start(IsoMovie movie, string path)
    {
        if (
            NameTime().Match(Path.GetFileName(path)) is { Success: true } match
            && DateTime.TryParseExact(
                match.Groups[1].Value + match.Groups[2].Value,
                "yyyyMMddHHmmss",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var named
            )
        )
            return (named, TrackClock.Camera);
        return movie.CreatedUtc is { Year: > 2000 } created ? (created, TrackClock.Camera) : (DateTime.UnixEpoch, TrackClock.None);
    }

    private static int U16(ReadOnlySpan<byte> d, int at) => BinaryPrimitives.ReadUInt16LittleEndian(d[at..]);

    private static int I32(ReadOnlySpan<byte> d, int at) => BinaryPrimitives.ReadInt32LittleEndian(d[at..]);

    [GeneratedRegex(@"(20\d{6})[-_]?(\d{6})", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NameTime();
}
