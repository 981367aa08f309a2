using System.Runtime.CompilerServices;

namespace Machimichi.Roads.Simulation;

/// <summary>Value noise on the plane: a random number at each whole point, smoothly joined. Range 0 to 1.</summary>
internal readonly struct Noise(ulong seed)
{
    private readonly uint _seed = (uint)(seed ^ (seed >> 32));

    public float At(float x, float y, int wrapX = 0, int wrapY = 0)
    {
        var floorX = MathF.Floor(x);
        var floorY = MathF.Floor(y);
        int x0 = (int)floorX;
        int y0 = (int)floorY;
        var fx = Ease(x - floorX);
        var fy = Ease(y - floorY);
        int x1 = x0 + 1;
        int y1 = y0 + 1;
        if (wrapX > 0)
        {
            x0 = Wrap(x0, wrapX);
            x1 = Wrap(x1, wrapX);
        }
        if (wrapY > 0)
        {
            y0 = Wrap(y0, wrapY);
            y1 = Wrap(y1, wrapY);
        }
        var top = Corner(x0, y0) + ((Corner(x1, y0) - Corner(x0, y0)) * fx);
        var bottom = Corner(x0, y1) + ((Corner(x1, y1) - Corner(x0, y1)) * fx);
        return top + ((bottom - top) * fy);
    }

    /// <summary>Several octaves, each twice as fine and half as strong. Range 0 to 1, mean one half.</summary>
    public float Octaves(float x, float y, int octaves, int wrapX = 0, int wrapY = 0)
    {
        float sum = 0;
        float weight = 1;
        float total = 0;
        for (var octave = 0; octave < octaves; octave++)
        {
            sum += weight * At(x, y, wrapX, wrapY);
            total += weight;
            weight *= 0.5f;
            x *= 2;
            y *= 2;
            wrapX *= 2;
            wrapY *= 2;
        }
        return sum / total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Corner(int x, int y)
    {
        var h = ((uint)x * 0x9E3779B1u) ^ ((uint)y * 0x85EBCA77u) ^ (_seed * 0xC2B2AE3Du);
        h ^= h >> 15;
        h *= 0x2C1B3C6Du;
        h ^= h >> 12;
        h *= 0x297A2D39u;
        h ^= h >> 15;
        return (h >> 8) * (1f / (1 << 24));
    }

    private static int Wrap(int value, int size)
    {
        var rest = value % size;
        return rest < 0 ? rest + size : rest;
    }

    private static float Ease(float t) => t * t * (3 - (2 * t));
}
