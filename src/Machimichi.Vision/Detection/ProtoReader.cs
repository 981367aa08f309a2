using System.Buffers.Binary;

namespace Machimichi.Vision;

/// <summary>Walks over the fields of one protocol-buffer message without copying.</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    internal int Number { get; private set; }
    internal bool IsBytes { get; private set; }
    internal ulong Value { get; private set; }
    internal ReadOnlySpan<byte> Bytes { get; private set; }

    internal bool Next()
    {
        if (_rest.IsEmpty)
            return false;
        var tag = Varint();
        Number = (int)(tag >> 3);
        IsBytes = (tag & 7) == 2;
        Bytes = default;
        Value = 0;
        switch (tag & 7)
        {
            case 0:
                Value = Varint();
                break;
            case 1:
                Value = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case 2:
                Bytes = Take(Varint());
                break;
            case 5:
                Value = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            default:
                throw Broken();
        }
        return true;
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
            throw Broken();
        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        throw Broken();
    }

    private static InvalidDataException Broken() => new("the file is broken: it is not a well-formed ONNX model");
}
