namespace Machimichi.Roads.Simulation;

/// <summary>Pictures of the ground that repeat: the stones of the asphalt, its large stains, and the shadows of leaves.</summary>
internal sealed class Surfaces
{
    public const double StonePixelMeters = 0.005;
    public const double TonePixelMeters = 0.06;
    public const double LeafPixelMeters = 0.05;
    private const int StoneSize = 1024;
    private const int ToneSize = 512;

    public Surfaces(ulong seed)
    {
        Stones = MakeStones(new Noise(Dice.Seed(seed, 31)), new Noise(Dice.Seed(seed, 32)));
        Tone = MakeTone(new Noise(Dice.Seed(seed, 33)));
        Leaves = MakeLeaves(new Noise(Dice.Seed(seed, 34)));
    }

    /// <summary>Mean 128.</summary>
    public RipMap Stones { get; }

    /// <summary>Mean 128.</summary>
    public RipMap Tone { get; }

    /// <summary>0 in the light, 255 in the shade.</summary>
    public RipMap Leaves { get; }

    private static RipMap MakeStones(Noise fine, Noise coarse)
    {
        var values = new float[StoneSize * StoneSize];
        Parallel.For(
            0,
            StoneSize,
            y =>
            {
                for (var x = 0; x < StoneSize; x++)
                {
                    var grain = fine.Corner(x, y) - 0.5f;
                    var stone = fine.At(x * 0.5f, y * 0.5f, StoneSize / 2, StoneSize / 2) - 0.5f;
                    var lump = coarse.Octaves(x / 16f, y / 16f, 3, StoneSize / 16, StoneSize / 16) - 0.5f;
                    var value = 128 + (66 * grain) + (34 * stone) + (9 * lump);
                    if (grain > 0.47f)
                        value += 30;
                    else if (grain < -0.475f)
                        value -= 26;
                    values[(y * StoneSize) + x] = value;
                }
            }
        );
        return Even(values, StoneSize);
    }

    private static RipMap MakeTone(Noise noise)
    {
        var values = new float[ToneSize * ToneSize];
        for (var y = 0; y < ToneSize; y++)
        {
            for (var x = 0; x < ToneSize; x++)
            {
                // Stains are drawn out along the road, as tyres and water draw them.
                var large = noise.Octaves(x / 32f, y / 128f, 4, ToneSize / 32, ToneSize / 128) - 0.5f;
                var streak = noise.Octaves(x / 8f, (y / 128f) + 50, 2, ToneSize / 8, ToneSize / 128) - 0.5f;
                values[(y * ToneSize) + x] = 128 + (36 * large) + (9 * streak);
            }
        }
        return Even(values, ToneSize);
    }

    private static RipMap MakeLeaves(Noise noise)
    {
        var bytes = new byte[ToneSize * ToneSize];
        for (var y = 0; y < ToneSize; y++)
        {
            for (var x = 0; x < ToneSize; x++)
            {
                var crown = noise.Octaves(x / 64f, y / 64f, 2, ToneSize / 64, ToneSize / 64);
                var leaf = noise.Octaves(x / 8f, y / 8f, 3, ToneSize / 8, ToneSize / 8);
                var cover = ((crown - 0.52f) * 5) + ((leaf - 0.5f) * 2.2f);
                bytes[(y * ToneSize) + x] = (byte)(255 * Math.Clamp((cover * 2) + 0.2f, 0, 1));
            }
        }
        return new RipMap(bytes, ToneSize, ToneSize, repeats: true);
    }

    private static RipMap Even(float[] values, int size)
    {
        var shift = 128 - values.Average();
        var bytes = new byte[values.Length];
        for (var i = 0; i < values.Length; i++)
            bytes[i] = (byte)Math.Clamp(values[i] + shift, 0, 255);
        return new RipMap(bytes, size, size, repeats: true);
    }
}
