using System.Runtime.InteropServices;
using Machimichi.Vision;

namespace Machimichi.Roads.Footage.Reading;

/// <summary>Why a frame does not show the road.</summary>
[Flags]
public enum FrameFlaws
{
    None = 0,
    Dark = 1,

    /// <summary>The sun, or its mirror image on a wet road: more than a quarter of the road is burnt out.</summary>
    Glare = 2,
    Blurred = 4,

    /// <summary>A covered lens, fog, a film of dirt: there is nothing to see at all.</summary>
    Covered = 8,
}

/// <summary>
/// Whether the road can be seen in a frame, so that "nothing found" is never said of what could not be seen.
/// Judged on the road part: the middle 80 % of the width, from 50 % to 88 % of the height (below is the bonnet), at 320 pixels across,
/// so that the measures mean the same for each camera.
/// </summary>
/// <param name="Brightness">Mean luma of the road, 0 to 255.</param>
/// <param name="Contrast">Standard deviation of the luma.</param>
/// <param name="BurntOut">Share of pixels at 250 and above.</param>
/// <param name="Sharpness">Variance of the Laplacian by the variance of the luma: the same in shade and in sun.</param>
public readonly record struct FrameQuality(FrameFlaws Flaws, double Brightness, double Contrast, double BurntOut, double Sharpness)
{
    /// <summary>The darkest of 244 dashboard frames by day has 33 (in the shade of trees against a bright sky): its road can be seen.</summary>
    public const double LeastBrightness = 28;

    public const double MostBurntOut = 0.25;

    /// <summary>Asphalt alone varies by 6 and more; a covered lens by 1 or 2, which is the sensor's noise.</summary>
    public const double LeastContrast = 3.5;

    /// <summary>
    /// Of 826 road pictures of five cameras the least sharp has 0.12 (half of them more than 0.7);
    /// the same pictures defocused by 8 pixels have 0.002 to 0.07, those of dashboard cameras never more than 0.022.
    /// </summary>
    public const double LeastSharpness = 0.04;

    private const int Across = 320;

    public bool ShowsRoad => Flaws == FrameFlaws.None;

    public static FrameQuality Judge(Picture picture)
    {
        var (luma, width, height) = RoadLuma(picture);
        var (mean, deviation, burnt) = Spread(luma);
        var sharpness = LaplacianVariance(luma, width, height) / Math.Max(1, deviation * deviation);
        var flaws = FrameFlaws.None;
        if (mean < LeastBrightness)
            flaws |= FrameFlaws.Dark;
        if (burnt > MostBurntOut)
            flaws |= FrameFlaws.Glare;
        if (deviation < LeastContrast)
            flaws |= FrameFlaws.Covered;
        else if (sharpness < LeastSharpness)
            flaws |= FrameFlaws.Blurred;
        return new FrameQuality(flaws, mean, deviation, burnt, sharpness);
    }

    // Mean of each cell: the road at one size for all cameras, without the noise of the sensor.
    private static (float[] Luma, int Width, int Height) RoadLuma(Picture picture)
    {
        var (left, right) = (picture.Width / 10, picture.Width - picture.Width / 10);
        var (top, bottom) = (picture.Height / 2, Math.Max(picture.Height / 2 + 1, picture.Height * 88 / 100));
        var scale = Math.Max(1.0, (double)picture.Width / Across);
        var (width, height) = (Math.Max(1, (int)((right - left) / scale)), Math.Max(1, (int)((bottom - top) / scale)));
        var luma = new float[width * height];
        var pixels = picture.Pixels;
        for (var y = 0; y < height; y++)
        {
            var (firstRow, lastRow) = (top + y * (bottom - top) / height, top + (y + 1) * (bottom - top) / height);
            for (var x = 0; x < width; x++)
            {
                var (first, last) = (left + x * (right - left) / width, left + (x + 1) * (right - left) / width);
                var sum = 0;
                for (var row = firstRow; row < lastRow; row++)
                    foreach (
                        ref readonly var pixel in MemoryMarshal.Cast<byte, Bgr>(
                            pixels.Slice((row * picture.Width + first) * 3, (last - first) * 3)
                        )
                    )
                        sum += 29 * pixel.B + 150 * pixel.G + 77 * pixel.R;
                luma[y * width + x] = sum / (256f * Math.Max(1, (lastRow - firstRow) * (last - first)));
            }
        }
        return (luma, width, height);
    }

    private readonly record struct Bgr(byte B, byte G, byte R);

    private static (double Mean, double Deviation, double Burnt) Spread(float[] luma)
    {
        double sum = 0,
            squares = 0;
        var burnt = 0;
        foreach (var value in luma)
        {
            sum += value;
            squares += value * value;
            burnt += value >= 250 ? 1 : 0;
        }
        var mean = sum / luma.Length;
        return (mean, Math.Sqrt(Math.Max(0, squares / luma.Length - mean * mean)), (double)burnt / luma.Length);
    }

    private static double LaplacianVariance(float[] luma, int width, int height)
    {
        double sum = 0,
            squares = 0;
        var n = 0;
        for (var y = 1; y < height - 1; y++)
        for (var x = 1; x < width - 1; x++, n++)
        {
            var at = y * width + x;
            double value = luma[at - 1] + luma[at + 1] + luma[at - width] + luma[at + width] - 4 * luma[at];
            sum += value;
            squares += value * value;
        }
        return n == 0 ? 0 : squares / n - sum / n * (sum / n);
    }
}
