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
    private const double BlockMeters = 0.25, FineMeters = 0.012, AroundMeters = 0.05, NeighbourhoodMeters = 0.6;

    // Worn asphalt, cracks and holes are grey and darker than what surrounds them. Plates, paint, skin, clothes and lamps are brighter or coloured.
    private const int BrighterThanRoad = 45, BrighterThanNeighbours = 26, Coloured = 48;

    private const int SmallestBlock = 10;

    /// <summary>Median luma of the road ahead, 0 to 255: the middle of the picture's width between the horizon and the bonnet.</summary>
    public static int RoadLuma(Picture picture, double horizonY)
    {
        var histogram = new int[256];
        var (top, road) = ((int)Math.Clamp(horizonY, 0, picture.Height - 1), picture.Height - Math.Max(0, horizonY));
        var total = 0;
        for (var y = top + (int)(0.25 * road); y < top + (int)(0.85 * road); y += 2)
            for (var x = picture.Width * 3 / 10; x < picture.Width * 7 / 10; x += 2, total++)
                histogram[Luma(picture.Pixels.Slice((y * picture.Width + x) * 3, 3))]++;
        for (int luma = 0, sum = 0; luma < 256; luma++)
            if ((sum += histogram[luma]) * 2 >= total) return luma;
        return 255;
    }

    /// <summary>Changes the picture; gives for each pixel whether it is still as fine as <see cref="FineMeters"/>.</summary>
    /// <param name="crop">What is to be published.</param>
    /// <param name="damage">The damage's box in it.</param>
    /// <param name="pixelsPerMeter">On the road at the crop's lower edge, where things are largest.</param>
    public static bool[] Draw(Picture crop, Box damage, double pixelsPerMeter, int roadLuma)
    {
        var open = Open(crop, damage, pixelsPerMeter, roadLuma);
        var original = crop.Pixels.ToArray();
        Blocks(crop, original, Math.Max(SmallestBlock, (int)Math.Ceiling(BlockMeters * pixelsPerMeter)), open, wanted: false);
        Blocks(crop, original, Math.Max(1, (int)Math.Round(FineMeters * pixelsPerMeter)), open, wanted: true);
        return open;
    }

    private static bool[] Open(Picture crop, Box damage, double pixelsPerMeter, int roadLuma)
    {
        var (width, height) = (crop.Width, crop.Height);
        var pixels = crop.Pixels;
        var luma = new int[width * height];
        for (var i = 0; i < luma.Length; i++) luma[i] = Luma(pixels.Slice(i * 3, 3));
        var sums = Sums(luma, width, height);
        var reach = Math.Max(8, (int)(NeighbourhoodMeters / 2 * pixelsPerMeter));
        var strange = new bool[luma.Length];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var at = y * width + x;
                var pixel = pixels.Slice(at * 3, 3);
                var spread = Math.Max(pixel[0], Math.Max(pixel[1], pixel[2])) - Math.Min(pixel[0], Math.Min(pixel[1], pixel[2]));
                strange[at] = spread > Coloured || luma[at] > roadLuma + BrighterThanRoad || luma[at] > Mean(sums, x, y, reach, width, height) + BrighterThanNeighbours;
            }
        var wide = Widened(strange, width, height, Math.Max(2, (int)Math.Ceiling(AroundMeters * pixelsPerMeter)));
        var open = new bool[luma.Length];
        for (var y = Math.Max(0, (int)damage.Top); y < Math.Min(height, damage.Bottom); y++)
            for (var x = Math.Max(0, (int)damage.Left); x < Math.Min(width, damage.Right); x++)
                open[y * width + x] = !wide[y * width + x];
        return open;
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
