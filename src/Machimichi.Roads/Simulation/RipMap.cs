using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Machimichi.Roads.Simulation;

/// <summary>
/// A grey picture lying on the road with all its reductions, along and across apart from each other.
/// A pixel of the camera sees a patch of road that is long and narrow, so each direction needs its own reduction.
/// Rows run along the road, columns across it. Both sizes are powers of two when the picture repeats.
/// </summary>
internal sealed class RipMap
{
    private const int MaxLevels = 9;
    private const double One = 4294967296;

    private readonly byte[][][] _levels;
    private readonly bool _repeats;

    public RipMap(byte[] pixels, int width, int height, bool repeats)
    {
        if (repeats && (!BitOperations.IsPow2(width) || !BitOperations.IsPow2(height)))
            throw new ArgumentException("A repeating picture needs sizes that are powers of two.", nameof(width));
        Width = width;
        Height = height;
        _repeats = repeats;
        var across = Levels(width);
        var along = Levels(height);
        _levels = new byte[along][][];
        for (var j = 0; j < along; j++)
        {
            _levels[j] = new byte[across][];
            _levels[j][0] = j == 0 ? pixels : HalveRows(_levels[j - 1][0], width, Size(height, j - 1));
            for (var i = 1; i < across; i++)
                _levels[j][i] = HalveColumns(_levels[j][i - 1], Size(width, i - 1), Size(height, j));
        }
    }

    public int Width { get; }
    public int Height { get; }

    /// <summary>
    /// Adds the picture's values along a straight line to <paramref name="sums"/>.
    /// Places and footprints are in pixels of the full picture; (0.5, 0.5) is the middle of the first pixel.
    /// </summary>
    public void AddAlongLine(Span<float> sums, double x, double y, double stepX, double stepY, double footprintX, double footprintY)
    {
        var (i, partX) = Level(footprintX, _levels[0].Length);
        var (j, partY) = Level(footprintY, _levels.Length);
        const float negligible = 0.06f;
        if (partX < negligible)
            partX = 0;
        if (partY < negligible)
            partY = 0;
        Add(sums, i, j, x, y, stepX, stepY, (1 - partX) * (1 - partY));
        if (partX > 0)
            Add(sums, i + 1, j, x, y, stepX, stepY, partX * (1 - partY));
        if (partY > 0)
            Add(sums, i, j + 1, x, y, stepX, stepY, (1 - partX) * partY);
        if (partX > 0 && partY > 0)
            Add(sums, i + 1, j + 1, x, y, stepX, stepY, partX * partY);
    }

    private void Add(Span<float> sums, int i, int j, double x, double y, double stepX, double stepY, float weight)
    {
        var width = Size(Width, i);
        var height = Size(Height, j);
        var scaleX = 1.0 / (1 << i);
        var scaleY = 1.0 / (1 << j);
        x = (x * scaleX) - 0.5;
        y = (y * scaleY) - 0.5;
        stepX *= scaleX;
        stepY *= scaleY;
        if (_repeats)
        {
            x -= Math.Floor(x / width) * width;
            y -= Math.Floor(y / height) * height;
        }
        weight *= 1f / (256 * 256);
        // 32.32 fixed point: a far row runs over many repetitions, and no error may add up on the way.
        var place = (X: (long)(x * One), Y: (long)(y * One));
        var step = (X: (long)(stepX * One), Y: (long)(stepY * One));
        if (_repeats)
            Repeating(sums, _levels[j][i], width, height, place, step, weight);
        else
            Single(sums, _levels[j][i], width, height, place, step, weight);
    }

    private static void Repeating(Span<float> sums, byte[] pixels, int width, int height, (long X, long Y) place, (long X, long Y) step, float weight)
    {
        // The masks keep every index inside the picture, so the checks of the array are left out.
        ref var start = ref MemoryMarshal.GetArrayDataReference(pixels);
        var maskX = width - 1;
        var maskY = height - 1;
        var (px, py) = place;
        for (var n = 0; n < sums.Length; n++, px += step.X, py += step.Y)
        {
            var x0 = (int)(px >> 32);
            var y0 = (int)(py >> 32);
            ref var upper = ref Unsafe.Add(ref start, (nint)(y0 & maskY) * width);
            ref var lower = ref Unsafe.Add(ref start, (nint)((y0 + 1) & maskY) * width);
            var left = x0 & maskX;
            var right = (x0 + 1) & maskX;
            var partX = (int)(px >> 24) & 255;
            var partY = (int)(py >> 24) & 255;
            var top = (Unsafe.Add(ref upper, left) * (256 - partX)) + (Unsafe.Add(ref upper, right) * partX);
            var bottom = (Unsafe.Add(ref lower, left) * (256 - partX)) + (Unsafe.Add(ref lower, right) * partX);
            sums[n] += weight * ((top * (256 - partY)) + (bottom * partY));
        }
    }

    private static void Single(Span<float> sums, byte[] pixels, int width, int height, (long X, long Y) place, (long X, long Y) step, float weight)
    {
        var (px, py) = place;
        for (var n = 0; n < sums.Length; n++, px += step.X, py += step.Y)
        {
            var x0 = (int)(px >> 32);
            var y0 = (int)(py >> 32);
            var left = Math.Clamp(x0, 0, width - 1);
            var right = Math.Clamp(x0 + 1, 0, width - 1);
            var upper = Math.Clamp(y0, 0, height - 1) * width;
            var lower = Math.Clamp(y0 + 1, 0, height - 1) * width;
            var partX = (int)(px >> 24) & 255;
            var partY = (int)(py >> 24) & 255;
            var top = (pixels[upper + left] * (256 - partX)) + (pixels[upper + right] * partX);
            var bottom = (pixels[lower + left] * (256 - partX)) + (pixels[lower + right] * partX);
            sums[n] += weight * ((top * (256 - partY)) + (bottom * partY));
        }
    }

    private static (int Level, float Part) Level(double footprint, int count)
    {
        // Bilinear reading already widens a pixel a little, hence the factor.
        var level = Math.Clamp(Math.Log2(Math.Max(footprint * 0.85, 1e-9)), 0, count - 1);
        var whole = Math.Min((int)level, Math.Max(0, count - 2));
        return (whole, count < 2 ? 0 : (float)(level - whole));
    }

    private static int Levels(int size)
    {
        var count = 1;
        while (count < MaxLevels && size > 1)
        {
            size = (size + 1) / 2;
            count++;
        }
        return count;
    }

    private static int Size(int size, int level) => (size + (1 << level) - 1) >> level;

    private static byte[] HalveColumns(byte[] from, int width, int height)
    {
        var half = (width + 1) / 2;
        var to = new byte[half * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < half; x++)
            {
                var a = from[(y * width) + (2 * x)];
                var b = from[(y * width) + Math.Min((2 * x) + 1, width - 1)];
                to[(y * half) + x] = (byte)((a + b + (x & 1)) >> 1);
            }
        }
        return to;
    }

    private static byte[] HalveRows(byte[] from, int width, int height)
    {
        var half = (height + 1) / 2;
        var to = new byte[width * half];
        for (var y = 0; y < half; y++)
        {
            var first = 2 * y * width;
            var second = Math.Min((2 * y) + 1, height - 1) * width;
            for (var x = 0; x < width; x++)
                to[(y * width) + x] = (byte)((from[first + x] + from[second + x] + (x & 1)) >> 1);
        }
        return to;
    }
}
