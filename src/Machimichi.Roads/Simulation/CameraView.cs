namespace Machimichi.Roads.Simulation;

/// <summary>Where the camera is and looks in one frame, on the road's plane. Same conventions as Vision's <c>CameraPose</c>.</summary>
internal readonly struct CameraView
{
    private readonly SimulationCamera _camera;
    private readonly double _sinPitch;
    private readonly double _cosPitch;

    public CameraView(SimulationCamera camera, PlanePoint place, double headingRadians, double pitchDegrees)
    {
        _camera = camera;
        Place = place;
        var look = headingRadians + (camera.YawDegrees * Math.PI / 180);
        Forward = new(Math.Sin(look), Math.Cos(look));
        ToRight = new(Forward.North, -Forward.East);
        LookDegrees = look * 180 / Math.PI;
        (_sinPitch, _cosPitch) = Math.SinCos(pitchDegrees * Math.PI / 180);
        CenterX = camera.Width / 2.0;
        CenterY = camera.Height / 2.0;
    }

    public PlanePoint Place { get; }

    /// <summary>Unit vector on the ground below the optical axis.</summary>
    public PlanePoint Forward { get; }
    public PlanePoint ToRight { get; }
    public double LookDegrees { get; }
    public double CenterX { get; }
    public double CenterY { get; }
    public double HorizonRow => CenterY - (_camera.FocalPixels * _sinPitch / _cosPitch);

    /// <summary>Ground distance of an image row along the look direction, and metres across a pixel there; null at and above the horizon.</summary>
    public (double Ahead, double MetersPerPixel)? GroundRow(double row)
    {
        var tilt = (row - CenterY) / _camera.FocalPixels;
        var down = _sinPitch + (tilt * _cosPitch);
        if (down < 1e-4)
            return null;
        var scale = _camera.HeightMeters / down;
        return (scale * (_cosPitch - (tilt * _sinPitch)), scale / _camera.FocalPixels);
    }

    /// <summary>Pixel of a place at a height above the road, with its depth; null behind the camera.</summary>
    public (double X, double Y, double Depth)? ToPixel(PlanePoint point, double heightMeters = 0)
    {
        var east = point.East - Place.East;
        var north = point.North - Place.North;
        var ahead = (east * Forward.East) + (north * Forward.North);
        var right = (east * ToRight.East) + (north * ToRight.North);
        var up = heightMeters - _camera.HeightMeters;
        var depth = (ahead * _cosPitch) - (up * _sinPitch);
        if (depth < 0.3)
            return null;
        return (
            CenterX + (_camera.FocalPixels * right / depth),
            CenterY - (_camera.FocalPixels * ((ahead * _sinPitch) + (up * _cosPitch)) / depth),
            depth
        );
    }
}
