using System.Runtime.InteropServices;

namespace Machimichi.Vision;

/// <summary>
/// Native memory with pixels. Native, because a 1080p frame is 6 MB: on the managed heap each would be a large object
/// that only a full collection frees. A safe handle, so that a picture that nobody disposed is freed all the same.
/// </summary>
internal sealed unsafe class PixelMemory : SafeHandle
{
    private readonly bool _fromGlib;
    private readonly long _length;

    private PixelMemory(byte* pixels, long length, bool fromGlib)
        : base(0, ownsHandle: true)
    {
        _fromGlib = fromGlib;
        _length = length;
        SetHandle((nint)pixels);
        GC.AddMemoryPressure(Math.Max(1, length));
    }

    public override bool IsInvalid => handle == 0;

    internal byte* Pointer => (byte*)handle;

    internal static PixelMemory Allocate(int length) => new((byte*)NativeMemory.Alloc((nuint)length), length, fromGlib: false);

    internal static PixelMemory Adopt(byte* glibMemory, int length) => new(glibMemory, length, fromGlib: true);

    protected override bool ReleaseHandle()
    {
        if (_fromGlib)
            Libvips.GFree(handle);
        else
            NativeMemory.Free((void*)handle);
        GC.RemoveMemoryPressure(Math.Max(1, _length));
        return true;
    }
}
