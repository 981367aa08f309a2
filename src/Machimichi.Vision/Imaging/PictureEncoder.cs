namespace Machimichi.Vision;

/// <summary>8-bit BGR → the bytes of a file, with nothing in it but the picture.</summary>
internal static unsafe class PictureEncoder
{
    internal static byte[] Encode(Picture picture, string saver, int quality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);

        var length = picture.Width * picture.Height * 3;
        using var rgb = PixelMemory.Allocate(length);
        var pixels = new Span<byte>(rgb.Pointer, length);
        picture.Pixels.CopyTo(pixels);
        GC.KeepAlive(picture);
        ChannelOrder.SwapRedAndBlue(pixels);
        try
        {
            using var view = VipsImage.View(rgb.Pointer, picture.Width, picture.Height);
            // Raw memory has no colour space, and a saver that has to guess may take three channels for something else.
            using var naming = new VipsOperation("copy").With("in", view).With("interpretation", "srgb");
            using var image = naming.ToImage();
            using var saving = new VipsOperation(saver).With("in", image).With("Q", quality).With("keep", "none");
            return saving.ToBytes();
        }
        catch (VipsException e)
        {
            throw new PictureException($"picture of {picture.Width} × {picture.Height}", $"it can't be encoded ({e.Message})", e);
        }
    }
}
