using Machimichi.Vision;

namespace Machimichi.Roads.Survey;

/// <summary>Where a box lies on the road, as seen from the vehicle.</summary>
/// <param name="Place">Its middle.</param>
/// <param name="Error">Its uncertainty from camera and box, axes ahead and right.</param>
/// <param name="AlongMeters">Its length in the driving direction.</param>
/// <param name="AcrossMeters">Its width.</param>
public readonly record struct RoadBox(GroundPoint Place, GroundError Error, double AlongMeters, double AcrossMeters);

/// <summary>From boxes to places on the road: the ground plane under a camera of known height and pitch.</summary>
public static class LocateDetections
{
    /// <summary>Nearer than this is the bonnet; farther, a degree of pitch moves a point by more than 4 m.</summary>
    public const double NearestMeters = 3, FarthestMeters = 18;

    private const double PixelSigma = 3, YawSigmaDegrees = 0.7, HeightSigmaMeters = 0.05;
    private const double KnownPitchSigmaDegrees = 0.5, GuessedPitchSigmaDegrees = 1.2;

    /// <summary>The box's part between the nearest and the farthest row; null when too little of it lies there.</summary>
    /// <param name="box">Pixels of the picture that the camera describes.</param>
    /// <param name="pitchKnown">Was the camera's pitch measured, or is it the default's?</param>
    public static RoadBox? Locate(Box box, CameraPose camera, bool pitchKnown)
    {
        if (RowAt(FarthestMeters, camera) is not { } farRow) return null;
        var nearRow = RowAt(NearestMeters, camera) ?? camera.ImageHeight;
        var (top, bottom) = (Math.Max(box.Top, farRow), Math.Min(Math.Min(box.Bottom, nearRow), camera.ImageHeight));
        // A box whose greater part lies beyond would be placed where only its edge is.
        if (bottom - top < 2 || (box.Top < farRow && bottom - top < 0.4 * box.Height)) return null;

        var middle = (top + bottom) / 2;
        if (GroundPoint.From(box.CenterX, middle, camera) is not { } place
            || GroundPoint.From(box.CenterX, bottom, camera) is not { } near || GroundPoint.From(box.CenterX, top, camera) is not { } far
            || GroundPoint.From(box.Left, middle, camera) is not { } left || GroundPoint.From(box.Right, middle, camera) is not { } right) return null;
        // Half the road's width and more to the side is a wall, a field or another street.
        if (Math.Abs(place.RightMeters) > 12) return null;
        var error = place.ErrorFrom(camera, PixelSigma, pitchKnown ? KnownPitchSigmaDegrees : GuessedPitchSigmaDegrees, YawSigmaDegrees, HeightSigmaMeters);
        return new RoadBox(place, error, far.AheadMeters - near.AheadMeters, right.RightMeters - left.RightMeters);
    }

    private static double? RowAt(double meters, CameraPose camera) => GroundPoint.ToPixel(new GroundPoint(meters, 0), camera)?.Y;
}
