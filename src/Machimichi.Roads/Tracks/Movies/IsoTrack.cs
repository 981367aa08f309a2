using System.Buffers.Binary;
using System.Text;

namespace Machimichi.Roads.Tracks.Movies;

/// <summary>Where one sample of a track lies in the file, and when it is shown.</summary>
internal readonly record struct IsoSample(int Number, long Offset, int Size, TimeSpan Time, TimeSpan Duration);

/// <summary>One track of an MP4 or MOV with its sample tables.</summary>
internal sealed class IsoTrack
{
    private const int LongestTable = 64 << 20;

    // Thirty hours at 180 pictures a second: a table that promises more is damaged.
    private const int MostSamples = 20_000_000;

    private readonly Dictionary<string, byte[]> tables = new(StringComparer.Ordinal);

    /// <summary>"vide", "soun", "text", "sbtl", "meta"…</summary>
    public string Handler { get; private set; } = "";

    /// <summary>The first sample description: "avc1", "gpmd", "tx3g"…</summary>
    public string Format { get; private set; } = "";

    public uint TimeScale { get; private set; } = 1;

    public static IsoTrack? Read(Stream file, IsoBox trak)
    {
        var track = new IsoTrack();
        track.Walk(file, trak, 0);
        return track.Handler.Length > 0 ? track : null;
    }

    /// <summary>Samples in the order of the file's index; ends early where the tables are cut.</summary>
    public IEnumerable<IsoSample> Samples()
    {
        var sizes = Table("stsz");
        if (sizes.Length < 12)
            yield break;
        var same = (int)U32(sizes, 4);
        var count = (int)Math.Min(U32(sizes, 8), MostSamples);
        if (same == 0)
            count = Math.Min(count, (sizes.Length - 12) / 4);

        var times = Times().GetEnumerator();
        var number = 0;
        foreach (var (offset, inChunk) in Chunks())
        {
            var at = offset;
            for (var i = 0; i < inChunk && number < count; i++, number++)
            {
                var size = same != 0 ? same : (int)Math.Min(U32(sizes, 12 + number * 4), int.MaxValue);
                var (time, duration) = times.MoveNext() ? times.Current : default;
                yield return new IsoSample(number, at, size, time, duration);
                at += size;
            }
            if (number >= count)
                yield break;
        }
    }

    /// <summary>When the pictures stand that need no other to be decoded; null where the file does not say (then every one may, or none).</summary>
    public IReadOnlyList<TimeSpan>? KeyframeTimes()
    {
        var keys = Table("stss");
        if (keys.Length < 8)
            return null;
        var wanted = new HashSet<long>();
        var count = Math.Min(U32(keys, 4), (uint)((keys.Length - 8) / 4));
        for (var i = 0; i < count; i++)
            wanted.Add(U32(keys, 8 + i * 4) - 1L);
        var found = new List<TimeSpan>(wanted.Count);
        var number = 0L;
        foreach (var (time, _) in Times())
            if (wanted.Contains(number++))
                found.Add(time);
        return found;
    }

    private void Walk(Stream file, IsoBox parent, int depth)
    {
        foreach (var box in IsoBox.Read(file, parent.DataStart, parent.End))
            switch (box.Type)
            {
                case "mdia" or "minf" or "stbl" when depth < 4:
                    Walk(file, box, depth + 1);
                    break;
                // QuickTime files have a second one, for the data, inside “minf”.
                case "hdlr" when Handler.Length == 0 && box.Data(file, 12) is { Length: 12 } data:
                    Handler = Encoding.Latin1.GetString(data, 8, 4);
                    break;
                case "mdhd" when box.Data(file, 36) is { Length: >= 24 } data:
                    TimeScale = Math.Max(1, U32(data, data[0] == 1 ? 20 : 12));
                    break;
                case "stsd" when box.Data(file, 16) is { Length: 16 } data:
                    Format = Encoding.Latin1.GetString(data, 12, 4);
                    break;
                case "stts" or "stsc" or "stsz" or "stco" or "co64" or "stss":
                    tables.TryAdd(box.Type, box.Data(file, LongestTable));
                    break;
            }
    }

    private IEnumerable<(TimeSpan Time, TimeSpan Duration)> Times()
    {
        var table = Table("stts");
        var at = 0L;
        var number = 0;
        for (var i = 8; i + 8 <= table.Length; i += 8)
        {
            var (count, delta) = (U32(table, i), U32(table, i + 4));
            for (var n = 0u; n < count && number < MostSamples; n++, number++, at += delta)
                yield return (Time(at), Time(delta));
        }
    }

    private IEnumerable<(long Offset, int Samples)> Chunks()
    {
        var wide = tables.ContainsKey("co64");
        var offsets = Table(wide ? "co64" : "stco");
        var groups = Table("stsc");
        var width = wide ? 8 : 4;
        var group = 8;
        for (var chunk = 0; 8 + (chunk + 1) * width <= offsets.Length && group + 12 <= groups.Length; chunk++)
        {
            while (group + 24 <= groups.Length && U32(groups, group + 12) <= chunk + 1)
                group += 12;
            var offset = wide ? BinaryPrimitives.ReadInt64BigEndian(offsets.AsSpan(8 + chunk * 8)) : U32(offsets, 8 + chunk * 4);
            yield return (offset, (int)Math.Min(U32(groups, group + 4), int.MaxValue));
        }
    }

    private TimeSpan Time(long units) => TimeSpan.FromSeconds((double)units / TimeScale);

    private byte[] Table(string name) => tables.GetValueOrDefault(name, []);

    private static uint U32(byte[] data, int at) => BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(at));
}
