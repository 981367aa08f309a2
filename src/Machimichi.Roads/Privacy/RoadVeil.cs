using Machimichi.Vision;

namespace Machimichi.Roads.Privacy;

/// <summary>
/// Leaves of a picture only what looks like a road's surface within the damage's own box, and that no finer than a plate's characters would
/// need. Everything else becomes blocks as large as a plate, whose mean is all that is left of them: nothing can be computed back.
/// It asks no model what is a person or a plate, so it cannot overlook one.
/// </summary>
internal static class RoadVeil
{
    // A Japanese plate is 33 × 16.5 cm, its large figures are 8 cm high, a face is 15 cm wide.
    private const double BlockMeters = 0.25, FineMeters = 0.012, CoarseMeters = 0.035, AroundMeters = 0.05, NeighbourhoodMeters = 0.6, SmoothMeters = 0.03;

    // Worn asphalt, cracks and holes are grey and darker than what surrounds them. Plates, paint, skin, clothes and lamps are brighter or coloured.
    private const int BrighterThanRoad = 45;
    private const double BrighterThanNeighbours = 0.2, OtherColour = 0.22, DeepHole = 0.6;
    private const int LeastBrighter = 14, LeastOtherColour = 14;

    /// <summary>A box of which more than this looks like no road lies on a vehicle, or a person, or a house.</summary>
    private const double MostStrange = 0.2;

    /// <summary>With more than this of it there may be more than paint on the road: what stays is kept as coarse as a plate seen close needs.</summary>
    private const double SomeStrange = 0.04;

    private const int SmallestBlock = 10;

    /// <summary>How the road looks: medians of luma (0 to 255), red less green, and blue less green (−255 to 255).</summary>
    public readonly record struct Look(int Luma, int Red, int Blue);

    /// <summary>The look of the road ahead: the middle of the picture's width between the horizon and the bonnet.</summary>
    public static Look RoadLook(Picture picture, double horizonY)
    {
        var (luma, red, blue) = (new int[256], new int[511], new int[511]);
        var (top, road) = ((int)Math.Clamp(horizonY, 0, picture.Height - 1), picture.Height - Math.Max(0, horizonY));
        var total = 0;
        for (var y = top + (int)(0.25 * road); y < top + (int)(0.85 * road); y += 2)
            for (var x = picture.Width * 3 / 10; x < picture.Width * 7 / 10; x += 2, total++)
            {
                var pixel = picture.Pixels.Slice((y * picture.Width + x) * 3, 3);
                luma[Luma(pixel)]++;
                red[255 + pixel[2] - pixel[1]]++;
                blue[255 + pixel[0] - pixel[1]]++;
            }
        return new Look(Median(luma, total), Median(red, total) - 255, Median(blue, total) - 255);
    }

    private static int Median(int[] histogram, int total)
    {
        for (int at = 0, sum = 0; at < histogram.Length; at++)
            if ((sum += histogram[at]) * 2 >= total) return at;
        return histogram.Length - 1;
    }

    /// <summary>Changes the picture; gives for each pixel whether it is still fine, and how many pixels wide the finest thing is; null where it shows no road.</summary>
    /// <param name="crop">What is to be published.</param>
    /// <param name="damage">The damage's box in it.</param>
    /// <param name="pixelsPerMeter">On the road at the crop's lower edge, where things are largest.</param>
    public static (bool[] Open, int Finest)? Draw(Picture crop, Box damage, double pixelsPerMeter, Look road)
    {
        if (Open(crop, damage, pixelsPerMeter, road) is not var (open, strange)) return null;
        var finest = Math.Max(1, (int)Math.Round((strange > SomeStrange ? CoarseMeters : FineMeters) * pixelsPerMeter));
        var original = crop.Pixels.ToArray();
        Blocks(crop, original, Math.Max(SmallestBlock, (int)Math.Ceiling(BlockMeters * pixelsPerMeter)), open, wanted: false);
        Blocks(crop, original, finest, open, wanted: true);
        return (open, finest);
    }

    private static (bool[] Open, double Strange)? Open(Picture crop, Box damage, double pixelsPerMeter, Look road)
    {
        var (width, height) = (crop.Width, crop.Height);
        var pixels = crop.Pixels;
        var luma = new int[width * height];
        for (var i = 0; i < luma.Length; i++) luma[i] = Luma(pixels.Slice(i * 3, 3));
        var sums = Sums(luma, width, height);
        var cutoff = (int)(DeepHole * road.Luma);
        var lit = Sums([.. luma.Select(l => l >= cutoff ? 1000 : 0)], width, height);
        var litSums = Sums([.. luma.Select(l => l >= cutoff ? l : 0)], width, height);
        var reach = Math.Max(8, (int)(NeighbourhoodMeters / 2 * pixelsPerMeter));
        var smooth = (int)(SmoothMeters / 2 * pixelsPerMeter);
        var strange = new bool[luma.Length];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var at = y * width + x;
                var pixel = pixels.Slice(at * 3, 3);
                var colour = Math.Abs(pixel[2] - pixel[1] - road.Red) + Math.Abs(pixel[0] - pixel[1] - road.Blue);
                var (here, around) = (Mean(sums, x, y, smooth, width, height), Mean(sums, x, y, reach, width, height));
                // Beside a deep hole the surroundings are the hole: there the road around it is meant.
                if (MeanShare(lit, x, y, reach, width, height) is > 0.25 and var share) around = Mean(litSums, x, y, reach, width, height) * 1000 / (long)(1000 * share);
                strange[at] = colour > LeastOtherColour + OtherColour * luma[at] || luma[at] > road.Luma + BrighterThanRoad
                    || here > around + Math.Max(LeastBrighter, BrighterThanNeighbours * around);
            }
        var odd = Share(strange, width, height, damage);
        if (odd > MostStrange) return null;
        var wide = Widened(strange, width, height, Math.Max(2, (int)Math.Ceiling(AroundMeters * pixelsPerMeter)));
        var open = new bool[luma.Length];
        for (var y = Math.Max(0, (int)damage.Top); y < Math.Min(height, damage.Bottom); y++)
            for (var x = Math.Max(0, (int)damage.Left); x < Math.Min(width, damage.Right); x++)
                open[y * width + x] = !wide[y * width + x];
        return (open, odd);
    }

    private static double Share(bool[] marked, int width, int height, Box part)
    {
        var (count, all) = (0, 0);
        for (var y = Math.Max(0, (int)part.Top); y < Math.Min(height, part.Bottom); y++)
            for (var x = Math.Max(0, (int)part.Left); x < Math.Min(width, part.Right); x++, all++)
                if (marked[y * width + x]) count++;
        return all == 0 ? 1 : (double)count / all;
    }

    private static void Blocks(Picture crop, ReadOnlySpan<byte> original, int side, bool[] open, bool wanted)
    {
        var (width, height) = (crop.Width, crop.Height);
        var pixels = crop.MutablePixels;
        for (var top = 0; top < height; top += side)
            for (var left = 0; left < width; left += side)
            {
                var (right, bottom) = (Math.Min(width, left + side), Math.Min(height, top + side));
                var (blue, green, red, count) = (0, 0, 0, (right - left) * (bottom - top));
                for (var y = top; y < bottom; y++)
                    for (var x = left; x < right; x++)
                    {
                        var pixel = original.Slice((y * width + x) * 3, 3);
                        (blue, green, red) = (blue + pixel[0], green + pixel[1], red + pixel[2]);
                    }
                for (var y = top; y < bottom; y++)
                    for (var x = left; x < right; x++)
                        if (open[y * width + x] == wanted)
                        {
                            var pixel = pixels.Slice((y * width + x) * 3, 3);
                            (pixel[0], pixel[1], pixel[2]) = ((byte)(blue / count), (byte)(green / count), (byte)(red / count));
                        }
            }
    }

    private static int Luma(ReadOnlySpan<byte> pixel) => (29 * pixel[0] + 150 * pixel[1] + 77 * pixel[2]) >> 8;

    private static long[] Sums(int[] values, int width, int height)
    {
        var sums = new long[(width + 1) * (height + 1)];
        for (var y = 0; y < height; y++)
        {
            long row = 0;
            for (var x = 0; x < width; x++)
            {
                row += values[y * width + x];
                sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
            }
        }
        return sums;
    }

    private static long Mean(long[] sums, int x, int y, int reach, int width, int height)
    {
        var (left, top, right, bottom) = (Math.Max(0, x - reach), Math.Max(0, y - reach), Math.Min(width, x + reach + 1), Math.Min(height, y + reach + 1));
        var stride = width + 1;
        return (sums[bottom * stride + right] - sums[top * stride + right] - sums[bottom * stride + left] + sums[top * stride + left]) / ((right - left) * (bottom - top));
    }

    private static double MeanShare(long[] sums, int x, int y, int reach, int width, int height) => Mean(sums, x, y, reach, width, height) / 1000.0;

    // A square's widening is a row's, then a column's.
    private static bool[] Widened(bool[] marked, int width, int height, int by)
    {
        var (rows, all) = (new bool[marked.Length], new bool[marked.Length]);
        for (var y = 0; y < height; y++)
            for (int x = 0, near = -1; x < width + by; x++)
            {
                if (x < width && marked[y * width + x]) near = x;
                if (x >= by && near >= 0 && near >= x - 2 * by) rows[y * width + x - by] = true;
            }
        for (var x = 0; x < width; x++)
            for (int y = 0, near = -1; y < height + by; y++)
            {
                if (y < height && rows[y * width + x]) near = y;
                if (y >= by && near >= 0 && near >= y - 2 * by) all[(y - by) * width + x] = true;
            }
        return all;
    }
}
