using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Machimichi.Roads.Tracks.Formats;

/// <summary>
/// GoPro's GPMF: key, length, value, nested. GPS5 (about 18 Hz, the time once a payload in GPSU) and GPS9 (time in each sample).
/// </summary>
internal sealed class Gpmf
{
    private static readonly DateTime Epoch2000 = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly List<Payload> payloads = [];

    private sealed record Payload(DateTime? Utc, TimeSpan InFilm, TimeSpan Duration, List<Fix> Fixes, bool Timed);

    /// <summary>Reads one payload of the “gpmd” track: some second of the film.</summary>
    public void Add(ReadOnlySpan<byte> payload, TimeSpan inFilm, TimeSpan duration)
    {
        Payload? best = null;
        Streams(payload, inFilm, duration, ref best);
        if (best is not null)
            payloads.Add(best);
    }

    public bool Found => payloads.Any(payload => payload.Fixes.Count > 0);

    /// <summary>
    /// GPS5 samples get their times between this payload's GPSU and the next one's:
    /// the receiver's real rate is not the film's, and drifts from it.
    /// </summary>
    public Track ToTrack(bool filmTimesKnown)
    {
        var fixes = new FixList();
        for (var i = 0; i < payloads.Count; i++)
        {
            var payload = payloads[i];
            var inFilm = filmTimesKnown ? payload.InFilm : (TimeSpan?)null;
            if (payload.Timed)
            {
                for (var n = 0; n < payload.Fixes.Count; n++)
                    fixes.Add(payload.Fixes[n], n == 0 ? inFilm : null);
                continue;
            }
            if (Start(i) is not { } start)
                continue;
            var length = Length(i);
            for (var n = 0; n < payload.Fixes.Count; n++)
                fixes.Add(payload.Fixes[n] with { Utc = start + length * n / payload.Fixes.Count }, n == 0 ? inFilm : null);
        }
        return fixes.ToTrack("gopro-gpmf");
    }

    private DateTime? Start(int i)
    {
        if (payloads[i].Utc is { } own)
            return own;
        for (var j = i - 1; j >= 0; j--)
            if (payloads[j].Utc is { } before)
                return before + (payloads[i].InFilm - payloads[j].InFilm);
        return null;
    }

    private TimeSpan Length(int i)
    {
        var nominal = payloads[i].Duration > TimeSpan.Zero ? payloads[i].Duration : TimeSpan.FromSeconds(1);
        if (i + 1 < payloads.Count && payloads[i].Utc is { } own && payloads[i + 1].Utc is { } next)
        {
            var real = next - own;
            // Where the clock was just set, the difference of two GPSU is no length.
            if (real > nominal * 0.5 && real < nominal * 1.5)
                return real;
        }
        return nominal;
    }

    private static void Streams(ReadOnlySpan<byte> data, TimeSpan inFilm, TimeSpan duration, ref Payload? best)
    {
        foreach (var item in new Items(data))
        {
            if (item.Key == "DEVC")
                Streams(item.Value, inFilm, duration, ref best);
            else if (
                item.Key == "STRM"
                && Stream(item.Value, inFilm, duration) is { } found
                && (best is null || found.Timed || !best.Timed)
            )
                best = found;
        }
    }

    private static Payload? Stream(ReadOnlySpan<byte> data, TimeSpan inFilm, TimeSpan duration)
    {
        double[] scale = [];
        var types = "";
        DateTime? utc = null;
        var locked = true;
        foreach (var item in new Items(data))
            switch (item.Key)
            {
                case "SCAL":
                    scale = Numbers(item, 0);
                    break;
                case "TYPE":
                    types = Encoding.Latin1.GetString(item.Value).TrimEnd('\0');
                    break;
                case "GPSU":
                    utc = Gpsu(Encoding.Latin1.GetString(item.Value));
                    break;
                case "GPSF":
                    locked = Numbers(item, 0) is [var lockState, ..] && lockState >= 2;
                    break;
                case "GPS5":
                    return new Payload(utc, inFilm, duration, Gps5(item, scale, locked), Timed: false);
                case "GPS9" when types.Length > 0:
                    var fixes = Gps9(item, scale, types);
                    return new Payload(fixes.Count > 0 ? fixes[0].Utc : null, inFilm, duration, fixes, Timed: true);
            }
        return null;
    }

    private static List<Fix> Gps5(Item item, double[] scale, bool locked)
    {
        var fixes = new List<Fix>();
        for (var n = 0; n < item.Count && item.Size >= 20; n++)
        {
            var v = Scaled(Numbers(item, n), scale);
            if (v.Length >= 4)
                fixes.Add(new Fix(default, v[0], v[1], v[3], null) { Locked = locked });
        }
        return fixes;
    }

    private static List<Fix> Gps9(Item item, double[] scale, string types)
    {
        var fixes = new List<Fix>();
        for (var n = 0; n < item.Count; n++)
        {
            var v = Scaled(Numbers(item with { Type = types }, n), scale);
            if (v.Length < 9 || v[5] is < 0 or > 73_000 || v[6] is < 0 or > 86_401)
                continue;
            var utc = Epoch2000.AddDays(Math.Truncate(v[5])).AddTicks((long)Math.Round(v[6] * 1e6) * 10);
            fixes.Add(new Fix(utc, v[0], v[1], v[3], null) { Locked = v[8] >= 2 });
        }
        return fixes;
    }

    private static double[] Scaled(double[] values, double[] scale)
    {
        for (var i = 0; i < values.Length && scale.Length > 0; i++)
            if (scale[Math.Min(i, scale.Length - 1)] is var by and not 0)
                values[i] /= by;
        return values;
    }

    private static DateTime? Gpsu(string text) =>
        text.Length >= 12
        && int.TryParse(text.AsSpan(0, 2), CultureInfo.InvariantCulture, out var year)
        && int.TryParse(text.AsSpan(2, 2), CultureInfo.InvariantCulture, out var month)
        && int.TryParse(text.AsSpan(4, 2), CultureInfo.InvariantCulture, out var day)
        && int.TryParse(text.AsSpan(6, 2), CultureInfo.InvariantCulture, out var hour)
        && int.TryParse(text.AsSpan(8, 2), CultureInfo.InvariantCulture, out var minute)
        && Instants.Number(text.AsSpan(10).TrimEnd('\0')) is { } second
            ? Instants.From(2000 + year, month, day, hour, minute, second)
            : null;

    // The n-th structure of an item, each field by its type letter.
    private static double[] Numbers(Item item, int n)
    {
        var values = new List<double>();
        var types =
            item.Type.Length == 1
                ? new string(item.Type[0], Math.Max(1, item.Size * (item.Key is "GPS5" or "GPS9" ? 1 : item.Count) / Width(item.Type[0])))
                : item.Type;
        var at = n * item.Size;
        foreach (var type in types)
        {
            var width = Width(type);
            if (at + width > item.Value.Length)
                break;
            var field = item.Value.Slice(at, width);
            values.Add(
                type switch
                {
                    'b' => (sbyte)field[0],
                    'B' => field[0],
                    's' => BinaryPrimitives.ReadInt16BigEndian(field),
                    'S' => BinaryPrimitives.ReadUInt16BigEndian(field),
                    'l' => BinaryPrimitives.ReadInt32BigEndian(field),
                    'L' => BinaryPrimitives.ReadUInt32BigEndian(field),
                    'f' => BinaryPrimitives.ReadSingleBigEndian(field),
                    'd' => BinaryPrimitives.ReadDoubleBigEndian(field),
                    'j' => BinaryPrimitives.ReadInt64BigEndian(field),
                    'J' => BinaryPrimitives.ReadUInt64BigEndian(field),
                    _ => 0,
                }
            );
            at += width;
        }
        return [.. values];
    }

    private static int Width(char type) =>
        type switch
        {
            's' or 'S' => 2,
            'l' or 'L' or 'f' or 'q' or 'F' => 4,
            'd' or 'j' or 'J' or 'Q' => 8,
            _ => 1,
        };

    private readonly ref struct Item
    {
        public required string Key { get; init; }
        public required string Type { get; init; }
        public required int Size { get; init; }
        public required int Count { get; init; }
        public required ReadOnlySpan<byte> Value { get; init; }
    }

    private ref struct Items(ReadOnlySpan<byte> data)
    {
        private ReadOnlySpan<byte> rest = data;

        public Item Current { get; private set; }

        public readonly Items GetEnumerator() => this;

        public bool MoveNext()
        {
            if (rest.Length < 8 || rest[0] == 0)
                return false;
            var size = (int)rest[5];
            var count = (int)BinaryPrimitives.ReadUInt16BigEndian(rest[6..]);
            var length = Math.Min(size * count, rest.Length - 8);
            Current = new Item
            {
                Key = Encoding.Latin1.GetString(rest[..4]),
                Type = rest[4] == 0 ? "\0" : Encoding.Latin1.GetString(rest.Slice(4, 1)),
                Size = size,
                Count = size == 0 ? 0 : length / size,
                Value = rest.Slice(8, length),
            };
            // Each value is padded to 4 bytes.
            rest = rest[Math.Min(rest.Length, 8 + ((length + 3) & ~3))..];
            return true;
        }
    }
}
