using System.Buffers.Binary;

namespace Machimichi.Roads.Tracks.Movies;

/// <summary>What the index of an MP4 or MOV tells, and where the file was cut. The film itself is never loaded.</summary>
internal sealed class IsoMovie
{
    private static readonly DateTime Epoch = new(1904, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private const int LongestIndex = 256 << 20;

    public required IReadOnlyList<IsoBox> Boxes { get; init; }
    public IsoBox? Index { get; private set; }
    public DateTime? CreatedUtc { get; private set; }
    public TimeSpan Duration { get; private set; }
    public List<IsoTrack> Tracks { get; } = [];

    /// <summary>Which part of a cut file is not there; null when all is.</summary>
    public string? Missing { get; private set; }

    public static IsoMovie Open(Stream file)
    {
        var movie = new IsoMovie { Boxes = [.. IsoBox.Read(file, 0, file.Length)] };
        foreach (var box in movie.Boxes)
            if (box.Type == "moov" && box.Size < LongestIndex)
                movie.ReadIndex(file, box);
        movie.Missing = movie.FindMissing(file);
        return movie;
    }

    public static bool LooksLikeOne(ReadOnlySpan<byte> head) =>
        head.Length >= 8
        && System.Text.Encoding.Latin1.GetString(head.Slice(4, 4)) is "ftyp" or "moov" or "mdat" or "free" or "skip" or "wide" or "pnot";

    private void ReadIndex(Stream file, IsoBox moov)
    {
        Index = moov;
        foreach (var box in IsoBox.Read(file, moov.DataStart, moov.End))
        {
            if (box.Type == "mvhd")
                ReadHeader(box.Data(file, 128));
            else if (box.Type == "trak" && IsoTrack.Read(file, box) is { } track)
                Tracks.Add(track);
        }
    }

    private void ReadHeader(byte[] data)
    {
        var wide = data.Length > 0 && data[0] == 1;
        if (data.Length < (wide ? 32 : 20))
            return;
        var created = wide ? BinaryPrimitives.ReadUInt64BigEndian(data.AsSpan(4)) : BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(4));
        var scale = BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(wide ? 20 : 12));
        var length = wide ? BinaryPrimitives.ReadUInt64BigEndian(data.AsSpan(24)) : BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(16));
        if (created is > 0 and < 10_000_000_000)
            CreatedUtc = Epoch.AddSeconds(created);
        if (scale > 0 && length / scale < 10_000_000)
            Duration = TimeSpan.FromSeconds((double)length / scale);
    }

    private string? FindMissing(Stream file)
    {
        if (Boxes.Count == 0)
            return "the file has no readable part";
        var last = Boxes[^1];
        if (Index is null)
            return last.Cut
                ? $"the file is cut after {file.Length} bytes, inside its “{last.Type}” part, and its index (“moov”) is missing"
                : "its index (“moov”) is missing";
        if (last.Cut)
            return $"the file is cut after {file.Length} bytes, inside its “{last.Type}” part";
        return null;
    }
}
