using Machimichi.Tests.Roads.Tracks;
using Machimichi.Vision;

namespace Machimichi.Tests.Roads.Footage;

/// <summary>Small films and pictures made for one test.</summary>
internal static class Films
{
    /// <summary>A moving test picture, 320 × 240, 20 pictures a second.</summary>
    public static string Make(TemporaryFolder folder, string name, int seconds, int keyframeEvery = 10, params string[] more)
    {
        var path = Path.Combine(folder.Root, name);
        var ffmpeg = Samples.Tool("ffmpeg");
        Assert.SkipWhen(ffmpeg is null, "skipped: ffmpeg is not installed");
        var time = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var group = keyframeEvery.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Samples.Run(
            ffmpeg!,
            [
                "-v",
                "error",
                "-y",
                "-f",
                "lavfi",
                "-i",
                $"testsrc2=s=320x240:r=20:d={time}",
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-pix_fmt",
                "yuv420p",
                "-g",
                group,
                "-keyint_min",
                group,
                .. more,
                path,
            ]
        );
        return path;
    }

    /// <summary>Asphalt with a lane mark and a crack, lit as wanted.</summary>
    public static Picture Road(int width, int height, double light = 1, int seed = 1)
    {
        var random = new Random(seed);
        var picture = Picture.Blank(width, height);
        var pixels = picture.MutablePixels;
        for (var y = 0; y < height; y++)
        for (var x = 0; x < width; x++)
        {
            var value = y < height / 2 ? 190 : 95 + random.Next(-18, 19);
            if (y >= height / 2 && (Math.Abs(x - width / 4) < width / 60 || Math.Abs(x - width * 3 / 4) < width / 60))
                value = 210;
            if (y >= height / 2 && Math.Abs(x - width / 2 - 6 * Math.Sin(y / 7.0)) < 2)
                value = 40;
            pixels.Slice((y * width + x) * 3, 3).Fill((byte)Math.Clamp(value * light, 0, 255));
        }
        return picture;
    }
}
