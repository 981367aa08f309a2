using System.Buffers.Binary;
using System.Text;

namespace Machimichi.Roads.Tracks.Movies;

/// <summary>One box of an ISO base media file (MP4, MOV). A box that says it is longer than the file is <see cref="Cut"/>.</summary>
internal readonly record struct IsoBox(string Type, long Start, int HeaderSize, long Size, bool Cut)
{
    public long DataStart => Start + HeaderSize;
    public long End => Start + Size;
    public long DataSize => Size - HeaderSize;

    /// <summary>The boxes between two places of a file, read one header at a time. It ends where no header can be read any more.</summary>
    public static IEnumerable<IsoBox> Read(Stream file, long from, long to)
    {
        var header = new byte[16];
        var length = file.Length;
        to = Math.Min(to, length);
        for (var at = from; at + 8 <= to; )
        {
            file.Position = at;
            if (file.ReadAtLeast(header.AsSpan(0, 8), 8, throwOnEndOfStream: false) < 8)
                yield break;
            long size = BinaryPrimitives.ReadUInt32BigEndian(header);
            var type = Encoding.Latin1.GetString(header, 4, 4);
            var headerSize = 8;
            if (size == 1)
            {
                if (file.ReadAtLeast(header.AsSpan(8, 8), 8, throwOnEndOfStream: false) < 8)
                    yield break;
                size = BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(8));
                headerSize = 16;
            }
            else if (size == 0)
            {
                size = to - at;
            }
            if (size < headerSize || !IsName(header.AsSpan(4, 4)))
                yield break;
            var cut = size > to - at;
            yield return new IsoBox(type, at, headerSize, cut ? to - at : size, cut);
            at += Math.Min(size, to - at);
        }
    }

    public byte[] Data(Stream file, int limit = int.MaxValue)
    {
        var data = new byte[(int)Math.Max(0, Math.Min(Math.Min(DataSize, limit), Array.MaxLength))];
        file.Position = DataStart;
        var got = file.ReadAtLeast(data, data.Length, throwOnEndOfStream: false);
        return got == data.Length ? data : data[..got];
    }

    private static bool IsName(ReadOnlySpan<byte> name)
    {
        foreach (var c in name)
            if (c is < 0x20 or (> 0x7e and not 0xa9))
                return false;
        return true;
    }
}
