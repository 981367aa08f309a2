namespace Machimichi.Vision.Tests.Imaging;

/// <summary>Picture files of every kind that cameras and people send, made here.</summary>
internal static unsafe class TestFiles
{
    /// <summary>Left half red, right half blue, a green stripe of an eighth at the top.</summary>
    internal static Picture Flag(int width, int height)
    {
        var picture = Picture.Blank(width, height);
        var pixels = picture.MutablePixels;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                pixels[(y * width + x) * 3 + (y < height / 8 ? 1 : x < width / 2 ? 2 : 0)] = 255;
        }
        return picture;
    }

    internal static byte[] Save(Picture picture, string saver, string? space = null, string? alpha = null)
    {
        var rgb = picture.Pixels.ToArray();
        ChannelOrder.SwapRedAndBlue(rgb);
        fixed (byte* pixels = rgb)
        {
            using var view = VipsImage.View(pixels, picture.Width, picture.Height);
            using var naming = new VipsOperation("copy").With("in", view).With("interpretation", "srgb");
            using var image = naming.ToImage();
            using var joining = new VipsOperation("bandjoin_const").With("in", image).With("c", alpha ?? "255");
            using var joined = joining.ToImage();
            using var converting = new VipsOperation("colourspace").With("in", alpha is null ? image : joined).With("space", space ?? "srgb");
            using var converted = converting.ToImage();
            using var saving = new VipsOperation(saver).With("in", converted);
            return saving.ToBytes();
        }
    }

    /// <summary>Puts an EXIF block with one tag, the orientation, behind a JPEG's start.</summary>
    internal static byte[] WithOrientation(byte[] jpeg, byte orientation)
    {
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "II*\0"u8, 8, 0, 0, 0, 1, 0,
            0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0,
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    /// <summary>A PNG that says it is huge, with a correct header and nothing behind.</summary>
    internal static byte[] PngHeader(int width, int height)
    {
        byte[] ihdr = [.. "IHDR"u8, .. BigEndian(width), .. BigEndian(height), 8, 2, 0, 0, 0];
        return [0x89, .. "PNG\r\n\x1A\n"u8, .. BigEndian(13), .. ihdr, .. BigEndian((int)Crc(ihdr)), .. BigEndian(0), .. "IDAT"u8, .. BigEndian(0x35AF061E)];
    }

    private static byte[] BigEndian(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
        }
        return ~crc;
    }
}
