namespace Machimichi.Roads.Simulation;

/// <summary>Single cracks: a jagged line of changing width, dark inside, with ravelled edges, side cracks and a dusty margin.</summary>
internal static class CrackPainter
{
    public static void Longitudinal(Canvas canvas, RoadFeature damage)
    {
        var dice = new Dice(Dice.Seed(damage.Seed, 1));
        var line = Jagged(dice, damage.LengthMeters, damage.AcrossMeters);
        var start = (canvas.LengthMeters - damage.LengthMeters) / 2;
        var middle = canvas.AcrossMeters / 2;
        List<(double, double)> path = [.. line.Select(p => (start + p.Way, middle + p.Off))];
        Line(canvas, path, damage.Width, dice, taper: true);
        Branches(canvas, path, damage.Width, dice, (int)(1 + damage.LengthMeters));
    }

    public static void Transverse(Canvas canvas, RoadFeature damage)
    {
        var dice = new Dice(Dice.Seed(damage.Seed, 1));
        var line = Jagged(dice, damage.AcrossMeters, 1.2 * damage.LengthMeters);
        var start = (canvas.AcrossMeters - damage.AcrossMeters) / 2;
        var middle = canvas.LengthMeters / 2;
        List<(double, double)> path = [.. line.Select(p => (middle + p.Off, start + p.Way))];
        Line(canvas, path, damage.Width, dice, taper: true);
        Branches(canvas, path, damage.Width, dice, 2);
    }

    /// <summary>Draws a crack along a path of (along, right) points in metres of the canvas.</summary>
    public static void Line(Canvas canvas, IReadOnlyList<(double Along, double Right)> path, double width, Dice dice, bool taper)
    {
        var noise = new Noise(dice.Next());
        for (var i = 1; i < path.Count; i++)
        {
            var place = (i - 0.5) / path.Count;
            var ends = taper ? Math.Min(1, 6 * Math.Min(place, 1 - place)) : 1;
            var local = width * (0.35 + (1.3 * noise.Octaves(i * 0.06f, 0.5f, 4))) * Math.Max(0.3, ends);
            Segment(canvas, path[i - 1], path[i], local, noise);
        }
    }

    private static List<(double Way, double Off)> Jagged(Dice dice, double length, double spread)
    {
        var noise = new Noise(dice.Next());
        var points = new List<(double, double)>();
        const double step = 0.012;
        for (double way = 0; way <= length; way += step)
        {
            var at = (float)way;
            var slow = noise.At(at * 0.9f, 0.5f) - 0.5;
            var middle = noise.At(at * 3.2f, 7.5f) - 0.5;
            // A crack goes round stones: straight pieces with corners, not a curve.
            var coarse = Corners(noise, at * 11, 3);
            var fine = Corners(noise, at * 34, 5);
            points.Add((way, (slow * spread) + (middle * 0.08) + (coarse * 0.045) + (fine * 0.018)));
        }
        return points;
    }

    private static double Corners(Noise noise, float place, int row)
    {
        var whole = (int)MathF.Floor(place);
        var from = noise.Corner(whole, row);
        return from + ((noise.Corner(whole + 1, row) - from) * (place - whole)) - 0.5;
    }

    private static void Branches(Canvas canvas, List<(double Along, double Right)> path, double width, Dice dice, int count)
    {
        for (var b = 0; b < count; b++)
        {
            var root = 1 + dice.Below(path.Count - 2);
            var (along, right) = path[root];
            var back = path[root - 1];
            var turn = Math.Atan2(right - back.Right, along - back.Along) + ((dice.Chance(0.5) ? 1 : -1) * dice.Between(0.4, 1.2));
            var length = dice.Between(0.12, 0.45);
            var branch = new List<(double, double)> { (along, right) };
            for (double way = 0.03; way < length; way += 0.03)
            {
                turn += 0.35 * dice.Normal();
                along += 0.03 * Math.Cos(turn);
                right += 0.03 * Math.Sin(turn);
                branch.Add((along, right));
            }
            Line(canvas, branch, width * dice.Between(0.35, 0.6), dice, taper: false);
        }
    }

    private static void Segment(Canvas canvas, (double Along, double Right) from, (double Along, double Right) to, double width, Noise noise)
    {
        const float pixel = (float)Decal.PixelMeters;
        var half = (float)width / 2;
        var margin = (half * 2.4f) + 0.018f;
        var reach = margin * 1.8f;
        var x0 = Math.Max(0, (int)((Math.Min(from.Right, to.Right) - reach) / pixel));
        var x1 = Math.Min(canvas.Width - 1, (int)((Math.Max(from.Right, to.Right) + reach) / pixel));
        var y0 = Math.Max(0, (int)((Math.Min(from.Along, to.Along) - reach) / pixel));
        var y1 = Math.Min(canvas.Height - 1, (int)((Math.Max(from.Along, to.Along) + reach) / pixel));
        var ax = (float)from.Right;
        var ay = (float)from.Along;
        var bx = (float)to.Right - ax;
        var by = (float)to.Along - ay;
        var length = Math.Max((bx * bx) + (by * by), 1e-9f);
        for (var y = y0; y <= y1; y++)
        {
            for (var x = x0; x <= x1; x++)
            {
                var px = ((x + 0.5f) * pixel) - ax;
                var py = ((y + 0.5f) * pixel) - ay;
                var t = Math.Clamp(((px * bx) + (py * by)) / length, 0, 1);
                var dx = px - (t * bx);
                var dy = py - (t * by);
                var distance = MathF.Sqrt((dx * dx) + (dy * dy));
                if (distance > reach)
                    continue;
                var rough = noise.At(x * 0.5f, y * 0.5f);
                // Stones break out of the edges, so the opening is ragged at the size of a stone.
                var opening = half * (0.3f + (1.4f * rough));
                var core = Math.Clamp(((opening - distance) / pixel) + 0.5f, 0, 1);
                var halo = MathF.Exp(-(distance * distance) / (margin * margin)) * (0.02f + (0.30f * rough));
                var shade = 1 - Math.Max(0.74f * core, halo);
                ref var old = ref canvas.Shade[(y * canvas.Width) + x];
                old = Math.Min(old, shade);
            }
        }
    }
}
