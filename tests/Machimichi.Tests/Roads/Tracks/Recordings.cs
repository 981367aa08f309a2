using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Machimichi.Tests.Roads.Tracks;

/// <summary>Builds recorder files: twelve seconds of a drive in Minamichita, in each maker's way of writing it.</summary>
internal static class Recordings
{
    public readonly record struct Point(int Second, double Latitude, double Longitude, double Mps, double Heading);

    public static readonly DateTime Start = new(2024, 11, 20, 10, 20, 30, DateTimeKind.Utc);

    public static readonly Point[] Drive =
    [
        .. Enumerable.Range(0, 12).Select(i => new Point(i, 34.7 + i * 0.00021, 136.93 + i * 0.00017, 8 + i * 0.25, 45 + i)),
    ];

    public static readonly string[] FreeGpsLayouts =
    [
        "viofo",
        "viofo-a119v3",
        "full-year",
        "with-doubles",
        "iqs",
        "spread-doubles",
        "spread-floats",
        "vantrue-n4",
        "vantrue-s1",
        "xor",
        "shifted-nmea",
        "nmea",
        "big-endian",
    ];

    public static byte[] FreeGpsBlock(string layout, Point p, char status = 'A')
    {
        var body = layout switch
        {
            "viofo" => [.. new byte[36], .. Hms(p), .. Ymd(24), .. Sides(status), .. Floats(p)],
            "viofo-a119v3" => [.. new byte[4], .. Hms(p), .. Ymd(24), .. Sides(status), .. Floats(p)],
            "full-year" => [.. new byte[36], .. Hms(p), .. Ymd(2024), .. Sides(status), .. Floats(p)],
            "with-doubles" =>
            [
                .. new byte[36],
                .. Hms(p),
                .. Ymd(24),
                .. Sides(status),
                .. Floats(p),
                .. new byte[20],
                .. F64(Dm(p.Latitude)),
                .. new byte[8],
                .. F64(Dm(p.Longitude)),
            ],
            "iqs" =>
            [
                .. I32(0x4c),
                .. Encoding.ASCII.GetBytes("IQS_A7_20150417\0Mar 29 2017, 16:"),
                .. Hms(p),
                .. Ymd(24),
                .. Sides(status),
                .. I32((int)Math.Round(p.Latitude * 1e7), (int)Math.Round(p.Longitude * 1e7), (int)(p.Mps * 100)),
            ],
            "spread-doubles" => [.. new byte[36], .. Hms(p), .. I32(status), .. Doubles(p), .. Ymd(24)],
            "spread-floats" =>
            [
                .. new byte[36],
                .. Hms(p),
                .. I32(status),
                .. F32(Dm(p.Latitude)),
                .. I32('N'),
                .. F32(Dm(p.Longitude)),
                .. I32('E'),
                .. F32(p.Mps * 3.6),
                .. F32(p.Heading),
                .. Ymd(24),
            ],
            "vantrue-n4" => [.. new byte[4], .. Hms(p), .. I32(status), .. Doubles(p), .. Ymd(24)],
            "vantrue-s1" =>
            [
                .. new byte[36],
                .. Encoding.ASCII.GetBytes("horsontech\0\0\0\0\0\0"),
                .. Sides(status),
                .. Ymd(2024),
                .. Hms(p),
                .. F32(Dm(p.Longitude)),
                .. F32(Dm(p.Latitude)),
                .. F32(p.Mps / Knot),
                .. F32(p.Heading),
            ],
            "xor" => [.. I32(0x105), 1, 3, .. Xor(p)],
            "shifted-nmea" =>
            [
                .. I32(0x1f0),
                .. Encoding.ASCII.GetBytes("ZXSBNXYS"),
                .. new byte[36],
                .. Encoding.ASCII.GetBytes(Rmc(p, status)).Select(c => (byte)(c + 16)),
            ],
            "nmea" => [.. new byte[40], .. "20241120102030"u8, .. new byte[30], .. Encoding.ASCII.GetBytes(Rmc(p, status))],
            "big-endian" => (byte[])[.. I32(0x178), .. new byte[32], (byte)'$', (byte)'S', .. BigEndian(p)],
            _ => throw new ArgumentOutOfRangeException(nameof(layout)),
        };
        byte[] block = [0, 0, 0x80, 0, .. "freeGPS "u8, .. body];
        Array.Resize(ref block, 0x8000);
        return block;
    }

    /// <summary>A film of noise with blocks between, with or without the index that lists them.</summary>
    public static byte[] NovatekMovie(IEnumerable<byte[]> blocks, bool index)
    {
        var ftyp = Box("ftyp", [.. "mp42\0\0\0\0mp42isom"u8]);
        var data = new List<byte>(new byte[1000]);
        var places = new List<byte>();
        var count = 0;
        foreach (var block in blocks)
        {
            places.AddRange(Be32(ftyp.Length + 8 + data.Count));
            places.AddRange(Be32(block.Length));
            data.AddRange(block);
            data.AddRange(Enumerable.Repeat((byte)0x55, 333));
            count++;
        }
        byte[] gps = index ? Box("gps ", [.. Be32(0x101), .. Be32(count), .. places]) : [];
        return [.. ftyp, .. Box("mdat", [.. data]), .. Box("moov", [.. Header(count), .. gps])];
    }

    /// <summary>Packets of 188 bytes with the structure in a private stream, between others that look like pictures.</summary>
    public static byte[] TransportStream(IEnumerable<byte[]> payloads)
    {
        var stream = new List<byte>();
        foreach (var payload in payloads)
        {
            byte[] pes = [0, 0, 1, 0xbd, 0, (byte)(payload.Length + 3), 0x80, 0, 0, .. payload];
            stream.AddRange([
                0x47,
                0x43,
                0x00,
                0x30,
                (byte)(183 - pes.Length),
                0,
                .. Enumerable.Repeat((byte)0xff, 182 - pes.Length),
                .. pes,
            ]);
            for (var i = 0; i < 3; i++)
                stream.AddRange([0x47, 0x41, 0x00, 0x10, 0, 0, 1, 0xe0, .. Enumerable.Repeat((byte)0x11, 180)]);
        }
        return [.. stream];
    }

    public static byte[] Structure(Point p) => [.. Hms(p), .. Ymd(24), .. Sides('A'), .. Floats(p), .. new byte[60]];

    public static string Rmc(Point p, char status = 'A') => Rmc(Start.AddSeconds(p.Second), p, status);

    public static string Rmc(DateTime utc, Point p, char status = 'A') =>
        Sentence(
            string.Create(
                CultureInfo.InvariantCulture,
                $"GPRMC,{utc:HHmmss.ff},{status},{Dm(p.Latitude):0000.00000},N,{Dm(p.Longitude):00000.00000},E,{p.Mps / Knot:0.000},{p.Heading:0.00},{utc:ddMMyy},,,A"
            )
        );

    public static string Gga(DateTime utc, Point p) =>
        Sentence(
            string.Create(
                CultureInfo.InvariantCulture,
                $"GPGGA,{utc:HHmmss.ff},{Dm(p.Latitude):0000.00000},N,{Dm(p.Longitude):00000.00000},E,1,08,0.9,12.0,M,36.0,M,,"
            )
        );

    public static string Sentence(string body)
    {
        var sum = 0;
        foreach (var c in body)
            sum ^= c;
        return $"${body}*{sum:X2}\r\n";
    }

    public static byte[] Box(string type, byte[] data) => [.. Be32(8 + data.Length), .. Encoding.Latin1.GetBytes(type), .. data];

    public static byte[] Header(int seconds) => Box("mvhd", [.. new byte[12], .. Be32(1000), .. Be32(seconds * 1000), .. new byte[80]]);

    /// <summary>A film with one data track, a sample a second.</summary>
    public static byte[] MovieWithSamples(string handler, string format, IReadOnlyList<byte[]> samples)
    {
        var ftyp = Box("ftyp", [.. "mp42\0\0\0\0mp42isom"u8]);
        var offset = ftyp.Length + 8;
        var offsets = new List<byte>();
        foreach (var sample in samples)
        {
            offsets.AddRange(Be32(offset));
            offset += sample.Length;
        }
        byte[] stbl =
        [
            .. Box("stsd", [.. Be32(0), .. Be32(1), .. Box(format, new byte[8])]),
            .. Box("stts", [.. Be32(0), .. Be32(1), .. Be32(samples.Count), .. Be32(1000)]),
            .. Box("stsc", [.. Be32(0), .. Be32(1), .. Be32(1), .. Be32(1), .. Be32(1)]),
            .. Box("stsz", [.. Be32(0), .. Be32(0), .. Be32(samples.Count), .. samples.SelectMany(sample => Be32(sample.Length))]),
            .. Box("stco", [.. Be32(0), .. Be32(samples.Count), .. offsets]),
        ];
        byte[] mdia =
        [
            .. Box("mdhd", [.. new byte[12], .. Be32(1000), .. Be32(samples.Count * 1000), .. new byte[4]]),
            .. Box("hdlr", [.. new byte[8], .. Encoding.ASCII.GetBytes(handler), .. new byte[13]]),
            .. Box("minf", Box("stbl", stbl)),
        ];
        return
        [
            .. ftyp,
            .. Box("mdat", [.. samples.SelectMany(sample => sample)]),
            .. Box("moov", [.. Header(samples.Count), .. Box("trak", Box("mdia", mdia))]),
        ];
    }

    /// <summary>A second of GPMF as newer GoPros write it: ten places, each with its own time.</summary>
    public static byte[] Gps9(int second, short fix = 3)
    {
        var places = Enumerable
            .Range(0, 10)
            .SelectMany(i =>
                (byte[])
                    [
                        .. Be32((int)Math.Round((34.7 + (second * 10 + i) * 2e-5) * 1e7)),
                        .. Be32((int)Math.Round((136.93 + (second * 10 + i) * 3e-5) * 1e7)),
                        .. Be32(12345),
                        .. Be32(8000 + i),
                        .. Be32(8100),
                        .. Be32(9090),
                        .. Be32((37230 + second) * 1000 + i * 100),
                        0,
                        150,
                        .. Be16(fix),
                    ]
            );
        byte[] scale =
        [
            .. Be32(10_000_000),
            .. Be32(10_000_000),
            .. Be32(1000),
            .. Be32(1000),
            .. Be32(100),
            .. Be32(1),
            .. Be32(1000),
            .. Be32(100),
            .. Be32(1),
        ];
        byte[] stream =
        [
            .. Klv("STMP", 'J', 8, 1, new byte[8]),
            .. Klv("TYPE", 'c', 1, 9, [.. "lllllllSS"u8]),
            .. Klv("SCAL", 'l', 4, 9, scale),
            .. Klv("GPS9", '?', 32, 10, [.. places]),
        ];
        byte[] device = [.. Klv("DVID", 'L', 4, 1, Be32(1)), .. Klv("STRM", '\0', 1, stream.Length, stream)];
        return Klv("DEVC", '\0', 1, device.Length, device);
    }

    private const double Knot = 1852.0 / 3600;

    private static byte[] Klv(string key, char type, int size, int count, byte[] value) =>
        [.. Encoding.ASCII.GetBytes(key), (byte)type, (byte)size, .. Be16((short)count), .. value, .. new byte[-value.Length & 3]];

    private static double Dm(double degrees) => Math.Truncate(degrees) * 100 + (degrees - Math.Truncate(degrees)) * 60;

    private static byte[] Hms(Point p) => I32(10, 20, 30 + p.Second);

    private static byte[] Ymd(int year) => I32(year, 11, 20);

    private static byte[] Sides(char status) => [(byte)status, (byte)'N', (byte)'E', 0];

    private static byte[] Floats(Point p) => [.. F32(Dm(p.Latitude)), .. F32(Dm(p.Longitude)), .. F32(p.Mps / Knot), .. F32(p.Heading)];

    private static byte[] Doubles(Point p) =>
        [.. F64(Dm(p.Latitude)), .. I32('N', 0), .. F64(Dm(p.Longitude)), .. I32('E', 0), .. F64(p.Mps / Knot), .. F64(p.Heading)];

    private static IEnumerable<byte> Xor(Point p)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"\0\0XKZD\u00fe\u00fe202411201020{30 + p.Second}\u000c5567GP   \0\0\0\0\0\u0003N{Math.Round(Dm(p.Latitude) * 1e4):00000000}E{Math.Round(Dm(p.Longitude) * 1e4):000000000}{Math.Round(p.Mps * 3.6):00000000}"
        );
        return Encoding.Latin1.GetBytes(text.PadRight(0xe0, '\0')).Select(c => (byte)(c ^ 0xaa));
    }

    private static byte[] BigEndian(Point p) =>
        [
            .. Be16((short)(p.Mps * 100)),
            .. Be16((short)(p.Heading * 100)),
            .. Be16(2024),
            11,
            20,
            10,
            20,
            .. Be16((short)((30 + p.Second) * 10)),
            2,
            .. Be32((int)Math.Round(p.Latitude * 1e7)),
            .. Be32((int)Math.Round(p.Longitude * 1e7)),
            16,
        ];

    private static byte[] I32(params int[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] F32(double value) => BitConverter.GetBytes((float)value);

    private static byte[] F64(double value) => BitConverter.GetBytes(value);

    private static byte[] Be16(short value) => BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(value));

    private static byte[] Be32(int value) => BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(value));
}
