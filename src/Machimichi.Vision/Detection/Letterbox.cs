namespace Machimichi.Vision;

/// <summary>
/// Fits a picture into a model's input: both sides by the same factor, at the top left, the rest filled.
/// Shrinking takes the mean over the area of each new pixel, so that a hairline crack fades but never falls between
/// samples; enlarging interpolates linearly. Memory is kept for the next picture.
/// </summary>
internal sealed unsafe class Letterbox
{
    private readonly int _width;
    private readonly int _height;
    private readonly int[] _planes;
    private readonly float[] _multiply = new float[3];
    private readonly float[] _add = new float[3];
    private readonly float _fill;
    private readonly ResampleAxis _across = new();
    private readonly ResampleAxis _down = new();
    private float[] _row = [];

    internal Letterbox(ModelDescription model)
    {
        (_width, _height, _fill) = (model.InputWidth, model.InputHeight, model.Fill);
        // _planes[c] is the plane that takes colour c of a BGR pixel.
        _planes = model.Order == PixelOrder.Bgr ? [0, 1, 2] : [2, 1, 0];
        for (var plane = 0; plane < 3; plane++)
        {
            _multiply[plane] = 1 / model.Deviation[plane];
            _add[plane] = -model.Mean[plane] / model.Deviation[plane];
        }
    }

    internal int PlaneLength => _width * _height;

    /// <summary>Writes three planes of InputHeight × InputWidth floats and returns new/old size across and down.</summary>
    internal (float ScaleX, float ScaleY) Fill(Picture picture, float* input)
    {
        var scale = Math.Min((double)_width / picture.Width, (double)_height / picture.Height);
        var width = Math.Clamp((int)Math.Round(picture.Width * scale), 1, _width);
        var height = Math.Clamp((int)Math.Round(picture.Height * scale), 1, _height);
        _across.Prepare(picture.Width, width);
        _down.Prepare(picture.Height, height);
        if (_row.Length < picture.Width * 3)
            _row = new float[picture.Width * 3];

        var row = _row.AsSpan(0, picture.Width * 3);
        fixed (byte* pixels = picture.Pixels)
        {
            for (var y = 0; y < height; y++)
            {
                Gather(pixels, row, y);
                Scatter(row, input + y * _width, width);
            }
        }
        GC.KeepAlive(picture);
        Pad(input, width, height);
        return ((float)width / picture.Width, (float)height / picture.Height);
    }

    private void Gather(byte* pixels, Span<float> row, int y)
    {
        var weights = _down.WeightsOf(y, out var first);
        for (var i = 0; i < weights.Length; i++)
        {
            var source = new ReadOnlySpan<byte>(pixels + (long)(first + i) * row.Length, row.Length);
            ByteRows.AddWeighted(source, weights[i], row, overwrite: i == 0);
        }
    }

    private void Scatter(ReadOnlySpan<float> row, float* target, int width)
    {
        float* blue = target + _planes[0] * PlaneLength, green = target + _planes[1] * PlaneLength, red = target + _planes[2] * PlaneLength;
        float blueTimes = _multiply[_planes[0]], greenTimes = _multiply[_planes[1]], redTimes = _multiply[_planes[2]];
        float bluePlus = _add[_planes[0]], greenPlus = _add[_planes[1]], redPlus = _add[_planes[2]];
        fixed (float* source = row)
        {
            for (var x = 0; x < width; x++)
            {
                var weights = _across.WeightsOf(x, out var first);
                var pixel = source + first * 3;
                float b = 0, g = 0, r = 0;
                foreach (var weight in weights)
                {
                    b += weight * pixel[0];
                    g += weight * pixel[1];
                    r += weight * pixel[2];
                    pixel += 3;
                }
                blue[x] = b * blueTimes + bluePlus;
                green[x] = g * greenTimes + greenPlus;
                red[x] = r * redTimes + redPlus;
            }
        }
    }

    private void Pad(float* input, int width, int height)
    {
        for (var plane = 0; plane < 3; plane++)
        {
            var value = _fill * _multiply[plane] + _add[plane];
            var start = input + plane * PlaneLength;
            if (width < _width)
            {
                for (var y = 0; y < height; y++)
                    new Span<float>(start + y * _width + width, _width - width).Fill(value);
            }
            new Span<float>(start + height * _width, (_height - height) * _width).Fill(value);
        }
    }
}
