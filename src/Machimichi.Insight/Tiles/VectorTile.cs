using System.Text;
using Machimichi.Insight.OpenData;

namespace Machimichi.Insight.Tiles;

/// <summary>Points as one layer of a Mapbox Vector Tile (version 2), written as the protocol buffer that it is.</summary>
internal static class VectorTile
{
    public const string MediaType = "application/vnd.mapbox-vector-tile";
    private const int Extent = 4096;

    /// <param name="points">Each thing's number, its place within the tile (0 to 1 from the west and from the north) and its values in the order of the columns.</param>
    public static byte[] Write(string layer, IReadOnlyList<Column> columns, IEnumerable<(int Number, double East, double South, IReadOnlyList<object?> Values)> points)
    {
        var (features, values, known) = (new List<byte[]>(), new List<object>(), new Dictionary<object, int>());
        foreach (var point in points)
        {
            var tags = new Buffer();
            for (var i = 0; i < columns.Count; i++)
            {
                if (point.Values[i] is not { } value) continue;
                if (value is DateTime at) value = Ogc.FeatureWriter.Iso(at);
                if (!known.TryGetValue(value, out var place))
                {
                    known[value] = place = values.Count;
                    values.Add(value);
                }
                tags.Number((ulong)i).Number((ulong)place);
            }
            // MoveTo, once.
            var geometry = new Buffer().Number(9).Signed((int)Math.Floor(point.East * Extent)).Signed((int)Math.Floor(point.South * Extent));
            features.Add(new Buffer().Field(1, (ulong)point.Number).Field(2, tags.ToArray()).Field(3, 1).Field(4, geometry.ToArray()).ToArray());
        }
        if (features.Count == 0) return [];
        var body = new Buffer().Field(15, 2).Field(1, Encoding.UTF8.GetBytes(layer));
        foreach (var feature in features) body.Field(2, feature);
        foreach (var column in columns) body.Field(3, Encoding.UTF8.GetBytes(column.Name));
        foreach (var value in values) body.Field(4, ValueOf(value));
        body.Field(5, Extent);
        return new Buffer().Field(3, body.ToArray()).ToArray();
    }

    private static byte[] ValueOf(object value) => value switch
    {
        int number => new Buffer().Field(4, (ulong)number).ToArray(),
        double number => new Buffer().Field(3, number).ToArray(),
        bool flag => new Buffer().Field(7, flag ? 1UL : 0).ToArray(),
        _ => new Buffer().Field(1, Encoding.UTF8.GetBytes(value.ToString() ?? "")).ToArray(),
    };

    /// <summary>Fields of a protocol buffer, one after another.</summary>
    private sealed class Buffer
    {
        private readonly List<byte> bytes = [];

        public Buffer Number(ulong value)
        {
            for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
            bytes.Add((byte)value);
            return this;
        }

        public Buffer Signed(int value) => Number((uint)((value << 1) ^ (value >> 31)));

        public Buffer Field(int number, ulong value) => Number((ulong)number << 3).Number(value);

        public Buffer Field(int number, double value)
        {
            Number(((ulong)number << 3) | 1);
            bytes.AddRange(BitConverter.GetBytes(BitConverter.IsLittleEndian ? value : BitConverter.Int64BitsToDouble(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(BitConverter.DoubleToInt64Bits(value)))));
            return this;
        }

        public Buffer Field(int number, byte[] content)
        {
            Number(((ulong)number << 3) | 2).Number((ulong)content.Length);
            bytes.AddRange(content);
            return this;
        }

        public byte[] ToArray() => [.. bytes];
    }
}
