namespace Machimichi.Roads.Simulation;

/// <summary>A net of cracks around cells of hand's breadth, darker and dusty where the surface has sunk, with stones lost at the knots.</summary>
internal static class AlligatorPainter
{
    public static void Paint(Canvas canvas, RoadFeature damage)
    {
        var dice = new Dice(Dice.Seed(damage.Seed, 2));
        var cells = new Noise(dice.Next());
        var other = new Noise(dice.Next());
        var warp = new Noise(dice.Next());
        var cell = (float)dice.Between(0.12, 0.2);
        var opening = (float)dice.Between(0.045, 0.068) + (0.011f * damage.Severity);
        const float pixel = (float)Decal.PixelMeters;
        var halfLength = (float)damage.LengthMeters / 2;
        var halfAcross = (float)damage.AcrossMeters / 2;
        var dust = canvas.Dust;
        for (var y = 0; y < canvas.Height; y++)
        {
            for (var x = 0; x < canvas.Width; x++)
            {
                var right = (x + 0.5f) * pixel;
                var along = (y + 0.5f) * pixel;
                var u = (right - ((float)canvas.AcrossMeters / 2)) / halfAcross;
                var v = (along - ((float)canvas.LengthMeters / 2)) / halfLength;
                var rim = MathF.Sqrt(MathF.Sqrt((u * u * u * u) + (v * v * v * v)));
                rim += 0.5f * (warp.Octaves(right * 2.2f, along * 2.2f, 3) - 0.5f);
                if (rim > 1.06f)
                    continue;
                var inside = Math.Clamp((1.06f - rim) * 5, 0, 1);
                var wx = right + (0.07f * (warp.Octaves((right * 6) + 40, along * 6, 2) - 0.5f));
                var wy = along + (0.07f * (warp.Octaves(right * 6, (along * 6) + 40, 2) - 0.5f));
                var gap = Gap(cells, other, wx / cell, wy / (cell * 1.25f));
                var rough = warp.At((right * 90) + 11, along * 90);
                var local = opening * inside * (0.3f + (1.4f * warp.At((right * 6) + 9, (along * 6) + 5)));
                var core = Math.Clamp((local * (0.7f + (0.6f * rough)) - gap) / 0.045f, 0, 1);
                var halo = MathF.Exp(-(gap * gap) / (9 * local * local + 1e-6f)) * inside;
                var sunk = 0.07f * inside * (0.6f + rough);
                var shade = 1 - Math.Max(0.7f * core, (0.18f * halo * (0.5f + rough)) + sunk);
                var index = (y * canvas.Width) + x;
                canvas.Shade[index] = Math.Min(canvas.Shade[index], shade);
                dust[index] = 0.16f * halo * (1 - core) * warp.Octaves(right * 3, (along * 3) + 70, 2);
            }
        }
    }

    /// <summary>How much further the second nearest cell's middle is than the nearest: zero on the cracks.</summary>
    private static float Gap(Noise cells, Noise other, float x, float y)
    {
        var x0 = (int)MathF.Floor(x);
        var y0 = (int)MathF.Floor(y);
        var first = float.MaxValue;
        var second = float.MaxValue;
        for (var j = y0 - 1; j <= y0 + 1; j++)
        {
            for (var i = x0 - 1; i <= x0 + 1; i++)
            {
                var dx = i + 0.1f + (0.8f * cells.Corner(i, j)) - x;
                var dy = j + 0.1f + (0.8f * other.Corner(i, j)) - y;
                var distance = (dx * dx) + (dy * dy);
                if (distance < first)
                    (first, second) = (distance, first);
                else if (distance < second)
                    second = distance;
            }
        }
        return MathF.Sqrt(second) - MathF.Sqrt(first);
    }
}
