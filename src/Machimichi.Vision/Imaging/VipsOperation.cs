using System.Globalization;

namespace Machimichi.Vision;

/// <summary>One libvips operation by its nickname: arguments in, one image or one blob out.</summary>
internal unsafe ref struct VipsOperation
{
    private nint _operation;

    internal VipsOperation(string nickname)
    {
        _operation = Libvips.OperationNew(nickname);
        if (_operation == 0)
            throw new VipsException($"this libvips has no operation {nickname}: {Libvips.TakeError()}");
    }

    internal readonly VipsOperation With(string name, string value)
    {
        if (Libvips.SetArgument(_operation, name, value) == 0)
            return this;
        Libvips.GObjectUnref(_operation);
        throw new VipsException($"libvips refused {name} = {value}: {Libvips.TakeError()}");
    }

    internal readonly VipsOperation With(string name, int value) => With(name, value.ToString(CultureInfo.InvariantCulture));

    internal readonly VipsOperation With(string name, VipsImage image)
    {
        var value = default(Libvips.GValue);
        Libvips.GValueInit(ref value, Libvips.ImageType());
        Libvips.GValueSetObject(ref value, image.Pointer);
        Libvips.GObjectSetProperty(_operation, name, ref value);
        Libvips.GValueUnset(ref value);
        return this;
    }

    /// <summary>The bytes are not copied: they must stay where they are until the last image made from them is gone.</summary>
    internal readonly VipsOperation With(string name, byte* data, int length)
    {
        var blob = Libvips.BlobNew(0, data, (nuint)length);
        var value = default(Libvips.GValue);
        Libvips.GValueInit(ref value, Libvips.BlobType());
        Libvips.GValueSetBoxed(ref value, blob);
        Libvips.GObjectSetProperty(_operation, name, ref value);
        Libvips.GValueUnset(ref value);
        Libvips.AreaUnref(blob);
        return this;
    }

    internal VipsImage ToImage()
    {
        Build();
        var value = default(Libvips.GValue);
        Libvips.GValueInit(ref value, Libvips.ImageType());
        Libvips.GObjectGetProperty(_operation, "out", ref value);
        var image = Libvips.GValueDupObject(ref value);
        Libvips.GValueUnset(ref value);
        return new VipsImage(image);
    }

    internal byte[] ToBytes()
    {
        Build();
        var value = default(Libvips.GValue);
        Libvips.GValueInit(ref value, Libvips.BlobType());
        Libvips.GObjectGetProperty(_operation, "buffer", ref value);
        var data = Libvips.ValueGetBlob(ref value, out var length);
        var bytes = new ReadOnlySpan<byte>(data, checked((int)length)).ToArray();
        Libvips.GValueUnset(ref value);
        return bytes;
    }

    internal void Dispose()
    {
        if (_operation == 0)
            return;
        Libvips.UnrefOutputs(_operation);
        Libvips.GObjectUnref(_operation);
        _operation = 0;
    }

    private void Build()
    {
        if (Libvips.OperationBuild(ref _operation) != 0)
            throw new VipsException(Libvips.TakeError());
    }
}

/// <summary>A reference to a libvips image; most are recipes that are computed when the pixels are asked for.</summary>
internal readonly unsafe struct VipsImage(nint pointer) : IDisposable
{
    internal nint Pointer => pointer;
    internal int Width => Libvips.ImageWidth(pointer);
    internal int Height => Libvips.ImageHeight(pointer);
    internal int Bands => Libvips.ImageBands(pointer);
    internal bool IsBytes => Libvips.ImageFormat(pointer) == 0;
    internal bool IsCmyk => Libvips.ImageInterpretation(pointer) == 15;
    internal bool IsSrgb => Libvips.ImageInterpretation(pointer) == 22;
    internal bool HasAlpha => Libvips.ImageHasAlpha(pointer) != 0;
    internal bool HasProfile => Libvips.ImageTypeOf(pointer, "icc-profile-data") != 0;
    internal bool IsTurned => Libvips.ImageOrientation(pointer) > 1;

    /// <summary>A view of interleaved 8-bit pixels that the caller keeps alive and in place.</summary>
    internal static VipsImage View(byte* pixels, int width, int height)
    {
        var image = Libvips.ImageFromMemory(pixels, (nuint)width * (nuint)height * 3, width, height, 3, 0);
        if (image == 0)
            throw new VipsException(Libvips.TakeError());
        return new VipsImage(image);
    }

    internal VipsImage InMemory()
    {
        var copy = Libvips.ImageCopyMemory(pointer);
        if (copy == 0)
            throw new VipsException(Libvips.TakeError());
        return new VipsImage(copy);
    }

    /// <summary>Computes the pixels into memory that GLib allocated and the caller frees.</summary>
    internal byte* ToPixels(out nuint length)
    {
        var pixels = Libvips.ImageToMemory(pointer, out length);
        if (pixels is null)
            throw new VipsException(Libvips.TakeError());
        return pixels;
    }

    public void Dispose() => Libvips.GObjectUnref(pointer);
}

/// <summary>libvips said no; its own words.</summary>
internal sealed class VipsException(string message) : Exception(message);
