using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Machimichi.Roads.Tracks.Formats;

/// <summary>
/// Novatek's “freeGPS ” blocks, one a second. The same few fields stand at different places in the firmwares of the many makers,
/// so they are found by their shape: status, hemispheres, and a date that can be one.
/// </summary>
internal sealed class FreeGps
{
    public static ReadOnlySpan<byte> Magic => "freeGPS "u8;

    public const int LongestBlock = 0x400;

    private static ReadOnlySpan<byte> XoredStart => [0xaa, 0xaa, 0xf2, 0xe1, 0xf0, 0xee, 0x54, 0x54];

    private readonly NmeaReader nmea = new();

    /// <summary>Fixes of a block that starts with the magic word. None where the receiver had no satellites.</summary>
    public IEnumerable<Fix> Decode(ReadOnlySpan<byte> block)
    {
        if (block.Length < 64)
            return [];
        if (block.Length >= 22 && block.Slice(14, 8).SequenceEqual(XoredStart))
            return One(Xored(block[14..]));
        if (Text(block) is { Count: > 0 } sentences)
            return sentences;
        return DecodeStructure(block[8..]);
    }

    /// <summary>The binary layouts, wherever the structure begins.</summary>
    public static IEnumerable<Fix> DecodeStructure(ReadOnlySpan<byte> data)
    {
        for (var at = 0; at + 20 <= data.Length && at < 0x180; at++)
        {
            if (data[at] is not ((byte)'A' or (byte)'V'))
                continue;
            if (data[at + 1] is (byte)'N' or (byte)'S' && data[at + 2] is (byte)'E' or (byte)'W')
            {
                if (Packed(data, at, out var isRecord) is { } fix)
                    return [fix];
                if (isRecord)
                    return [];
            }
            else if (data[at + 1] == 0 && Spread(data, at) is { } fix)
            {
                return [fix];
            }
        }
        return BigEndian(data);
    }

    private static Fix[] One(Fix? fix) => fix is { } one ? [one] : [];

    // Hour, minute, second, year, month, day | A N E x | latitude, longitude, knots, heading
    private static Fix? Packed(ReadOnlySpan<byte> data, int at, out bool isRecord)
    {
        isRecord = true;
        var utc = at >= 24 ? HmsYmd(data[(at - 24)..]) : null;
        if (utc is null)
            return Horsontech(data, at, out isRecord);
        if (data[at] != 'A')
            return null;
        double? latitude,
            longitude,
            speed,
            heading;
        if (data[4..].StartsWith("IQS"u8))
        {
            latitude = Math.Abs(I32(data, at + 4) / 1e7);
            longitude = Math.Abs(I32(data, at + 8) / 1e7);
            (speed, heading) = (I32(data, at + 12) / 100.0, null);
        }
        else
        {
            // Exactly 0 is where some makers left the field empty and wrote the place encrypted behind it.
            if (F32(data, at + 4) == 0)
                return null;
            latitude = Instants.Degrees(Math.Abs((double)F32(data, at + 4)));
            longitude = Instants.Degrees(Math.Abs((double)F32(data, at + 8)));
            speed = Range(F32(data, at + 12) * Instants.MpsPerKnot, 150);
            heading = Range(F32(data, at + 16), 360);
            // Some repeat the place as doubles: a float of 13550.1234 holds a step of 1.8 m only.
            if (
                data.Length >= at + 0x40
                && Instants.Degrees(F64(data, at + 0x28)) is { } fineLatitude
                && Instants.Degrees(F64(data, at + 0x38)) is { } fineLongitude
                && Math.Abs(fineLatitude - latitude ?? 9) < 0.001
                && Math.Abs(fineLongitude - longitude ?? 9) < 0.001
            )
                (latitude, longitude) = (fineLatitude, fineLongitude);
        }
        return Fix(utc, latitude, longitude, data[at + 1], data[at + 2], speed, heading);
    }

    // A N E x | year, month, day, hour, minute, second | ... longitude, latitude, knots, heading
    private static Fix? Horsontech(ReadOnlySpan<byte> data, int at, out bool isRecord)
    {
        isRecord = false;
        if (data.Length < at + 0x30)
            return null;
        var year = I32(data, at + 4);
        var utc = Instants.From(
            year is >= 0 and < 100 ? year + 2000 : year,
            I32(data, at + 8),
            I32(data, at + 12),
            I32(data, at + 16),
            I32(data, at + 20),
            I32(data, at + 24)
        );
        isRecord = utc is not null;
        return utc is null || data[at] != 'A'
            ? null
            : Fix(
                utc,
                Instants.Degrees(F32(data, at + 0x20)),
                Instants.Degrees(F32(data, at + 0x1c)),
                data[at + 1],
                data[at + 2],
                Range(F32(data, at + 0x24) * Instants.MpsPerKnot, 150),
                Range(F32(data, at + 0x28), 360)
            );
    }

    // Hour, minute, second | A | latitude, N | longitude, E | speed, heading | year, month, day: all as doubles, or all as floats.
    private static Fix? Spread(ReadOnlySpan<byte> data, int at)
    {
        if (at < 12 || data[at] != 'A')
            return null;
        if (
            data.Length >= at + 64
            && IsSide(data[at + 12], "NS")
            && IsSide(data[at + 28], "EW")
            && Ymd(data, at + 52, data[(at - 12)..]) is { } utc
        )
            return Fix(
                utc,
                Instants.Degrees(Math.Abs(F64(data, at + 4))),
                Instants.Degrees(Math.Abs(F64(data, at + 20))),
                data[at + 12],
                data[at + 28],
                Range(F64(data, at + 36) * Instants.MpsPerKnot, 150),
                Range(F64(data, at + 44), 360)
            );
        if (
            data.Length >= at + 40
            && IsSide(data[at + 8], "NS")
            && IsSide(data[at + 16], "EW")
            && Ymd(data, at + 28, data[(at - 12)..]) is { } time
        )
            return Fix(
                time,
                Instants.Degrees(Math.Abs((double)F32(data, at + 4))),
                Instants.Degrees(Math.Abs((double)F32(data, at + 12))),
                data[at + 8],
                data[at + 16],
                Range(F32(data, at + 20) / 3.6, 150),
                null
            );
        return null;
    }

    // Records of 32 bytes, big-endian, degrees times 10^7.
    private static List<Fix> BigEndian(ReadOnlySpan<byte> data)
    {
        var fixes = new List<Fix>();
        for (var at = 0x26; at + 21 <= data.Length; at += 32)
        {
            var utc = Instants.From(
                BinaryPrimitives.ReadUInt16BigEndian(data[(at + 4)..]),
                data[at + 6],
                data[at + 7],
                data[at + 8],
                data[at + 9],
                BinaryPrimitives.ReadUInt16BigEndian(data[(at + 10)..]) / 10.0
            );
            if (utc is not { Year: >= 2000 } time)
                break;
            var heading = BinaryPrimitives.ReadInt16BigEndian(data[(at + 2)..]) / 100.0;
            fixes.Add(
                new Fix(
                    time,
                    BinaryPrimitives.ReadInt32BigEndian(data[(at + 13)..]) / 1e7,
                    BinaryPrimitives.ReadInt32BigEndian(data[(at + 17)..]) / 1e7,
                    BinaryPrimitives.ReadUInt16BigEndian(data[at..]) / 100.0,
                    heading < 0 ? heading + 360 : heading
                )
            );
        }
        return fixes;
    }

    // Digits as text, each byte exclusive-or 0xAA: date and time, 16 bytes, N, 8 digits, E, 9 digits, km/h.
    private static Fix? Xored(ReadOnlySpan<byte> data)
    {
        var text = string.Create(
            Math.Min(data.Length, 0x60),
            data.ToArray(),
            (chars, bytes) =>
            {
                for (var i = 0; i < chars.Length; i++)
                    chars[i] = (char)(bytes[i] ^ 0xaa);
            }
        );
        if (text.Length < 57 || text[38] is not ('N' or 'S') || text[47] is not ('E' or 'W'))
            return null;
        if (
            !DateTime.TryParseExact(
                text.AsSpan(8, 14),
                "yyyyMMddHHmmss",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var utc
            )
            || !int.TryParse(text.AsSpan(39, 8), NumberStyles.None, CultureInfo.InvariantCulture, out var latitude)
            || !int.TryParse(text.AsSpan(48, 9), NumberStyles.None, CultureInfo.InvariantCulture, out var longitude)
        )
            return null;
        double? speed =
            text.Length >= 65 && int.TryParse(text.AsSpan(57, 8), NumberStyles.None, CultureInfo.InvariantCulture, out var kmh)
                ? kmh / 3.6
                : null;
        return Fix(
            utc,
            Instants.Degrees(latitude / 1e4),
            Instants.Degrees(longitude / 1e4),
            (byte)text[38],
            (byte)text[47],
            Range(speed ?? -1, 150),
            null
        );
    }

    // NMEA inside the block, as it is or with each letter moved up by 16.
    private List<Fix>? Text(ReadOnlySpan<byte> block)
    {
        if (block.IndexOf("RMC,"u8) >= 0)
            return [.. nmea.Sentences(Encoding.Latin1.GetString(block))];
        if (block.IndexOf("4W`b]S<"u8) is var start && start < 0)
            return null;
        var moved = block[start..].ToArray();
        for (var i = 0; i < moved.Length; i++)
            moved[i] = (byte)(moved[i] >= 16 ? moved[i] - 16 : 0);
        return [.. nmea.Sentences(Encoding.Latin1.GetString(moved))];
    }

    private static Fix? Fix(
        DateTime? utc,
        double? latitude,
        double? longitude,
        byte northSouth,
        byte eastWest,
        double? speed,
        double? heading
    ) =>
        utc is { } time && latitude is { } lat && longitude is { } lon && (lat != 0 || lon != 0) && Math.Abs(lat) <= 90
            ? new Fix(time, northSouth == 'S' ? -lat : lat, eastWest == 'W' ? -lon : lon, speed, heading)
            : null;

    private static DateTime? HmsYmd(ReadOnlySpan<byte> d) => Ymd(d, 12, d);

    private static DateTime? Ymd(ReadOnlySpan<byte> d, int at, ReadOnlySpan<byte> hms)
    {
        var year = I32(d, at);
        return Instants.From(
            year is >= 0 and < 100 ? year + 2000 : year,
            I32(d, at + 4),
            I32(d, at + 8),
            I32(hms, 0),
            I32(hms, 4),
            I32(hms, 8)
        );
    }

    private static bool IsSide(byte value, string sides) => value == sides[0] || value == sides[1];

    private static double? Range(double value, double most) => value >= 0 && value <= most ? value : null;

    private static int I32(ReadOnlySpan<byte> d, int at) => BinaryPrimitives.ReadInt32LittleEndian(d[at..]);

    private static float F32(ReadOnlySpan<byte> d, int at) => BinaryPrimitives.ReadSingleLittleEndian(d[at..]);

    private static double F64(ReadOnlySpan<byte> d, int at) => BinaryPrimitives.ReadDoubleLittleEndian(d[at..]);
}
