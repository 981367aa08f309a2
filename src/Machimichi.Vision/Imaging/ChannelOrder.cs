using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Machimichi.Vision;

/// <summary>RGB ↔ BGR, in place.</summary>
internal static class ChannelOrder
{
    internal static void SwapRedAndBlue(Span<byte> pixels)
    {
        var i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            // Five pixels a step; the sixteenth byte is the next pixel's first and stays what it is.
            var order = Vector128.Create((byte)2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9, 14, 13, 12, 15);
            ref var first = ref MemoryMarshal.GetReference(pixels);
            for (; i <= pixels.Length - 16; i += 15)
                Vector128.Shuffle(Vector128.LoadUnsafe(ref first, (nuint)i), order).StoreUnsafe(ref first, (nuint)i);
        }
        for (; i <= pixels.Length - 3; i += 3)
            (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
    }
}
