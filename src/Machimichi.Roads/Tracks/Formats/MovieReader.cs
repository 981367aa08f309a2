using System.Buffers.Binary;
using System.Text;
using Machimichi.Roads.Tracks.Movies;

namespace Machimichi.Roads.Tracks.Formats;

/// <summary>The track inside an MP4 or MOV, wherever the recorder's maker put it.</summary>
internal static class MovieReader
{
    private const int LongestSample = 1 << 20;
    private const int LongestText = 64 << 20;

    public static Track? Read(FileStream file)
    {
        var movie = IsoMovie.Open(file);
        var track =
            FromGoPro(file, movie)
            ?? FromNovatekIndex(file, movie)
            ?? FromBoxes(file, movie)
            ?? FromTextTracks(file, movie)
            ?? FreeGpsScan.Read(file, movie);
        return track is null ? null : track with { Missing = Missing(movie, file.Length) };
    }

    /// <summary>What is not there of a cut film, as one sentence.</summary>
    public static string? Missing(Stream file) => Missing(IsoMovie.Open(file), file.Length);

    private static string? Missing(IsoMovie movie, long length)
    {
        if (movie.Missing is { } cut)
            return $"{char.ToUpperInvariant(cut[0])}{cut[1..]}.";
        var lost = movie.Tracks.Sum(track => track.Samples().Count(sample => sample.Offset + sample.Size > length));
        return lost > 0 ? $"The file is cut after {length} bytes; {lost} pictures, sounds or places lie behind its end." : null;
    }

    private static Track? FromGoPro(FileStream file, IsoMovie movie)
    {
        foreach (var track in movie.Tracks.Where(track => track.Format == "gpmd"))
        {
            var gpmf = new Gpmf();
            foreach (var sample in track.Samples())
                if (Data(file, sample) is { } data)
                    gpmf.Add(data, sample.Time, sample.Duration);
            if (gpmf.Found)
                return gpmf.ToTrack(filmTimesKnown: true);
        }
        return null;
    }

    // moov / “gps ”: a version, a count, then offset and size of each block.
    private static Track? FromNovatekIndex(FileStream file, IsoMovie movie)
    {
        if (movie.Index is not { } moov)
            return null;
        foreach (var box in IsoBox.Read(file, moov.DataStart, moov.End).Where(box => box.Type == "gps "))
        {
            var index = box.Data(file, LongestSample);
            var blocks = (index.Length - 8) / 8;
            // One block a second: else the block's number does not tell its place in the film.
            var everySecond = Math.Abs(movie.Duration.TotalSeconds - blocks) <= 2;
            var places = Enumerable
                .Range(0, Math.Max(0, blocks))
                .Select(i =>
                    (
                        Offset: (long)BinaryPrimitives.ReadUInt32BigEndian(index.AsSpan(8 + i * 8)),
                        InFilm: everySecond ? TimeSpan.FromSeconds(i) : (TimeSpan?)null
                    )
                )
                .Where(place => place.Offset > 0);
            if (FreeGpsScan.At(file, places, movie) is { } track)
                return track;
        }
        return null;
    }

    private static Track? FromBoxes(FileStream file, IsoMovie movie)
    {
        var boxes = movie.Boxes.Where(box => box.Type is "free" or "skip" or "udta" or "udat" or "nbmt" or "GPS ").ToList();
        if (movie.Index is { } moov)
            boxes.AddRange(IsoBox.Read(file, moov.DataStart, moov.End).Where(box => box.Type is "udta" or "free" or "GPS "));
        // A recorder writes a block a second, each in a box of its own: all of them together are the track.
        if (
            FreeGpsScan.At(file, boxes.Where(box => box.Type is "free" or "skip").Select(box => (box.Start, (TimeSpan?)null)), movie) is
            { } blocks
        )
            return blocks;
        foreach (var box in boxes)
        {
            if (box.Type == "GPS ")
            {
                if (MaiGps.Read(box.Data(file, LongestSample), movie, file.Name) is { } mai)
                    return mai;
                continue;
            }
            // BlackVue: free / “gps ” is a log of NMEA sentences, each behind the camera's own time in brackets.
            var inside = IsoBox.Read(file, box.DataStart, box.End).FirstOrDefault(child => child.Type == "gps ");
            var (source, log) = inside.Type is null ? ("nmea-in-film", box) : ("blackvue-nmea", inside);
            if (log.DataSize < 32 || log.DataSize > LongestText)
                continue;
            var fixes = new FixList();
            var nmea = new NmeaReader();
            fixes.AddRange(nmea.Sentences(Encoding.Latin1.GetString(log.Data(file, LongestText))));
            fixes.AddRange(nmea.Rest());
            if (fixes.Count > 0)
                return fixes.ToTrack(source);
        }
        return null;
    }

    // Thinkware and others: a subtitle a second with NMEA among other fields.
    private static Track? FromTextTracks(FileStream file, IsoMovie movie)
    {
        foreach (var track in movie.Tracks.Where(track => track.Handler is not ("vide" or "soun" or "tmcd")))
        {
            var fixes = new FixList();
            var nmea = new NmeaReader();
            foreach (var sample in track.Samples())
                if (Data(file, sample) is { } data)
                    fixes.AddRange(nmea.Sentences(Encoding.Latin1.GetString(data)), sample.Time);
            fixes.AddRange(nmea.Rest());
            if (fixes.Count > 0)
                return fixes.ToTrack("nmea-subtitle");
        }
        return null;
    }

    private static byte[]? Data(FileStream file, IsoSample sample)
    {
        if (sample.Size is <= 0 or > LongestSample || sample.Offset < 0 || sample.Offset >= file.Length)
            return null;
        var data = new byte[(int)Math.Min(sample.Size, file.Length - sample.Offset)];
        file.Position = sample.Offset;
        file.ReadExactly(data);
        return data;
    }
}
