namespace Machimichi.Vision;

/// <summary>
/// Where a camera sits on a vehicle and how it looks at the road: a pinhole without lens distortion and without roll, over
/// a road that is a plane. Camera axes: x right, y down, z along the optical axis; a pixel (u, v) is the ray
/// ((u − PrincipalX) / FocalPixels, (v − PrincipalY) / FocalPixels, 1)
/// (Hartley and Zisserman, Multiple View Geometry in Computer Vision, 2nd edition, §6.1).
/// </summary>
/// <param name="HeightMeters">Height of the lens over the road, metres, above 0. In a car about 1.3.</param>
/// <param name="FocalPixels">Focal length in pixels of this image size, above 0.</param>
/// <param name="PitchDegrees">Degrees that the optical axis points below the horizon; negative looks up.</param>
/// <param name="YawDegrees">Degrees that the optical axis points to the right of the driving direction; negative to the left.</param>
/// <param name="ImageWidth">Pixels across.</param>
/// <param name="ImageHeight">Pixels down.</param>
/// <param name="PrincipalX">x of the optical axis, pixels; near the middle of the picture.</param>
/// <param name="PrincipalY">y of the optical axis, pixels; near the middle of the picture.</param>
public sealed record CameraPose(
    double HeightMeters,
    double FocalPixels,
    double PitchDegrees,
    double YawDegrees,
    int ImageWidth,
    int ImageHeight,
    double PrincipalX,
    double PrincipalY)
{
    /// <summary>
    /// y of the horizon at the optical axis, pixels: PrincipalY − FocalPixels · tan(pitch). Nothing above it is on the road.
    /// </summary>
    public double HorizonY => PrincipalY - FocalPixels * Math.Tan(double.DegreesToRadians(PitchDegrees));

    /// <summary>
    /// A camera behind a windscreen of which nothing is known: the optical axis in the middle of the picture and straight
    /// ahead, the focal length from the field of view, width / (2 · tan(fov / 2)).
    /// One degree of wrong pitch is 1.4 m at 10 m, so set the horizon (<see cref="WithHorizon"/>) as soon as it is known.
    /// </summary>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="horizontalFovDegrees">Field of view from the left to the right edge, 1 to 179 degrees. Recorders have 90 to 130, phones about 65.</param>
    /// <param name="heightMeters">Height of the lens over the road, metres.</param>
    /// <param name="pitchDegrees">Degrees below the horizon.</param>
    /// <param name="yawDegrees">Degrees to the right.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size or height isn't positive, or the field of view isn't 1 to 179.</exception>
    public static CameraPose Default(
        int width,
        int height,
        double horizontalFovDegrees = 100,
        double heightMeters = 1.3,
        double pitchDegrees = 0,
        double yawDegrees = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heightMeters);
        if (horizontalFovDegrees is not (>= 1 and <= 179))
            throw new ArgumentOutOfRangeException(nameof(horizontalFovDegrees), horizontalFovDegrees, "A field of view is 1 to 179 degrees.");
        var focal = width / (2 * Math.Tan(double.DegreesToRadians(horizontalFovDegrees) / 2));
        return new CameraPose(heightMeters, focal, pitchDegrees, yawDegrees, width, height, width / 2.0, height / 2.0);
    }

    /// <summary>The same camera with the pitch at which the horizon lies at a height of the picture: atan((PrincipalY − y) / FocalPixels).</summary>
    /// <param name="y">y of the horizon at the optical axis, pixels.</param>
    public CameraPose WithHorizon(double y) =>
        this with { PitchDegrees = double.RadiansToDegrees(Math.Atan((PrincipalY - y) / FocalPixels)) };

    /// <summary>The same camera for pictures of another size of the same shape.</summary>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    public CameraPose ForSize(int width, int height)
    {
        var scale = (double)width / ImageWidth;
        return this with
        {
            FocalPixels = FocalPixels * scale,
            PrincipalX = PrincipalX * scale,
            PrincipalY = PrincipalY * height / ImageHeight,
            ImageWidth = width,
            ImageHeight = height,
        };
    }
}
