namespace Machimichi.Vision;

/// <summary>
/// A picture of 8-bit pixels in the order blue, green, red, interleaved, rows from the top without gaps
/// (the stride is 3 × <see cref="Width"/> bytes), in native memory that <see cref="Dispose"/> gives back.
/// Reading is safe from many threads; disposing while another thread reads is not.
/// </summary>
public sealed unsafe class Picture : IDisposable
{
    /// <summary>The most pixels that a picture may have: 100 million.</summary>
    public const int MaximumPixels = 100_000_000;

    private readonly PixelMemory _memory;

    internal Picture(int width, int height, PixelMemory memory)
    {
        Width = width;
        Height = height;
        _memory = memory;
    }

    /// <summary>Pixels across, at least 1.</summary>
    public int Width { get; }

    /// <summary>Pixels down, at least 1.</summary>
    public int Height { get; }

    /// <summary>Height × Width × 3 bytes: B, G, R of the first pixel of the first row, and so on.</summary>
    /// <exception cref="ObjectDisposedException">The picture was disposed.</exception>
    public ReadOnlySpan<byte> Pixels => MutablePixels;

    /// <summary>The same bytes as <see cref="Pixels"/>, to draw on.</summary>
    /// <exception cref="ObjectDisposedException">The picture was disposed.</exception>
    public Span<byte> MutablePixels
    {
        get
        {
            ObjectDisposedException.ThrowIf(_memory.IsClosed, this);
            return new Span<byte>(_memory.Pointer, Width * Height * 3);
        }
    }

    /// <summary>
    /// Decodes a JPEG, PNG or WebP file. Grey, CMYK, palette and 16-bit pictures become 8-bit colour (sRGB, by the embedded
    /// profile if there is one), transparent parts become white, and the picture is turned upright by its EXIF orientation.
    /// Of an animation, the first frame is taken.
    /// </summary>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="name">The file's name as its user knows it, for the message when it can't be used.</param>
    /// <exception cref="PictureException">
    /// Empty, another format, broken or cut off, or more than <see cref="MaximumPixels"/> pixels (found before decoding).
    /// </exception>
    public static Picture Decode(ReadOnlySpan<byte> file, string name) => PictureDecoder.Decode(file, name);

    /// <summary>Reads and decodes a file; see <see cref="Decode"/>.</summary>
    /// <param name="path">A JPEG, PNG or WebP file.</param>
    /// <exception cref="PictureException">Missing, unreadable, or not a picture that can be used.</exception>
    public static Picture Load(string path)
    {
        byte[] file;
        try
        {
            file = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PictureException(path, $"the file can't be read: {e.Message}", e);
        }
        return Decode(file, path);
    }

    /// <summary>A copy of pixels in the order blue, green, red.</summary>
    /// <param name="width">At least 1.</param>
    /// <param name="height">At least 1.</param>
    /// <param name="pixels">Height × width × 3 bytes.</param>
    /// <exception cref="ArgumentException">The size isn't positive, too large, or doesn't fit the number of bytes.</exception>
    public static Picture FromBgr(int width, int height, ReadOnlySpan<byte> pixels)
    {
        var length = CheckedLength(width, height);
        if (pixels.Length != length)
            throw new ArgumentException($"A {width} × {height} picture needs {length} bytes, not {pixels.Length}.", nameof(pixels));
        var picture = new Picture(width, height, PixelMemory.Allocate(length));
        pixels.CopyTo(picture.MutablePixels);
        return picture;
    }

    /// <summary>A black picture.</summary>
    /// <param name="width">At least 1.</param>
    /// <param name="height">At least 1.</param>
    /// <exception cref="ArgumentException">The size isn't positive, or too large.</exception>
    public static Picture Blank(int width, int height)
    {
        var picture = new Picture(width, height, PixelMemory.Allocate(CheckedLength(width, height)));
        picture.MutablePixels.Clear();
        return picture;
    }

    /// <summary>The picture as a JPEG file without any metadata.</summary>
    /// <param name="quality">1 to 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">The quality is not 1 to 100.</exception>
    /// <exception cref="PictureException">JPEG can't hold it: a side is over 65,500 pixels.</exception>
    public byte[] EncodeJpeg(int quality = 85) => PictureEncoder.Encode(this, "jpegsave_buffer", quality);

    /// <summary>The picture as a WebP file (lossy) without any metadata.</summary>
    /// <param name="quality">1 to 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">The quality is not 1 to 100.</exception>
    /// <exception cref="PictureException">WebP can't hold it: a side is over 16,383 pixels.</exception>
    public byte[] EncodeWebp(int quality = 80) => PictureEncoder.Encode(this, "webpsave_buffer", quality);

    /// <summary>A copy of a part.</summary>
    /// <param name="left">First column, from 0.</param>
    /// <param name="top">First row, from 0.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part isn't inside the picture.</exception>
    public Picture Crop(int left, int top, int width, int height)
    {
        if (left < 0 || top < 0 || width < 1 || height < 1 || left > Width - width || top > Height - height)
            throw new ArgumentOutOfRangeException(nameof(left), $"{width} × {height} at ({left}, {top}) is not inside {Width} × {Height}.");
        var part = new Picture(width, height, PixelMemory.Allocate(width * height * 3));
        for (var row = 0; row < height; row++)
            Pixels.Slice(((top + row) * Width + left) * 3, width * 3).CopyTo(part.MutablePixels[(row * width * 3)..]);
        GC.KeepAlive(this);
        return part;
    }

    /// <summary>A copy of another size, smoothed when it shrinks; the shape is stretched if the sides' ratio differs.</summary>
    /// <param name="width">At least 1.</param>
    /// <param name="height">At least 1.</param>
    /// <exception cref="ArgumentException">The size isn't positive, or too large.</exception>
    /// <exception cref="PictureException">There is not enough memory.</exception>
    public Picture Resize(int width, int height)
    {
        _ = CheckedLength(width, height);
        return PictureResizer.Resize(this, width, height);
    }

    /// <summary>Gives the memory back. Safe to call twice.</summary>
    public void Dispose() => _memory.Dispose();

    private static int CheckedLength(int width, int height)
    {
        if (width < 1 || height < 1 || (long)width * height > MaximumPixels)
            throw new ArgumentException($"A picture of {width} × {height} pixels can't be made: 1 to {MaximumPixels} pixels.", nameof(width));
        return width * height * 3;
    }
}
