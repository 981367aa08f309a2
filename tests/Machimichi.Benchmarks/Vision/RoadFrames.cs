using Machimichi.Vision;

namespace Machimichi.Benchmarks.Vision;

/// <summary>Frames to time with: a sky, a road with grain, lines and cracks, each another one. What they show does not matter, their bytes do.</summary>
internal static class RoadFrames
{
    public static byte[][] Make(int count, int width, int height)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(_ => One(random, width, height))];
    }

    private static byte[] One(Random random, int width, int height)
    {
        using var picture = Picture.Blank(width, height);
        var pixels = picture.MutablePixels;
        var horizon = height * 45 / 100;
        var (crack, drift) = (width * (0.3 + 0.4 * random.NextDouble()), 0.0);
        for (var y = 0; y < height; y++)
        {
            var depth = (double)(y - horizon) / (height - horizon);
            drift += random.NextDouble() - 0.5;
            for (var x = 0; x < width; x++)
            {
                var at = (y * width + x) * 3;
                if (y < horizon)
                {
                    (pixels[at], pixels[at + 1], pixels[at + 2]) = ((byte)(220 - y * 40 / height), (byte)(200 - y * 30 / height), (byte)(170 + y * 40 / height));
                    continue;
                }
                var grain = random.Next(-14, 15);
                var line = Math.Abs(x - width / 2.0 - (width * 0.3 * depth)) < 2 + 8 * depth ? 110 : 0;
                var dark = Math.Abs(x - crack - drift * 3) < 0.5 + 3 * depth ? -60 : 0;
                var grey = (byte)Math.Clamp(95 + grain + line + dark, 0, 255);
                (pixels[at], pixels[at + 1], pixels[at + 2]) = (grey, grey, grey);
            }
        }
        return picture.EncodeJpeg(85);
    }
}
