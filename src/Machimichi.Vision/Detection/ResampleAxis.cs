namespace Machimichi.Vision;

/// <summary>For each new pixel along one axis: which old pixels make it, and with which weights (they add up to 1).</summary>
internal sealed class ResampleAxis
{
    private int _from;
    private int _to;
    private int[] _first = [];
    private int[] _start = [];
    private float[] _weights = [];

    internal ReadOnlySpan<float> WeightsOf(int pixel, out int first)
    {
        first = _first[pixel];
        return _weights.AsSpan(_start[pixel], _start[pixel + 1] - _start[pixel]);
    }

    internal void Prepare(int from, int to)
    {
        // The frames of one recorder all have one size.
        if (from == _from && to == _to)
            return;
        (_from, _to) = (from, to);
        if (_first.Length < to)
        {
            _first = new int[to];
            _start = new int[to + 1];
        }
        var most = to * 2 + from;
        if (_weights.Length < most)
            _weights = new float[most];

        var used = 0;
        for (var pixel = 0; pixel < to; pixel++)
        {
            _start[pixel] = used;
            used += to < from ? Cover(pixel, (double)from / to, used) : Interpolate(pixel, (double)from / to, used);
        }
        _start[to] = used;
    }

    private int Cover(int pixel, double size, int used)
    {
        var (begin, end) = (pixel * size, Math.Min((pixel + 1) * size, _from));
        var first = (int)begin;
        _first[pixel] = first;
        var count = 0;
        for (var old = first; old < _from; old++)
        {
            var part = Math.Min(old + 1, end) - Math.Max(old, begin);
            // What rounding leaves of a neighbour would cost a whole row to read.
            if (part < 1e-6 && count > 0)
                break;
            _weights[used + count++] = (float)(part / (end - begin));
        }
        return count;
    }

    private int Interpolate(int pixel, double size, int used)
    {
        var centre = Math.Clamp((pixel + 0.5) * size - 0.5, 0, _from - 1);
        var first = (int)centre;
        var part = (float)(centre - first);
        _first[pixel] = first;
        if (part == 0)
        {
            _weights[used] = 1;
            return 1;
        }
        (_weights[used], _weights[used + 1]) = (1 - part, part);
        return 2;
    }
}
