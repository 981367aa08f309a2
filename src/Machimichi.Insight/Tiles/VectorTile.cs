using System.Text;
using Machimichi.Insight.OpenData;

namespace Machimichi.Insight.Tiles;

/// <summary>Points or lines as one layer of a Mapbox Vector Tile (version 2), written as the protocol buffer that it is.</summary>
internal static class VectorTile
{
    public const string MediaType = "application/vnd.mapbox-vector-tile";
    private const int Extent = 4096;
    private const ulong Point = 1, Line = 2;

    // MoveTo once; LineTo as often as the count beside it says.
    private const ulong MoveTo = 9, LineTo = 2;

    /// <param name="points">Each thing's number, its place within the tile (0 to 1 from the west and from the north) and its values in the order of the columns.</param>
    public static byte[] Write(string layer, IReadOnlyList<Column> columns, IEnumerable<(int Number, double East, double South, IReadOnlyList<object?> Values)> points)
    {
        var features = points.Select(p => (p.Number, Point, new Buffer().Number(MoveTo).Signed(Pixel(p.East)).Signed(Pixel(p.South)), p.Values));
        return Write(layer, columns, features);
    }

    /// <param name="lines">As points are written, each with several places.</param>
    public static byte[] WriteLines(string layer, IReadOnlyList<Column> columns, IEnumerable<(int Number, IReadOnlyList<(double East, double South)> Places, IReadOnlyList<object?> Values)> lines) =>
        Write(layer, columns, lines.Select(l => (l.Number, Line, Steps(l.Places), l.Values)));

    private static int Pixel(double share) => (int)Math.Floor(share * Extent);

    private static Buffer Steps(IReadOnlyList<(double East, double South)> places)
    {
        var steps = new List<(int X, int Y)>();
        foreach (var place in places)
        {
            (int X, int Y) here = (Pixel(place.East), Pixel(place.South));
            if (steps.Count == 0 || steps[^1] != here) steps.Add(here);
        }
        // From very far a road is a dot, but a line needs two ends.
        if (steps.Count == 1) steps.Add((steps[0].X + 1, steps[0].Y));
        var geometry = new Buffer().Number(MoveTo).Signed(steps[0].X).Signed(steps[0].Y).Number(((ulong)(steps.Count - 1) << 3) | LineTo);
        for (var i = 1; i < steps.Count; i++) geometry.Signed(steps[i].X - steps[i - 1].X).Signed(steps[i].Y - steps[i - 1].Y);
        return geometry;
    }

    private static byte[] Write(string layer, IReadOnlyList<Column> columns, IEnumerable<(int Number, ulong Type, Buffer Geometry, IReadOnlyList<object?> Values)> things)
    {
        var (features, values, known) = (new List<byte[]>(), new List<object>(), new Dictionary<object, int>());
        foreach (var thing in things)
        {
            var tags = new Buffer();
            for (var i = 0; i < columns.Count; i++)
            {
                if (thing.Values[i] is not { } value) continue;
                if (value is DateTime at) value = Ogc.FeatureWriter.Iso(at);
                if (!known.TryGetValue(value, out var place))
                {
                    known[value] = place = values.Count;
                    values.Add(value);
                }
                tags.Number((ulong)i).Number((ulong)place);
            }
            features.Add(new Buffer().Field(1, (ulong)thing.Number).Field(2, tags.ToArray()).Field(3, thing.Type).Field(4, thing.Geometry.ToArray()).ToArray());
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
