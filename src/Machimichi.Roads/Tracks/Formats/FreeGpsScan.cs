using Machimichi.Roads.Tracks.Movies;

namespace Machimichi.Roads.Tracks.Formats;

/// <summary>Finds freeGPS blocks: at the places that an index names, or by going through the film's data.</summary>
internal static class FreeGpsScan
{
    private const int Window = 1 << 20;

    // Where the film is whole, the first block comes within its first seconds; a film without any is not read to its end.
    private const long FirstBlockWithin = 32L << 20;

    /// <summary>Blocks at the given places (of the box, or of the magic word).</summary>
    public static Track? At(FileStream file, IEnumerable<(long Start, TimeSpan? InFilm)> places, IsoMovie movie)
    {
        var collected = new Collected(movie, file.Name);
        var buffer = new byte[FreeGps.LongestBlock];
        foreach (var (start, inFilm) in places)
        {
            if (start >= file.Length)
                continue;
            file.Position = start;
            var got = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            var head = buffer.AsSpan(0, Math.Min(got, 24));
            if (head.IndexOf(FreeGps.Magic) is var magic and >= 0)
                collected.Add(buffer.AsSpan(magic, got - magic), inFilm);
        }
        return collected.ToTrack();
    }

    /// <summary>Blocks in the media data, for films whose index is lost or does not list them; GoPro's payloads in a film without index.</summary>
    public static Track? Read(FileStream file, IsoMovie movie)
    {
        var collected = new Collected(movie, file.Name);
        var gpmf = new Gpmf();
        var gpmfSeconds = 0;
        var end = movie.Index is null ? file.Length : Math.Min(file.Length, FirstBlockWithin);
        var buffer = new byte[Window + 0x20000];
        for (var at = 0L; at < end; at += Window)
        {
            file.Position = at;
            var got = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            var data = buffer.AsSpan(0, got);
            for (var i = 0; i < Math.Min(Window, got); )
            {
                var next = data[i..].IndexOf(FreeGps.Magic);
                if (next < 0 || i + next >= Window)
                    break;
                collected.Add(data.Slice(i + next, Math.Min(FreeGps.LongestBlock, got - i - next)), null);
                i += next + 8;
                end = file.Length;
            }
            for (var i = 0; movie.Index is null && i < Math.Min(Window, got); )
            {
                var next = data[i..].IndexOf("DEVC\0\u0001"u8);
                if (next < 0 || i + next >= Window)
                    break;
                i += next;
                var payload = data[i..Math.Min(got, i + 0x10000)];
                if (payload.Length > 12 && payload[8..].StartsWith("DVID"u8))
                    gpmf.Add(
                        payload[..Math.Min(payload.Length, 8 + (payload[6] << 8) + payload[7])],
                        TimeSpan.FromSeconds(gpmfSeconds++),
                        TimeSpan.FromSeconds(1.001)
                    );
                i += 8;
            }
        }
        return collected.ToTrack() ?? (gpmf.Found ? gpmf.ToTrack(filmTimesKnown: false) : null);
    }

    private sealed class Collected(IsoMovie movie, string path)
    {
        private readonly FreeGps decoder = new();
        private readonly FixList fixes = new();
        private readonly List<MaiGps.Block> mai = [];

        public void Add(ReadOnlySpan<byte> block, TimeSpan? inFilm)
        {
            // A block may be followed by the next one before its buffer ends.
            var next = block[8..].IndexOf(FreeGps.Magic);
            if (next >= 0)
                block = block[..(next + 8)];
            if (MaiGps.IsBlock(block, out var found))
                mai.Add(found);
            else
                fixes.AddRange(decoder.Decode(block), inFilm);
        }

        public Track? ToTrack() =>
            fixes.Count > 0 ? fixes.ToTrack("novatek-freegps")
            : mai.Exists(block => block.Valid) ? MaiGps.ToTrack(mai, movie, path)
            : null;
    }
}
