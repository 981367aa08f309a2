namespace Machimichi.Roads.Simulation;

/// <summary>Draws a scene from a camera: backdrop, then the ground row by row, then what stands beside the road. 8-bit BGR, rows tight.</summary>
internal sealed class FrameRenderer
{
    private readonly SimulationCamera _camera;
    private readonly Scene _scene;
    private readonly Roadside _roadside;
    private readonly double[] _columnDegrees;
    private readonly double[] _columnCosines;
    private readonly double _exposureSeconds;
    private readonly ParallelOptions _parallel;

    /// <param name="exposureSeconds">How long the shutter is open: the road smears by the way driven meanwhile.</param>
    public FrameRenderer(Scene scene, SimulationCamera camera, double exposureSeconds = 0.003, int threads = 0)
    {
        _scene = scene;
        _camera = camera;
        _roadside = new Roadside(scene);
        _exposureSeconds = exposureSeconds;
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount };
        _columnDegrees = new double[camera.Width];
        _columnCosines = new double[camera.Width];
        for (var x = 0; x < camera.Width; x++)
        {
            var turn = Math.Atan((x + 0.5 - (camera.Width / 2.0)) / camera.FocalPixels);
            _columnDegrees[x] = turn * 180 / Math.PI;
            _columnCosines[x] = Math.Cos(turn);
        }
    }

    public int FrameBytes => _camera.Width * _camera.Height * 3;

    public static CameraView View(Scene scene, SimulationCamera camera, VehicleState vehicle)
    {
        var heading = scene.Road.HeadingDegrees(vehicle.Along) + vehicle.DriftDegrees;
        return new CameraView(
            camera,
            scene.Road.Place(vehicle.Along, vehicle.Right),
            heading * Math.PI / 180,
            camera.PitchDegrees + vehicle.PitchDegrees
        );
    }

    public void Render(VehicleState vehicle, byte[] pixels)
    {
        var view = View(_scene, _camera, vehicle);
        var decals = _scene.DecalsBetween(vehicle.Along - 2, vehicle.Along + 70);
        var smear = _exposureSeconds * vehicle.SpeedMps;
        var stride = _camera.Width * 3;
        _scene.Backdrop.Prepare(view.LookDegrees + _columnDegrees[0], view.LookDegrees + _columnDegrees[^1], _parallel);
        Parallel.For(
            0,
            _camera.Height,
            _parallel,
            () => new GroundShader(_scene, _camera.Width),
            (y, _, shader) =>
            {
                var row = pixels.AsSpan(y * stride, stride);
                if (GroundRow.At(y, view, _scene.Road, vehicle.Along) is { } ground)
                    shader.Shade(row, ground, decals, smear);
                else
                    _scene.Backdrop.Fill(row, y, view, _camera.FocalPixels, _columnDegrees, _columnCosines);
                return shader;
            },
            _ => { }
        );
        _roadside.Draw(pixels, _camera.Width, _camera.Height, view, vehicle.Along);
    }
}
