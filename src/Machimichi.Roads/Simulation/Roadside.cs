namespace Machimichi.Roads.Simulation;

/// <summary>What stands beside the road and moves past: trees or a hedge on the land's side, a low wall on the sea's, poles with wires.</summary>
internal sealed class Roadside(Scene scene)
{
    private const double Far = 150;
    private const double PoleSpacing = 34;

    private readonly Noise _crowns = new(Dice.Seed(scene.Seed, 51));
    private readonly double _land = scene.Sea == false ? 1 : -1;

    public void Draw(byte[] pixels, int width, int height, CameraView view, double along)
    {
        var canvas = new Frame(pixels, width, height);
        // From far to near, so that near things cover far ones.
        var step = 1.5;
        var last = Math.Floor((along + 1.5) / step);
        for (var k = Math.Floor((along + Far) / step); k >= last; k--)
        {
            var from = k * step;
            Trees(canvas, view, from, step);
            Wall(canvas, view, from, step);
            if ((long)Math.Floor((from + step) / PoleSpacing) > (long)Math.Floor(from / PoleSpacing))
                Pole(canvas, view, Math.Floor((from + step) / PoleSpacing) * PoleSpacing);
        }
    }

    private void Trees(Frame canvas, CameraView view, double from, double step)
    {
        var right = Edge(from);
        var tallest = Math.Max(Tall((float)from), Tall((float)(from + step))) * 1.25;
        Slat(
            canvas,
            view,
            from,
            from + step,
            right,
            Edge(from + step),
            0,
            tallest,
            (x, y) =>
            {
                var leaf = _crowns.Octaves((x * 2.6f) + 3, y * 2.6f, 3);
                var tall = Tall(x);
                // A crown ends raggedly, leaf by leaf.
                if (y > tall * (0.72f + (0.55f * leaf)))
                    return null;
                var deep = 0.5f + (0.5f * Math.Clamp(y / tall, 0, 1));
                return (Light(24 + (44 * leaf), deep), Light(56 + (74 * leaf), deep), Light(42 + (60 * leaf), deep));
            }
        );
    }

    private double Edge(double along) => _land * (5.8 + (1.4 * _crowns.At((float)along * 0.05f, 9.5f)));

    private float Tall(float along)
    {
        var crown = _crowns.Octaves(along * 0.11f, 0.5f, 3);
        return 0.9f + (13 * Math.Max(0, crown - 0.44f));
    }

    private void Wall(Frame canvas, CameraView view, double from, double step) =>
        Slat(canvas, view, from, from + step, -_land * 5.4, -_land * 5.4, 0, 0.85, (x, y) =>
        {
            var stain = _crowns.Octaves((x * 0.9f) + 70, y * 3, 3);
            var cap = y > 0.75f ? 1.12f : 0.95f;
            return (Light(138 + (34 * stain), cap), Light(145 + (34 * stain), cap), Light(148 + (34 * stain), cap));
        });

    private void Pole(Frame canvas, CameraView view, double along)
    {
        const double half = 0.14;
        var right = _land * 4.55;
        Slat(canvas, view, along, along + 0.28, right - half, right + half, 0, 9.5, (x, _) =>
        {
            // Round: darker towards one side.
            var side = 0.78f + (1.1f * (x - (float)along));
            return (Light(122, side), Light(127, side), Light(130, side));
        });
    }

    private byte Light(float value, float factor) => (byte)Math.Clamp(value * factor * scene.Light.Gain, 0, 255);

    /// <summary>An upright strip along the road. The colour is asked for at metres along and metres high.</summary>
    private void Slat(
        Frame canvas,
        CameraView view,
        double from,
        double to,
        double rightFrom,
        double rightTo,
        double low,
        double high,
        Func<float, float, (byte B, byte G, byte R)?> colour
    )
    {
        var start = scene.Road.Place(from, rightFrom);
        var end = scene.Road.Place(to, rightTo);
        if (view.ToPixel(start, low) is not { } a || view.ToPixel(start, high) is not { } b)
            return;
        if (view.ToPixel(end, low) is not { } c || view.ToPixel(end, high) is not { } d)
            return;
        var x0 = Math.Max(0, (int)Math.Ceiling(Math.Min(a.X, c.X) - 0.5));
        var x1 = Math.Min(canvas.Width - 1, (int)Math.Floor(Math.Max(a.X, c.X) + 0.5));
        var span = c.X - a.X;
        for (var x = x0; x <= x1; x++)
        {
            var part = Math.Abs(span) < 0.01 ? 0 : Math.Clamp((x + 0.5 - a.X) / span, 0, 1);
            var top = b.Y + ((d.Y - b.Y) * part);
            var bottom = a.Y + ((c.Y - a.Y) * part);
            var first = Math.Max(0, (int)Math.Ceiling(top - 0.5));
            var last = Math.Min(canvas.Height - 1, (int)Math.Floor(bottom - 0.5));
            for (var y = first; y <= last; y++)
            {
                var up = (float)(low + ((high - low) * (bottom - y) / Math.Max(bottom - top, 0.01)));
                if (colour((float)(from + ((to - from) * part)), up) is not var (blue, green, red))
                    continue;
                var at = ((y * canvas.Width) + x) * 3;
                canvas.Pixels[at] = blue;
                canvas.Pixels[at + 1] = green;
                canvas.Pixels[at + 2] = red;
            }
        }
    }

    private readonly record struct Frame(byte[] Pixels, int Width, int Height);
}
