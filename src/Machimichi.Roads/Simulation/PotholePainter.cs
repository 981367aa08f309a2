namespace Machimichi.Roads.Simulation;

/// <summary>A hole seen from before it: broken outline, dark under the near edge, gravel floor, lit far wall, loose stones and dust around.</summary>
internal static class PotholePainter
{
    public static void Paint(Canvas canvas, RoadFeature damage)
    {
        var dice = new Dice(Dice.Seed(damage.Seed, 3));
        var shape = new Noise(dice.Next());
        var gravel = new Noise(dice.Next());
        var floor = (float)dice.Between(0.42, 0.6);
        var dusty = (float)dice.Between(0.15, 0.5);
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
                var radius = MathF.Sqrt((u * u) + (v * v));
                var broken = 0.55f * (shape.Octaves((right * 4) + 3, along * 4, 3) - 0.5f);
                var crumbs = 0.10f * (gravel.At(right * 55, along * 55) - 0.5f);
                var rim = radius + broken + crumbs;
                var index = (y * canvas.Width) + x;
                var stone = gravel.Octaves(right * 38, along * 38, 2);
                if (rim < 0.92f)
                {
                    var depth = Math.Clamp((0.92f - rim) * 4.5f, 0, 1);
                    var near = v < 0 ? -v : 0;
                    var far = Math.Clamp(v, 0, 1);
                    var wall = 1 - depth;
                    var shade = floor * (0.45f + (1.1f * stone));
                    // The near edge hides the light from the floor behind it; the far wall faces the camera.
                    shade *= 1 - (0.5f * near * depth);
                    shade = Lerp(shade, 0.22f, wall * Math.Clamp(0.9f - far, 0.25f, 0.9f));
                    shade += 0.22f * far * wall * (1 - wall) * 4 * stone;
                    canvas.Shade[index] = Math.Clamp(shade, 0.12f, 1.5f);
                    dust[index] = dusty * depth * (0.4f + (0.6f * stone)) * (0.6f + (0.4f * far));
                }
                else if (rim < 1.9f)
                {
                    var close = Math.Clamp((1.55f - rim) / 0.6f, 0, 1);
                    var edge = MathF.Exp(-MathF.Abs(rim - 0.95f) * 22);
                    var shade = 1 - (0.16f * close * stone) + (0.25f * edge * Math.Clamp(v + 0.3f, 0, 1));
                    if (gravel.Octaves((right * 46) + 80, along * 46, 1) > 0.90f && close > 0.15f)
                        shade *= stone > 0.5f ? 1.4f : 0.55f;
                    canvas.Shade[index] = shade;
                    dust[index] = 0.3f * dusty * close * close;
                }
            }
        }
        RadialCracks(canvas, damage, dice);
    }

    private static void RadialCracks(Canvas canvas, RoadFeature damage, Dice dice)
    {
        var count = 3 + dice.Below(4);
        for (var c = 0; c < count; c++)
        {
            var angle = dice.Between(0, 2 * Math.PI);
            var along = (canvas.LengthMeters / 2) + (0.46 * damage.LengthMeters * Math.Cos(angle));
            var right = (canvas.AcrossMeters / 2) + (0.46 * damage.AcrossMeters * Math.Sin(angle));
            var path = new List<(double, double)> { (along, right) };
            for (double way = 0; way < dice.Between(0.08, 0.2); way += 0.025)
            {
                angle += 0.4 * dice.Normal();
                along += 0.025 * Math.Cos(angle);
                right += 0.025 * Math.Sin(angle);
                path.Add((along, right));
            }
            CrackPainter.Line(canvas, path, 0.01, dice, taper: false);
        }
    }

    private static float Lerp(float a, float b, float part) => a + ((b - a) * part);
}
