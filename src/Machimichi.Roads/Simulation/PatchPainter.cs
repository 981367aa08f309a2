namespace Machimichi.Roads.Simulation;

/// <summary>What is no damage but looks as if something had happened: patches of new asphalt and manholes.</summary>
internal static class PatchPainter
{
    public static void Paint(Canvas canvas, double lengthMeters, double acrossMeters, bool fresh)
    {
        var dice = new Dice(Dice.Seed(canvas.Seed, fresh ? 5UL : 4UL));
        var wave = new Noise(dice.Next());
        const float pixel = (float)Decal.PixelMeters;
        var tone = fresh ? 0.56f : (float)dice.Between(0.74, 0.88);
        var halfLength = (float)lengthMeters / 2;
        var halfAcross = (float)acrossMeters / 2;
        for (var y = 0; y < canvas.Height; y++)
        {
            for (var x = 0; x < canvas.Width; x++)
            {
                var right = (x + 0.5f) * pixel;
                var along = (y + 0.5f) * pixel;
                var wobble = 0.03f * (wave.Octaves(right * 3, along * 3, 2) - 0.5f);
                var toSide = halfAcross - MathF.Abs(right - ((float)canvas.AcrossMeters / 2)) + wobble;
                var toEnd = halfLength - MathF.Abs(along - ((float)canvas.LengthMeters / 2)) + wobble;
                var inside = Math.Min(toSide, toEnd);
                if (inside < -0.03f)
                    continue;
                var cover = Math.Clamp((inside / 0.012f) + 0.5f, 0, 1);
                var fine = wave.At(right * 70, along * 70) - 0.5f;
                var shade = 1 + (cover * (tone + (0.08f * fine) - 1));
                if (fresh)
                {
                    // Bitumen is brushed over the joint.
                    var seal = MathF.Exp(-(inside * inside) / (0.02f * 0.02f));
                    shade -= 0.16f * seal;
                }
                canvas.Shade[(y * canvas.Width) + x] = shade;
            }
        }
    }

    public static void Manhole(Canvas canvas, double radiusMeters)
    {
        const float pixel = (float)Decal.PixelMeters;
        var radius = (float)radiusMeters;
        for (var y = 0; y < canvas.Height; y++)
        {
            for (var x = 0; x < canvas.Width; x++)
            {
                var right = ((x + 0.5f) * pixel) - ((float)canvas.AcrossMeters / 2);
                var along = ((y + 0.5f) * pixel) - ((float)canvas.LengthMeters / 2);
                var distance = MathF.Sqrt((right * right) + (along * along));
                if (distance > radius + 0.01f)
                    continue;
                var ring = MathF.Abs(distance - (radius - 0.035f)) < 0.006f;
                var knobs = MathF.Sin(right * 130) * MathF.Sin(along * 130);
                var cover = Math.Clamp((radius - distance) / 0.008f, 0, 1);
                var metal = ring ? 0.4f : 0.68f + (0.14f * knobs);
                canvas.Shade[(y * canvas.Width) + x] = 1 + (cover * (metal - 1));
            }
        }
    }
}
