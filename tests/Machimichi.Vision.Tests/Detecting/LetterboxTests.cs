namespace Machimichi.Vision.Tests.Detecting;

public sealed unsafe class LetterboxTests
{
    [Theory]
    [InlineData(64, 64, 32)]
    [InlineData(61, 47, 32)]
    [InlineData(1000, 7, 32)]
    [InlineData(33, 100, 32)]
    public void Shrinking_is_the_mean_over_the_area_of_each_new_pixel(int width, int height, int size)
    {
        using var picture = Noise(width, height);
        var planes = Fill(picture, size, out var newWidth, out var newHeight);
        for (var y = 0; y < newHeight; y++)
        {
            for (var x = 0; x < newWidth; x++)
            {
                for (var c = 0; c < 3; c++)
                    Assert.Equal(Mean(picture, x, y, newWidth, newHeight, c), planes[c * size * size + y * size + x], 0.01);
            }
        }
    }

    [Fact]
    public void A_picture_of_the_right_size_passes_unchanged()
    {
        using var picture = Noise(32, 32);
        var planes = Fill(picture, 32, out _, out _);
        for (var i = 0; i < 32 * 32; i++)
        {
            for (var c = 0; c < 3; c++)
                Assert.Equal(picture.Pixels[i * 3 + c], planes[c * 32 * 32 + i]);
        }
    }

    [Fact]
    public void Enlarging_goes_evenly_from_pixel_to_pixel()
    {
        using var picture = Picture.FromBgr(2, 1, [0, 0, 0, 200, 200, 200]);
        var planes = Fill(picture, 16, out var width, out var height);
        Assert.Equal((16, 8), (width, height));
        Assert.Equal(0, planes[0]);
        Assert.Equal(200, planes[15]);
        Assert.True(Enumerable.Range(1, 15).All(x => planes[x] >= planes[x - 1]));
        Assert.Equal(100, (planes[7] + planes[8]) / 2, 0.01);
    }

    [Fact]
    public void What_is_left_is_filled_with_grey_also_after_a_larger_picture()
    {
        var letterbox = new Letterbox(Model(32));
        var planes = new float[3 * 32 * 32];
        fixed (float* input = planes)
        {
            using var square = Noise(32, 32);
            letterbox.Fill(square, input);
            using var flat = Noise(32, 8);
            letterbox.Fill(flat, input);
        }
        Assert.All(planes[(8 * 32)..(32 * 32)], v => Assert.Equal(114, v));
    }

    [Fact]
    public void Rgb_models_get_red_first()
    {
        using var picture = Picture.FromBgr(1, 1, [10, 20, 30]);
        var letterbox = new Letterbox(Model(16) with { Order = PixelOrder.Rgb, Mean = [30, 20, 10], Deviation = [1, 2, 4] });
        var planes = new float[3 * 16 * 16];
        fixed (float* input = planes)
            letterbox.Fill(picture, input);
        Assert.Equal([0f, 0f, 0f], [planes[0], planes[256], planes[512]]);
    }

    private static ModelDescription Model(int size) =>
        ModelDescription.Unmeasured("m", "a") with { InputWidth = size, InputHeight = size };

    private static float[] Fill(Picture picture, int size, out int width, out int height)
    {
        var planes = new float[3 * size * size];
        fixed (float* input = planes)
        {
            var (scaleX, scaleY) = new Letterbox(Model(size)).Fill(picture, input);
            (width, height) = ((int)Math.Round(picture.Width * scaleX), (int)Math.Round(picture.Height * scaleY));
        }
        return planes;
    }

    private static Picture Noise(int width, int height)
    {
        var picture = Picture.Blank(width, height);
        new Random(width * 7919 + height).NextBytes(picture.MutablePixels);
        return picture;
    }

    private static double Mean(Picture picture, int x, int y, int newWidth, int newHeight, int channel)
    {
        double sizeX = (double)picture.Width / newWidth, sizeY = (double)picture.Height / newHeight, sum = 0;
        for (var row = 0; row < picture.Height; row++)
        {
            var down = Math.Min(row + 1, (y + 1) * sizeY) - Math.Max(row, y * sizeY);
            if (down <= 0)
                continue;
            for (var column = 0; column < picture.Width; column++)
            {
                var across = Math.Min(column + 1, (x + 1) * sizeX) - Math.Max(column, x * sizeX);
                sum += across > 0 ? down * across * picture.Pixels[(row * picture.Width + column) * 3 + channel] : 0;
            }
        }
        return sum / (sizeX * sizeY);
    }
}
