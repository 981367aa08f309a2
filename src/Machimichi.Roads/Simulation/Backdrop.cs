namespace Machimichi.Roads.Simulation;

/// <summary>What stands beyond the road all round: sky with clouds, wooded hills, and the sea on one side. One picture by compass direction and elevation.</summary>
internal sealed class Backdrop
{
    private const int Columns = 8192;
    private const int Above = 640;
    private const int Below = 64;
    private const int Rows = Above + Below;
    private const float DegreesPerColumn = 360f / Columns;

    /// <summary>Rows are even steps of the tangent of the elevation, as the rows of a camera are.</summary>
    private const double SlopePerRow = Math.PI / 180 * DegreesPerColumn;

    private readonly byte[] _pixels = new byte[Columns * Rows * 3];
    private readonly bool[] _painted = new bool[Columns];
    private readonly Light _light;
    private readonly double? _seaBearing;
    private readonly Noise _ridge;
    private readonly Noise _cloud;

    public Backdrop(ulong seed, Light light, double? seaBearing)
    {
        _light = light;
        _seaBearing = seaBearing;
        _ridge = new Noise(Dice.Seed(seed, 41));
        _cloud = new Noise(Dice.Seed(seed, 42));
    }

    /// <summary>Paints what lies between two compass directions, if it has not been seen before.</summary>
    public void Prepare(double fromDegrees, double toDegrees, ParallelOptions parallel)
    {
        var first = (int)Math.Floor(fromDegrees / DegreesPerColumn);
        var last = (int)Math.Floor(toDegrees / DegreesPerColumn);
        var missing = new List<int>();
        for (var column = first; column <= last; column++)
        {
            if (!_painted[column & (Columns - 1)])
                missing.Add(column & (Columns - 1));
        }
        if (missing.Count == 0)
            return;
        Parallel.For(0, missing.Count, parallel, k => PaintColumn(missing[k]));
        foreach (var column in missing)
            _painted[column] = true;
    }

    /// <summary>Fills one row of a picture that lies above the horizon. Its directions must have been prepared.</summary>
    public void Fill(Span<byte> row, int y, CameraView view, double focal, ReadOnlySpan<double> columnDegrees, ReadOnlySpan<double> columnCosines)
    {
        var slope = (view.HorizonRow - y) / focal / SlopePerRow;
        for (var x = 0; x < columnDegrees.Length; x++)
        {
            var column = (int)Math.Floor((view.LookDegrees + columnDegrees[x]) / DegreesPerColumn) & (Columns - 1);
            var line = Math.Clamp(Above - 1 - (int)Math.Floor(slope * columnCosines[x]), 0, Rows - 1);
            _pixels.AsSpan(((line * Columns) + column) * 3, 3).CopyTo(row[(x * 3)..]);
        }
    }

    private void PaintColumn(int x)
    {
        var degrees = x * DegreesPerColumn;
        var sea = 0f;
        if (_seaBearing is { } bearing)
        {
            var off = Math.Abs((((degrees - bearing) % 360) + 540) % 360 - 180);
            sea = Math.Clamp((float)(75 - off) / 20, 0, 1);
        }
        var u = degrees / 360f;
        var near = (1.2f + (5.5f * _ridge.Octaves(u * 24, 0.5f, 5, 24))) * (1 - sea);
        var far = 0.4f + (3.2f * _ridge.Octaves((u * 14) + 0.3f, 9.5f, 4, 14)) * (1 - (0.75f * sea));
        for (var y = 0; y < Rows; y++)
        {
            var elevation = (Above - 1 - y) * DegreesPerColumn;
            var (b, g, r) = Sky(_light, _cloud, u, elevation);
            if (elevation < far)
                (b, g, r) = Blend((b, g, r), (126, 112, 92), 0.5f);
            if (elevation < near)
            {
                var leaf = _ridge.Octaves(u * 1600, elevation * 5, 3, 1600);
                var tree = (28 + (34 * leaf), 62 + (60 * leaf), 48 + (48 * leaf));
                (b, g, r) = Blend(tree, _light.SkyLow, 0.22f);
            }
            else if (elevation < 0)
            {
                var swell = _ridge.At(u * 900, elevation * 30, 900) - 0.5f;
                (b, g, r) = Blend((150 + (26 * swell), 120 + (24 * swell), 76 + (20 * swell)), _light.SkyLow, 0.3f);
            }
            var at = ((y * Columns) + x) * 3;
            _pixels[at] = (byte)Math.Clamp(b, 0, 255);
            _pixels[at + 1] = (byte)Math.Clamp(g, 0, 255);
            _pixels[at + 2] = (byte)Math.Clamp(r, 0, 255);
        }
    }

    private static (float B, float G, float R) Sky(Light light, Noise cloud, float u, float elevation)
    {
        var height = Math.Clamp(elevation / 26f, 0, 1);
        var clear = Blend(light.SkyLow, light.SkyHigh, MathF.Sqrt(height));
        var puff = cloud.Octaves(u * 40, elevation * 0.22f, 5, 40);
        var cover = Math.Clamp((puff - 0.5f) * 4, 0, 1) * 0.75f;
        return Blend(clear, (240, 238, 236), cover);
    }

    private static (float B, float G, float R) Blend((float B, float G, float R) a, (float B, float G, float R) b, float part) =>
        (a.B + ((b.B - a.B) * part), a.G + ((b.G - a.G) * part), a.R + ((b.R - a.R) * part));
}
