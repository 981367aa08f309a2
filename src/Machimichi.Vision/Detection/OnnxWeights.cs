using System.Runtime.InteropServices;
using System.Text;

namespace Machimichi.Vision;

/// <summary>
/// Looks through the weights of an ONNX file for values that are not numbers. The output alone does not tell:
/// ONNX Runtime's ReLU turns NaN into 0, and the model goes on, blind in one of its channels.
/// <para>Field numbers are those of onnx.proto3 (ModelProto, GraphProto, NodeProto, AttributeProto, TensorProto).</para>
/// </summary>
internal static class OnnxWeights
{
    internal static void Check(ReadOnlySpan<byte> model)
    {
        var fields = new ProtoReader(model);
        while (fields.Next())
        {
            if (fields.Number == 7)
                CheckGraph(fields.Bytes);
        }
    }

    private static void CheckGraph(ReadOnlySpan<byte> graph)
    {
        var fields = new ProtoReader(graph);
        while (fields.Next())
        {
            if (fields.Number == 5)
                CheckTensor(fields.Bytes);
            else if (fields.Number == 1)
                CheckNode(fields.Bytes);
        }
    }

    private static void CheckNode(ReadOnlySpan<byte> node)
    {
        var fields = new ProtoReader(node);
        while (fields.Next())
        {
            if (fields.Number != 5)
                continue;
            var attribute = new ProtoReader(fields.Bytes);
            while (attribute.Next())
            {
                if (attribute.Number == 5)
                    CheckTensor(attribute.Bytes);
                else if (attribute.Number == 6 && attribute.IsBytes)
                    CheckGraph(attribute.Bytes);
            }
        }
    }

    private static void CheckTensor(ReadOnlySpan<byte> tensor)
    {
        ulong type = 0;
        ReadOnlySpan<byte> name = default, raw = default, floats = default;
        var fields = new ProtoReader(tensor);
        while (fields.Next())
        {
            if (fields.Number == 2)
                type = fields.Value;
            else if (fields.Number == 14 && fields.Value == 1)
                throw new InvalidDataException("its weights lie in another file: export it with all weights inside");
            else if (fields.Number == 8)
                name = fields.Bytes;
            else if (fields.Number == 9)
                raw = fields.Bytes;
            else if (fields.Number == 4 && fields.IsBytes)
                floats = fields.Bytes;
        }
        var numbers = type switch
        {
            1 => Numbers<float>(raw) && Numbers<float>(floats),
            10 => Numbers<Half>(raw),
            11 => Numbers<double>(raw),
            _ => true,
        };
        if (!numbers)
            throw new InvalidDataException($"its weight \"{Encoding.UTF8.GetString(name)}\" holds values that are not numbers (NaN): train or export it again");
    }

    private static bool Numbers<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        // Constants such as −∞ as a mask are legitimate; NaN never is.
        foreach (var value in MemoryMarshal.Cast<byte, T>(bytes))
        {
            if (T.IsNaN(value))
                return false;
        }
        return true;
    }
}
