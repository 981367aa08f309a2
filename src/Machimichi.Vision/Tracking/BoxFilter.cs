namespace Machimichi.Vision;

/// <summary>
/// A box that moves evenly: its middle, its ratio of width to height, and its height. All noise is in proportion to the
/// height, as in SORT and ByteTrack: a near thing is large and moves more pixels.
/// </summary>
internal struct BoxFilter
{
    private const double Position = 1.0 / 20;
    private const double Speed = 1.0 / 160;

    private KalmanAxis _x;
    private KalmanAxis _y;
    private KalmanAxis _ratio;
    private KalmanAxis _height;

    internal BoxFilter(Box box)
    {
        double height = box.Height;
        _x = new KalmanAxis(box.CenterX, 2 * Position * height, 10 * Speed * height);
        _y = new KalmanAxis(box.CenterY, 2 * Position * height, 10 * Speed * height);
        _ratio = new KalmanAxis(box.Width / height, 1e-2, 1e-5);
        _height = new KalmanAxis(height, 2 * Position * height, 10 * Speed * height);
    }

    internal readonly Box Box
    {
        get
        {
            var (width, height) = (_ratio.Value * _height.Value, _height.Value);
            return Box.FromSize((float)(_x.Value - width / 2), (float)(_y.Value - height / 2), (float)width, (float)height);
        }
    }

    internal void Predict(bool stillSeen)
    {
        if (!stillSeen)
            _height.Velocity = 0;
        var height = _height.Value;
        _x.Predict(Position * height, Speed * height);
        _y.Predict(Position * height, Speed * height);
        _ratio.Predict(1e-2, 1e-5);
        _height.Predict(Position * height, Speed * height);
    }

    internal void Correct(Box box)
    {
        var height = _height.Value;
        _x.Correct(box.CenterX, Position * height);
        _y.Correct(box.CenterY, Position * height);
        _ratio.Correct(box.Width / box.Height, 1e-1);
        _height.Correct(box.Height, Position * height);
    }

    /// <summary>Puts the box elsewhere without changing what is believed of its velocity, which is then the velocity beside this movement.</summary>
    internal void MoveTo(Box box)
    {
        _x.Value = box.CenterX;
        _y.Value = box.CenterY;
        _ratio.Value = box.Width / box.Height;
        _height.Value = box.Height;
    }
}
