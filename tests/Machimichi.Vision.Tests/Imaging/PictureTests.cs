namespace Machimichi.Vision.Tests.Imaging;

public sealed class PictureTests
{
    private static readonly byte[] Red = [0, 0, 255];
    private static readonly byte[] Blue = [255, 0, 0];
    private static readonly byte[] Green = [0, 255, 0];

    [Theory]
    [InlineData("jpegsave_buffer", null, null, 12)]
    [InlineData("pngsave_buffer", null, null, 0)]
    [InlineData("webpsave_buffer", null, null, 12)]
    [InlineData("pngsave_buffer", "rgb16", null, 1)]
    [InlineData("pngsave_buffer", null, "255", 0)]
    [InlineData("pngsave_buffer", "rgb16", "255", 1)]
    [InlineData("webpsave_buffer", null, "255", 12)]
    public void Every_kind_of_colour_file_becomes_eight_bit_bgr(string saver, string? space, string? alpha, int tolerance)
    {
        using var flag = TestFiles.Flag(96, 64);
        using var picture = Picture.Decode(TestFiles.Save(flag, saver, space, alpha), "flag");

        Assert.Equal((96, 64), (picture.Width, picture.Height));
        Assert.Equal(96 * 64 * 3, picture.Pixels.Length);
        AssertPixel(picture, 24, 40, Red, tolerance);
        AssertPixel(picture, 72, 40, Blue, tolerance);
        AssertPixel(picture, 48, 3, Green, tolerance);
    }

    [Fact]
    public void A_printers_cmyk_file_keeps_its_colours()
    {
        using var flag = TestFiles.Flag(480, 320);
        using var picture = Picture.Decode(TestFiles.Save(flag, "jpegsave_buffer", "cmyk"), "cmyk");

        // No printing ink is as pure as a screen's colours: the strongest channel is all that survives for certain.
        Assert.Equal(2, Strongest(picture, 120, 200));
        Assert.Equal(0, Strongest(picture, 360, 200));
        Assert.Equal(1, Strongest(picture, 60, 20));
    }

    [Theory]
    [InlineData("jpegsave_buffer", "b-w")]
    [InlineData("pngsave_buffer", "b-w")]
    [InlineData("pngsave_buffer", "grey16")]
    public void A_grey_file_becomes_three_equal_channels(string saver, string space)
    {
        using var flag = TestFiles.Flag(40, 40);
        using var picture = Picture.Decode(TestFiles.Save(flag, saver, space), "grey");

        var pixel = picture.Pixels.Slice((20 * 40 + 30) * 3, 3);
        Assert.True(pixel[0] == pixel[1] && pixel[1] == pixel[2]);
        Assert.InRange(pixel[0], 20, 120);
    }

    [Fact]
    public void What_is_transparent_becomes_white()
    {
        using var flag = TestFiles.Flag(16, 16);
        using var picture = Picture.Decode(TestFiles.Save(flag, "pngsave_buffer", alpha: "0"), "transparent");
        AssertPixel(picture, 4, 8, [255, 255, 255], 0);
    }

    [Theory]
    [InlineData(1, 96, 64, 24, 40)]
    [InlineData(2, 96, 64, 71, 40)]
    [InlineData(3, 96, 64, 71, 23)]
    [InlineData(4, 96, 64, 24, 23)]
    [InlineData(5, 64, 96, 40, 24)]
    [InlineData(6, 64, 96, 23, 24)]
    [InlineData(7, 64, 96, 23, 71)]
    [InlineData(8, 64, 96, 40, 71)]
    public void A_turned_photo_is_put_upright(byte orientation, int width, int height, int redX, int redY)
    {
        using var flag = TestFiles.Flag(96, 64);
        using var picture = Picture.Decode(TestFiles.WithOrientation(flag.EncodeJpeg(95), orientation), "turned");

        Assert.Equal((width, height), (picture.Width, picture.Height));
        AssertPixel(picture, redX, redY, Red, 12);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(30_000, 10)]
    [InlineData(10, 30_000)]
    public void Odd_sizes_survive_encoding_and_decoding(int width, int height)
    {
        using var blank = Picture.Blank(width, height);
        using var picture = Picture.Decode(blank.EncodeJpeg(), "odd");
        Assert.Equal((width, height), (picture.Width, picture.Height));
    }

    public static TheoryData<string, byte[], string> BadFiles()
    {
        using var flag = TestFiles.Flag(640, 480);
        var jpeg = flag.EncodeJpeg();
        var png = TestFiles.Save(flag, "pngsave_buffer");
        var webp = flag.EncodeWebp();
        return new()
        {
            { "empty.jpg", [], "empty" },
            { "text.jpg", [.. "This is no picture, only its name says so."u8], "not a picture" },
            { "cut.jpg", jpeg[..(jpeg.Length / 2)], "cut off" },
            { "header-only.jpg", jpeg[..200], "cut off" },
            { "two-bytes.jpg", [0xFF, 0xD8], "not a picture" },
            { "cut.png", png[..(png.Length / 2)], "cut off" },
            { "cut.webp", webp[..(webp.Length / 2)], "cut off" },
            { "animation.gif", [.. "GIF89a"u8, 1, 0, 1, 0], "GIF" },
            { "phone.heic", [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0], "HEIC" },
            { "huge.png", TestFiles.PngHeader(20_000, 20_000), "too many" },
        };
    }

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void A_bad_file_is_refused_by_name_and_the_next_one_goes_on(string name, byte[] file, string reason)
    {
        var refused = Assert.Throws<PictureException>(() => Picture.Decode(file, name));
        Assert.StartsWith($"{name}: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal(name, refused.Name);

        using var good = TestFiles.Flag(8, 8);
        using var next = Picture.Decode(good.EncodeJpeg(), "next");
        Assert.Equal(8, next.Width);
    }

    [Fact]
    public void A_missing_file_is_refused_by_name()
    {
        var refused = Assert.Throws<PictureException>(() => Picture.Load("no-such-folder/frame.jpg"));
        Assert.Contains("no-such-folder/frame.jpg", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_encoded_picture_carries_no_metadata()
    {
        using var flag = TestFiles.Flag(64, 64);
        using var photo = Picture.Decode(TestFiles.WithOrientation(flag.EncodeJpeg(), 6), "photo");

        Assert.DoesNotContain("Exif", System.Text.Encoding.Latin1.GetString(photo.EncodeJpeg()), StringComparison.Ordinal);
        Assert.DoesNotContain("EXIF", System.Text.Encoding.Latin1.GetString(photo.EncodeWebp()), StringComparison.Ordinal);
    }

    [Fact]
    public void Bgr_bytes_go_in_and_come_out_in_the_same_order()
    {
        byte[] bytes = [1, 2, 3, 4, 5, 6];
        using var picture = Picture.FromBgr(2, 1, bytes);
        Assert.Equal(bytes, picture.Pixels.ToArray());
        Assert.Throws<ArgumentException>(() => Picture.FromBgr(2, 2, bytes));
    }

    [Fact]
    public void A_crop_is_the_part_and_must_lie_inside()
    {
        using var flag = TestFiles.Flag(96, 64);
        using var part = flag.Crop(44, 30, 8, 4);

        Assert.Equal((8, 4), (part.Width, part.Height));
        AssertPixel(part, 3, 0, Red, 0);
        AssertPixel(part, 4, 3, Blue, 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => flag.Crop(90, 0, 7, 1));
    }

    [Theory]
    [InlineData(48, 32)]
    [InlineData(7, 5)]
    [InlineData(200, 130)]
    public void A_resized_picture_has_the_size_asked_for_and_the_same_colours(int width, int height)
    {
        using var flag = TestFiles.Flag(96, 64);
        using var resized = flag.Resize(width, height);

        Assert.Equal((width, height), (resized.Width, resized.Height));
        AssertPixel(resized, 0, height - 1, Red, 3);
        AssertPixel(resized, width - 1, height - 1, Blue, 3);
    }

    [Fact]
    public void A_disposed_picture_says_so()
    {
        var picture = Picture.Blank(4, 4);
        picture.Dispose();
        picture.Dispose();
        Assert.Throws<ObjectDisposedException>(() => picture.Pixels.Length);
        Assert.Throws<ObjectDisposedException>(() => picture.EncodeJpeg());
    }

    [Fact]
    public void Many_threads_decode_at_once()
    {
        using var flag = TestFiles.Flag(320, 240);
        var jpeg = flag.EncodeJpeg();
        Parallel.For(0, 64, i =>
        {
            using var picture = Picture.Decode(jpeg, $"{i}");
            AssertPixel(picture, 80, 200, Red, 12);
        });
    }

    private static int Strongest(Picture picture, int x, int y)
    {
        var bgr = picture.Pixels.Slice((y * picture.Width + x) * 3, 3).ToArray();
        return Array.IndexOf(bgr, bgr.Max());
    }

    private static void AssertPixel(Picture picture, int x, int y, byte[] bgr, int tolerance)
    {
        for (var c = 0; c < 3; c++)
            Assert.InRange(picture.Pixels[(y * picture.Width + x) * 3 + c], bgr[c] - tolerance, bgr[c] + tolerance);
    }
}
