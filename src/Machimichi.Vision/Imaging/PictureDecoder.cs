using System.Globalization;

namespace Machimichi.Vision;

/// <summary>The bytes of a file → 8-bit BGR.</summary>
internal static unsafe class PictureDecoder
{
    internal static Picture Decode(ReadOnlySpan<byte> file, string name)
    {
        var loader = LoaderFor(file, name);
        fixed (byte* bytes = file)
        {
            try
            {
                return Decode(loader, bytes, file.Length, name);
            }
            catch (VipsException e)
            {
                throw new PictureException(name, $"the picture is broken or cut off ({e.Message})", e);
            }
        }
    }

    private static Picture Decode(string loader, byte* file, int length, string name)
    {
        using var loading = new VipsOperation(loader)
            .With("buffer", file, length).With("access", "sequential").With("fail_on", "truncated");
        using var loaded = loading.ToImage();
        var (width, height) = (loaded.Width, loaded.Height);
        if ((long)width * height > Picture.MaximumPixels)
            throw new PictureException(
                name,
                string.Create(CultureInfo.InvariantCulture, $"{width} × {height} pixels are too many (at most {Picture.MaximumPixels / 1_000_000} million): make it smaller"));

        using var upright = Upright(loaded);
        using var colour = ToSrgb(upright);
        using var opaque = WithoutAlpha(colour);
        if (opaque.Bands != 3 || !opaque.IsBytes)
            throw new PictureException(name, $"its pixels have {opaque.Bands} channels, which could not be made red, green and blue");
        (width, height) = (opaque.Width, opaque.Height);
        var pixels = opaque.ToPixels(out var size);
        ChannelOrder.SwapRedAndBlue(new Span<byte>(pixels, checked((int)size)));
        return new Picture(width, height, PixelMemory.Adopt(pixels, checked((int)size)));
    }

    private static VipsImage Upright(VipsImage image)
    {
        if (!image.IsTurned)
            return Same(image);
        // A quarter turn reads the last row first, and the decoder gives rows only in order.
        using var memory = image.InMemory();
        using var turning = new VipsOperation("autorot").With("in", memory);
        return turning.ToImage();
    }

    private static VipsImage ToSrgb(VipsImage image)
    {
        if (image.HasProfile)
        {
            try
            {
                using var transforming = new VipsOperation("icc_transform")
                    .With("in", image).With("output_profile", "srgb").With("embedded", "true");
                return transforming.ToImage();
            }
            catch (VipsException)
            {
                // A camera's broken colour profile is no reason to lose the picture: go on as if there were none.
            }
        }
        if (image.IsSrgb && image.IsBytes)
            return Same(image);
        using var converting = new VipsOperation("colourspace").With("in", image).With("space", "srgb");
        return converting.ToImage();
    }

    private static VipsImage WithoutAlpha(VipsImage image)
    {
        if (!image.HasAlpha)
            return Same(image);
        using var flattening = new VipsOperation("flatten").With("in", image).With("background", "255 255 255");
        return flattening.ToImage();
    }

    private static VipsImage Same(VipsImage image)
    {
        using var copying = new VipsOperation("copy").With("in", image);
        return copying.ToImage();
    }

    /// <summary>
    /// Told by the first bytes and never by the name. Only these three decoders are reached by a stranger's file:
    /// libvips would also try formats whose readers were never made for hostile input.
    /// </summary>
    private static string LoaderFor(ReadOnlySpan<byte> file, string name)
    {
        if (file.IsEmpty)
            throw new PictureException(name, "the file is empty (0 bytes)");
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return "jpegload_buffer";
        if (file.Length >= 8 && file[0] == 0x89 && file[1..].StartsWith("PNG\r\n\x1A\n"u8))
            return "pngload_buffer";
        if (file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8))
            return "webpload_buffer";

        var found = file switch
        {
            _ when file.StartsWith("GIF8"u8) => "a GIF",
            _ when file.StartsWith("BM"u8) => "a BMP",
            _ when file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8) => "a TIFF or a camera's raw file",
            _ when file.StartsWith("%PDF"u8) => "a PDF",
            _ when file.Length >= 12 && file[4..].StartsWith("ftyphei"u8) => "an iPhone HEIC photo",
            _ when file.Length >= 12 && file[4..].StartsWith("ftypavif"u8) => "an AVIF picture",
            _ when file.Length >= 12 && file[4..].StartsWith("ftyp"u8) => "a video or an MP4-like file",
            _ => "not a picture",
        };
        throw new PictureException(name, $"the file is {found}; JPEG, PNG or WebP is needed");
    }
}
