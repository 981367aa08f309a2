using System.Numerics.Tensors;

namespace Machimichi.Roads.Simulation;

/// <summary>Colours one row of ground. It owns its buffers: one for each thread.</summary>
internal sealed class GroundShader
{
    private const double WearMeters = 0.012;
    private static readonly (float B, float G, float R) Paint = (222, 226, 226);
    private static readonly (float B, float G, float R) Concrete = (158, 166, 168);
    private static readonly (float B, float G, float R) Sand = (112, 136, 152);
    private static readonly float[] Profile = MakeProfile();

    private readonly Scene _scene;
    private readonly float[] _stone;
    private readonly float[] _tone;
    private readonly float[] _shade;
    private readonly float[] _work;
    private readonly float[] _b;
    private readonly float[] _g;
    private readonly float[] _r;

    public GroundShader(Scene scene, int width)
    {
        _scene = scene;
        _stone = new float[width];
        _tone = new float[width];
        _shade = new float[width];
        _work = new float[width];
        _b = new float[width];
        _g = new float[width];
        _r = new float[width];
    }

    public void Shade(Span<byte> row, GroundRow ground, IReadOnlyList<Decal> decals, double smear)
    {
        var width = _b.Length;
        var depth = Math.Sqrt((ground.DepthOfRow * ground.DepthOfRow) + (smear * smear)) * 1.1;
        var across = ground.MetersPerPixel * 1.1;
        Read(_scene.Surfaces.Stones, Surfaces.StonePixelMeters, _stone, ground, depth, across);
        Read(_scene.Surfaces.Tone, Surfaces.TonePixelMeters, _tone, ground, depth, across);
        var left = Math.Clamp((int)Math.Ceiling(ground.ColumnOf(-RoadSection.AsphaltEdge)), 0, width);
        var right = Math.Clamp((int)Math.Ceiling(ground.ColumnOf(RoadSection.AsphaltEdge)), left, width);
        Verge(0, left, ground);
        Asphalt(left, right, ground);
        Verge(right, width, ground);
        Strip(ground, -RoadSection.GutterEdge, -RoadSection.AsphaltEdge, Concrete, 1, wear: false);
        Strip(ground, RoadSection.AsphaltEdge, RoadSection.GutterEdge, Concrete, 1, wear: false);
        Strip(ground, -RoadSection.KerbEdge, -RoadSection.GutterEdge, (178, 184, 186), 1, wear: false);
        Strip(ground, RoadSection.GutterEdge, RoadSection.KerbEdge, (178, 184, 186), 1, wear: false);
        Array.Fill(_shade, 1f);
        foreach (var decal in decals)
            Apply(decal, ground, depth, across);
        Lines(ground);
        TensorPrimitives.Multiply(_b, _shade, _b);
        TensorPrimitives.Multiply(_g, _shade, _g);
        TensorPrimitives.Multiply(_r, _shade, _r);
        foreach (var decal in decals)
            Dust(decal, ground, depth, across);
        if (_scene.Light.Shadow > 0)
            Shadows(ground, depth, across);
        Finish(row, ground);
    }

    private static void Read(RipMap map, double pixel, float[] values, GroundRow ground, double depth, double across)
    {
        Array.Clear(values);
        map.AddAlongLine(
            values,
            ground.Right / pixel,
            ground.Along / pixel,
            ground.StepRight / pixel,
            ground.StepAlong / pixel,
            across / pixel,
            depth / pixel
        );
    }

    private void Asphalt(int from, int to, GroundRow ground)
    {
        for (var x = from; x < to; x++)
        {
            var place = ground.Right + (x * ground.StepRight);
            var profile = Profile[Math.Clamp((int)((place + 4) * 50), 0, Profile.Length - 1)];
            var grey = _stone[x] * _tone[x] * (1f / 128) * profile;
            _b[x] = grey * 0.93f;
            _g[x] = grey * 0.95f;
            _r[x] = grey * 0.95f;
        }
    }

    private void Verge(int from, int to, GroundRow ground)
    {
        for (var x = from; x < to; x++)
        {
            var place = Math.Abs(ground.Right + (x * ground.StepRight));
            var blades = (((_stone[x] - 128) * 1.5f) + ((_tone[x] - 128) * 2.2f)) * (1f / 128);
            // Trodden soil next to the kerb, grass behind it, fields further out.
            var soil = Math.Clamp((float)(5.0 - place) * 0.9f, 0, 0.8f);
            var light = 1 + blades;
            _b[x] = ((46 * (1 - soil)) + (104 * soil)) * light;
            _g[x] = ((98 * (1 - soil)) + (126 * soil)) * light;
            _r[x] = ((84 * (1 - soil)) + (138 * soil)) * light;
            if (place > 5.4 && _scene.Sea is { } onRight && (ground.Right + (x * ground.StepRight) > 0) == onRight)
            {
                var water = Math.Clamp((float)(place - 14) * 0.5f, 0, 1);
                var swell = 1 + (0.35f * (blades - 0.1f));
                _b[x] = ((126 * (1 - water)) + (146 * water)) * swell;
                _g[x] = ((146 * (1 - water)) + (120 * water)) * swell;
                _r[x] = ((156 * (1 - water)) + (80 * water)) * swell;
            }
        }
    }

    private void Lines(GroundRow ground)
    {
        const double half = RoadSection.EdgeLineWidth / 2;
        Strip(ground, -RoadSection.EdgeLine - half, -RoadSection.EdgeLine + half, Paint, 1, wear: true);
        Strip(ground, RoadSection.EdgeLine - half, RoadSection.EdgeLine + half, Paint, 1, wear: true);
        var middle = ground.Along + (ground.ColumnOf(0) * ground.StepAlong);
        var dash = DashCover(middle - (ground.DepthOfRow / 2), middle + (ground.DepthOfRow / 2));
        Strip(ground, -RoadSection.CenterLineWidth / 2, RoadSection.CenterLineWidth / 2, Paint, dash, wear: true);
    }

    /// <summary>The share of a stretch that is painted: five metres of line, five metres of gap.</summary>
    private static float DashCover(double from, double to)
    {
        static double Painted(double x)
        {
            var whole = Math.Floor(x / 10);
            return (whole * 5) + Math.Min(x - (whole * 10), 5);
        }
        return (float)Math.Clamp((Painted(to) - Painted(from)) / Math.Max(to - from, 1e-6), 0, 1);
    }

    private void Strip(GroundRow ground, double from, double to, (float B, float G, float R) colour, float cover, bool wear)
    {
        var start = ground.ColumnOf(from) + 0.5;
        var end = ground.ColumnOf(to) + 0.5;
        var first = Math.Max(0, (int)Math.Floor(start));
        var last = Math.Min(_b.Length - 1, (int)Math.Floor(end));
        // Far away stones are smaller than a pixel, and so are the bare spots in the paint.
        var contrast = (float)(1 / (1 + (ground.MetersPerPixel / WearMeters)));
        for (var x = first; x <= last; x++)
        {
            var share = (float)(Math.Min(end, x + 1) - Math.Max(start, x)) * cover;
            var stone = _stone[x] * (1f / 128);
            if (wear)
            {
                var bare = ((_tone[x] - 118) * 0.045f) + ((stone - 1) * 3 * contrast);
                share *= Math.Clamp(0.92f - Math.Max(0, bare * 0.5f), 0.25f, 0.95f);
            }
            var light = 0.82f + (0.18f * stone * _tone[x] * (1f / 128));
            _b[x] += ((colour.B * light) - _b[x]) * share;
            _g[x] += ((colour.G * light) - _g[x]) * share;
            _r[x] += ((colour.R * light) - _r[x]) * share;
        }
    }

    private void Apply(Decal decal, GroundRow ground, double depth, double across)
    {
        if (Cut(decal, ground, depth) is not { } cut)
            return;
        var values = _work.AsSpan(cut.First, cut.Count);
        AddDecal(decal, decal.Shade, values, ground, cut.First, depth, across);
        for (var i = 0; i < values.Length; i++)
            _shade[cut.First + i] *= values[i] * (1 / Decal.Neutral);
    }

    private void Dust(Decal decal, GroundRow ground, double depth, double across)
    {
        if (decal.Dust is null || Cut(decal, ground, depth) is not { } cut)
            return;
        var values = _work.AsSpan(cut.First, cut.Count);
        AddDecal(decal, decal.Dust, values, ground, cut.First, depth, across);
        for (var i = 0; i < values.Length; i++)
        {
            var share = values[i] * (1f / 255);
            var x = cut.First + i;
            _b[x] += (Sand.B - _b[x]) * share;
            _g[x] += (Sand.G - _g[x]) * share;
            _r[x] += (Sand.R - _r[x]) * share;
        }
    }

    private (int First, int Count)? Cut(Decal decal, GroundRow ground, double depth)
    {
        var first = Math.Max(0, (int)Math.Ceiling(ground.ColumnOf(decal.RightStart)));
        var last = Math.Min(_b.Length - 1, (int)Math.Floor(ground.ColumnOf(decal.RightEnd)));
        if (last < first)
            return null;
        var a = ground.Along + (first * ground.StepAlong);
        var b = ground.Along + (last * ground.StepAlong);
        return Math.Max(a, b) + (depth / 2) < decal.AlongStart || Math.Min(a, b) - (depth / 2) > decal.AlongEnd
            ? null
            : (first, last - first + 1);
    }

    private static void AddDecal(Decal decal, RipMap map, Span<float> values, GroundRow ground, int first, double depth, double across)
    {
        values.Clear();
        map.AddAlongLine(
            values,
            (ground.Right + (first * ground.StepRight) - decal.RightStart) / Decal.PixelMeters,
            (ground.Along + (first * ground.StepAlong) - decal.AlongStart) / Decal.PixelMeters,
            ground.StepRight / Decal.PixelMeters,
            ground.StepAlong / Decal.PixelMeters,
            across / Decal.PixelMeters,
            depth / Decal.PixelMeters
        );
    }

    private void Shadows(GroundRow ground, double depth, double across)
    {
        var middle = ground.Along + (ground.ColumnOf(RoadSection.DrivingLine) * ground.StepAlong);
        var trees = (float)Math.Clamp((Math.Sin(middle / 37) + Math.Sin((middle / 91) + 1) - 0.5) * 1.5, 0, 1);
        if (trees <= 0)
            return;
        Read(_scene.Surfaces.Leaves, Surfaces.LeafPixelMeters, _work, ground, depth, across);
        var land = _scene.Sea == false ? 1.0 : -1.0;
        var strength = _scene.Light.Shadow * trees * (1f / 255);
        for (var x = 0; x < _work.Length; x++)
        {
            // Trees stand on the land's side; their shadow ends about the middle of the road.
            var side = Math.Clamp((float)(((ground.Right + (x * ground.StepRight)) * land) + 2.2) * 0.5f, 0, 1);
            var dark = 1 - (_work[x] * strength * side);
            _b[x] *= 1 - ((1 - dark) * 0.9f);
            _g[x] *= dark;
            _r[x] *= dark;
        }
    }

    private void Finish(Span<byte> row, GroundRow ground)
    {
        var light = _scene.Light;
        var clear = MathF.Exp(-(float)ground.Ahead / light.HazeMeters);
        Tint(_b, light.Gain * light.Tint.B * clear, light.SkyLow.B * (1 - clear) * 0.8f);
        Tint(_g, light.Gain * light.Tint.G * clear, light.SkyLow.G * (1 - clear) * 0.8f);
        Tint(_r, light.Gain * light.Tint.R * clear, light.SkyLow.R * (1 - clear) * 0.8f);
        for (int x = 0, at = 0; x < _b.Length; x++, at += 3)
        {
            row[at + 2] = (byte)_r[x];
            row[at + 1] = (byte)_g[x];
            row[at] = (byte)_b[x];
        }
    }

    private static void Tint(float[] values, float gain, float haze)
    {
        TensorPrimitives.Multiply(values, gain, values);
        TensorPrimitives.Add(values, haze + 0.5f, values);
        TensorPrimitives.Min(values, 255, values);
        TensorPrimitives.Max(values, 0, values);
    }

    /// <summary>Grey of the asphalt across the road, a value every two centimetres from 4 m left: polished wheel tracks, oil between them, dirt at the edge.</summary>
    private static float[] MakeProfile()
    {
        var profile = new float[400];
        for (var i = 0; i < profile.Length; i++)
        {
            var right = (i / 50.0) - 4;
            var inLane = Math.Abs(Math.Abs(right) - 1.5);
            var track = Math.Exp(-Math.Pow((inLane - RoadSection.WheelTrack) / 0.28, 2));
            var oil = Math.Exp(-Math.Pow(inLane / 0.35, 2));
            var dirt = Math.Clamp((Math.Abs(right) - 2.9) / 0.6, 0, 1);
            profile[i] = (float)(0.93 + (0.05 * track) - (0.035 * oil) + (0.06 * dirt));
        }
        return profile;
    }
}
