using System.Text;

namespace Machimichi.Vision.Tests.Detecting;

/// <summary>
/// Writes a small ONNX file whose output is a constant plus what it averages from the input, so that each way in which a model
/// can fail to fit can be made here. Field numbers are those of onnx.proto3.
/// <para>Graph: mean = the mean of the images over their three last axes, as [N, 1, 1]; det = rows + mean * slope.</para>
/// </summary>
internal sealed record TinyOnnx
{
    internal long?[] Input { get; init; } = [null, 3, 32, 32];
    internal int InputType { get; init; } = 1;
    internal float[][] Rows { get; init; } = [[4, 4, 12, 12, 0.9f, 0.1f], [20, 20, 30, 30, 0.2f, 0.8f]];
    internal float Slope { get; init; }
    internal string? Description { get; init; } = DefaultDescription;
    internal bool ExternalWeights { get; init; }

    internal const string DefaultDescription = """
        { "name": "tiny", "version": "1", "classes": ["a", "b"],
          "input": { "width": 32, "height": 32, "order": "BGR", "fill": 114 },
          "thresholds": [0.5, 0.5], "nms": { "iou": 0.5, "perClass": false } }
        """;

    internal string Save()
    {
        var path = Path.Combine(Path.GetTempPath(), $"tiny-{Guid.CreateVersion7():N}.onnx");
        File.WriteAllBytes(path, ToBytes());
        return path;
    }

    private byte[] ToBytes()
    {
        var columns = Rows[0].Length;
        byte[] graph =
        [
            .. Node("Cast", ["images"], "float", Int("to", 1)),
            .. Node("ReduceMean", ["float"], "mean4", Ints("axes", [2, 3]), Int("keepdims", 1)),
            .. Node("ReduceMean", ["mean4"], "mean", Ints("axes", [1]), Int("keepdims", 0)),
            .. Node("Mul", ["mean", "slope"], "change"),
            .. Node("Add", ["rows", "change"], "det"),
            .. Text(2, "tiny"),
            .. Message(5, Tensor("rows", [1, Rows.Length, columns], [.. Rows.SelectMany(r => r)], ExternalWeights)),
            .. Message(5, Tensor("slope", [1, 1, columns], [.. Enumerable.Repeat(Slope, columns)], external: false)),
            .. Message(11, ValueInfo("images", InputType, Input)),
            .. Message(12, ValueInfo("det", 1, [Input[0], Rows.Length, columns])),
        ];
        byte[] model = [.. Varint(1, 7), .. Message(8, [.. Text(1, ""), .. Varint(2, 13)]), .. Message(7, graph)];
        return Description is null ? model : [.. model, .. Message(14, [.. Text(1, "machimichi"), .. Text(2, Description)])];
    }

    private static byte[] Node(string type, string[] inputs, string output, params byte[][] attributes) =>
        Message(1, [.. inputs.SelectMany(i => Text(1, i)), .. Text(2, output), .. Text(4, type), .. attributes.SelectMany(a => Message(5, a))]);

    private static byte[] Ints(string name, long[] values) => [.. Text(1, name), .. values.SelectMany(v => Varint(8, (ulong)v)), .. Varint(20, 7)];

    private static byte[] Int(string name, long value) => [.. Text(1, name), .. Varint(3, (ulong)value), .. Varint(20, 2)];

    private static byte[] Tensor(string name, long[] shape, float[] values, bool external) =>
    [
        .. shape.SelectMany(d => Varint(1, (ulong)d)), .. Varint(2, 1), .. Text(8, name),
        .. external ? Varint(14, 1) : Message(9, [.. values.SelectMany(BitConverter.GetBytes)]),
    ];

    private static byte[] ValueInfo(string name, int type, long?[] shape)
    {
        var dimensions = shape.SelectMany(d => Message(1, d is { } fixedSize ? Varint(1, (ulong)fixedSize) : Text(2, "N")));
        return [.. Text(1, name), .. Message(2, Message(1, [.. Varint(1, (ulong)type), .. Message(2, [.. dimensions])]))];
    }

    private static byte[] Text(int field, string text) => Message(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Message(int field, byte[] content) => [.. Number((ulong)(field << 3 | 2)), .. Number((ulong)content.Length), .. content];

    private static byte[] Varint(int field, ulong value) => [.. Number((ulong)(field << 3)), .. Number(value)];

    private static byte[] Number(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
