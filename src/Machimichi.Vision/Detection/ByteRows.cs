using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Machimichi.Vision;

/// <summary>The inner loop of shrinking: bytes times a weight, added to floats.</summary>
internal static class ByteRows
{
    internal static void AddWeighted(ReadOnlySpan<byte> source, float weight, Span<float> sum, bool overwrite)
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(sum);
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            var times = Vector256.Create(weight);
            for (; i <= source.Length - 16; i += 16)
            {
                var bytes = Vector128.LoadUnsafe(ref from, (nuint)i);
                var (low, high) = Vector256.Widen(Vector256.Create(Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes)));
                var first = Vector256.ConvertToSingle(low.AsInt32()) * times;
                var second = Vector256.ConvertToSingle(high.AsInt32()) * times;
                if (!overwrite)
                {
                    first += Vector256.LoadUnsafe(ref to, (nuint)i);
                    second += Vector256.LoadUnsafe(ref to, (nuint)i + 8);
                }
                first.StoreUnsafe(ref to, (nuint)i);
                second.StoreUnsafe(ref to, (nuint)i + 8);
            }
        }
        for (; i < source.Length; i++)
            sum[i] = (overwrite ? 0 : sum[i]) + weight * source[i];
    }
}
