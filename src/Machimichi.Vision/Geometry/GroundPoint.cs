namespace Machimichi.Vision;

/// <summary>
/// A point of the road, seen from the point of the road under the camera. Ahead is the driving direction.
/// <para>
/// With h the height, p the pitch, ψ the yaw and (x, y, 1) the ray of the pixel: a = cos p − y sin p is how far the ray goes
/// ahead of the camera, d = sin p + y cos p how far down, and the road is hit at h / d times the ray, a point
/// (h a / d, h x / d), which is then turned by ψ to the right. (The ground-plane homography of Hartley and Zisserman §8.1.1,
/// written out.)
/// </para>
/// </summary>
/// <param name="AheadMeters">Metres in the driving direction; negative is behind.</param>
/// <param name="RightMeters">Metres to the right of it; negative is to the left.</param>
public readonly record struct GroundPoint(double AheadMeters, double RightMeters)
{
    // sin of an angle below the horizon: at 1.3 m height a ray this flat meets the road after 13 km.
    private const double Flattest = 1e-4;

    /// <summary>Metres from the point under the camera.</summary>
    public double DistanceMeters => Math.Sqrt(AheadMeters * AheadMeters + RightMeters * RightMeters);

    /// <summary>The point of the road that a pixel shows; null on the horizon and above it.</summary>
    /// <param name="x">Pixels from the left edge; may lie outside the picture.</param>
    /// <param name="y">Pixels from the top edge; may lie outside the picture.</param>
    /// <param name="camera">The camera.</param>
    /// <exception cref="ArgumentException">The camera's height or focal length isn't positive.</exception>
    public static GroundPoint? From(double x, double y, CameraPose camera)
    {
        var view = new View(camera);
        var (rayX, rayY) = ((x - camera.PrincipalX) / camera.FocalPixels, (y - camera.PrincipalY) / camera.FocalPixels);
        var ahead = view.CosPitch - rayY * view.SinPitch;
        var down = view.SinPitch + rayY * view.CosPitch;
        if (!(down > Flattest * Math.Sqrt(1 + rayX * rayX + rayY * rayY)))
            return null;
        var times = camera.HeightMeters / down;
        return view.ToVehicle(ahead * times, rayX * times);
    }

    /// <summary>The pixel that shows a point of the road; null when it isn't in front of the lens. It may lie outside the picture.</summary>
    /// <param name="p">A point of the road.</param>
    /// <param name="camera">The camera.</param>
    /// <exception cref="ArgumentException">The camera's height or focal length isn't positive.</exception>
    public static (double X, double Y)? ToPixel(GroundPoint p, CameraPose camera)
    {
        var view = new View(camera);
        var (ahead, right) = view.ToCamera(p);
        var depth = ahead * view.CosPitch + camera.HeightMeters * view.SinPitch;
        if (!(depth > Flattest * camera.HeightMeters))
            return null;
        var below = camera.HeightMeters * view.CosPitch - ahead * view.SinPitch;
        return (camera.PrincipalX + camera.FocalPixels * right / depth, camera.PrincipalY + camera.FocalPixels * below / depth);
    }

    /// <summary>
    /// How wrong the point may be, to first order: J Σ Jᵀ with the derivatives of <see cref="From"/>. In the camera's own
    /// direction, with the point at (G, S) and r = G cos p + h sin p the depth, a pixel counts r / f sideways and
    /// r² / (f h) in distance; a radian of pitch h + G² / h in distance and G S / h sideways; a radian of yaw the
    /// distance across; a metre of height G / h and S / h.
    /// </summary>
    /// <param name="camera">The camera that saw the point.</param>
    /// <param name="pixelSigma">Standard deviation of the pixel, across and down alike, pixels.</param>
    /// <param name="pitchSigmaDegrees">Standard deviation of the pitch, degrees: a car nods by about half a degree.</param>
    /// <param name="yawSigmaDegrees">Standard deviation of the yaw, degrees.</param>
    /// <param name="heightSigmaMeters">Standard deviation of the height, metres.</param>
    /// <exception cref="ArgumentException">The camera's height or focal length isn't positive.</exception>
    public GroundError ErrorFrom(
        CameraPose camera,
        double pixelSigma,
        double pitchSigmaDegrees,
        double yawSigmaDegrees = 0,
        double heightSigmaMeters = 0)
    {
        var view = new View(camera);
        var (ahead, right) = view.ToCamera(this);
        var (height, focal) = (camera.HeightMeters, camera.FocalPixels);
        var depth = ahead * view.CosPitch + height * view.SinPitch;
        var down = height / depth;
        var pitch = double.DegreesToRadians(pitchSigmaDegrees);
        var yaw = double.DegreesToRadians(yawSigmaDegrees);

        // Each cause moves the point along one vector; their covariances add up.
        return (GroundError.Along(0, pixelSigma * depth / focal)
            + GroundError.Along(pixelSigma * depth / (focal * down), pixelSigma * right * view.CosPitch / (focal * down))
            + GroundError.Along(pitch * (height + ahead * ahead / height), pitch * ahead * right / height)
            + GroundError.Along(-yaw * right, yaw * ahead)
            + GroundError.Along(heightSigmaMeters * ahead / height, heightSigmaMeters * right / height)).Turned(camera.YawDegrees);
    }

    private readonly struct View
    {
        private readonly double _sinYaw;
        private readonly double _cosYaw;

        internal View(CameraPose camera)
        {
            if (!(camera.HeightMeters > 0) || !(camera.FocalPixels > 0))
                throw new ArgumentException($"The camera's height ({camera.HeightMeters} m) and focal length ({camera.FocalPixels} pixels) must be above 0.", nameof(camera));
            (SinPitch, CosPitch) = Math.SinCos(double.DegreesToRadians(camera.PitchDegrees));
            (_sinYaw, _cosYaw) = Math.SinCos(double.DegreesToRadians(camera.YawDegrees));
        }

        internal double SinPitch { get; }
        internal double CosPitch { get; }

        internal GroundPoint ToVehicle(double ahead, double right) =>
            new(ahead * _cosYaw - right * _sinYaw, ahead * _sinYaw + right * _cosYaw);

        internal (double Ahead, double Right) ToCamera(GroundPoint p) =>
            (p.AheadMeters * _cosYaw + p.RightMeters * _sinYaw, p.RightMeters * _cosYaw - p.AheadMeters * _sinYaw);
    }
}
