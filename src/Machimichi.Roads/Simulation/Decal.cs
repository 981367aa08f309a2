namespace Machimichi.Roads.Simulation;

/// <summary>How a thing on the road changes the asphalt below it: darker or lighter, and how much dust lies on it.</summary>
internal sealed class Decal
{
    public const double PixelMeters = 0.005;
    public const float Neutral = 128;

    private Decal(RipMap shade, RipMap? dust, double along, double right)
    {
        Shade = shade;
        Dust = dust;
        AlongStart = along;
        RightStart = right;
    }

    public RipMap Shade { get; }
    public RipMap? Dust { get; }
    public double AlongStart { get; }
    public double RightStart { get; }
    public double AlongEnd => AlongStart + (Shade.Height * PixelMeters);
    public double RightEnd => RightStart + (Shade.Width * PixelMeters);

    public static Decal Paint(RoadFeature damage, int drive)
    {
        var repaired = damage.IsRepairedIn(drive);
        var margin = repaired ? 0.45 : 0.3;
        var canvas = new Canvas(damage.LengthMeters + (2 * margin), damage.AcrossMeters + (2 * margin), damage.Seed);
        var middle = (Along: canvas.LengthMeters / 2, Right: canvas.AcrossMeters / 2);
        if (repaired)
            PatchPainter.Paint(canvas, damage.LengthMeters + 0.3, damage.AcrossMeters + 0.3, fresh: true);
        else
        {
            switch (damage.Kind)
            {
                case FeatureKind.Longitudinal:
                    CrackPainter.Longitudinal(canvas, damage);
                    break;
                case FeatureKind.Transverse:
                    CrackPainter.Transverse(canvas, damage);
                    break;
                case FeatureKind.Alligator:
                    AlligatorPainter.Paint(canvas, damage);
                    break;
                case FeatureKind.Pothole:
                    PotholePainter.Paint(canvas, damage);
                    break;
                case FeatureKind.Patch:
                    PatchPainter.Paint(canvas, damage.LengthMeters, damage.AcrossMeters, fresh: false);
                    break;
                default:
                    PatchPainter.Manhole(canvas, damage.LengthMeters / 2);
                    break;
            }
        }
        return new(canvas.ToShade(), canvas.ToDust(), damage.Along - middle.Along, damage.Right - middle.Right);
    }
}

/// <summary>A decal while it is painted. Places in metres from the corner that is nearest to the road's start and furthest left.</summary>
internal sealed class Canvas
{
    private readonly float[] _dust;
    private bool _dusty;

    public Canvas(double lengthMeters, double acrossMeters, ulong seed)
    {
        Width = (int)Math.Ceiling(acrossMeters / Decal.PixelMeters);
        Height = (int)Math.Ceiling(lengthMeters / Decal.PixelMeters);
        Shade = new float[Width * Height];
        Array.Fill(Shade, 1);
        _dust = new float[Width * Height];
        Seed = seed;
    }

    public int Width { get; }
    public int Height { get; }
    public ulong Seed { get; }
    public double LengthMeters => Height * Decal.PixelMeters;
    public double AcrossMeters => Width * Decal.PixelMeters;

    /// <summary>1 leaves the asphalt as it is, 0 is black, 2 is the lightest.</summary>
    public float[] Shade { get; }

    public Span<float> Dust
    {
        get
        {
            _dusty = true;
            return _dust;
        }
    }

    public RipMap ToShade() => new(Bytes(Shade, Decal.Neutral), Width, Height, repeats: false);

    public RipMap? ToDust() => _dusty ? new(Bytes(_dust, 255), Width, Height, repeats: false) : null;

    private static byte[] Bytes(float[] values, float one)
    {
        var bytes = new byte[values.Length];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)Math.Clamp((values[i] * one) + 0.5f, 0, 255);
        return bytes;
    }
}
