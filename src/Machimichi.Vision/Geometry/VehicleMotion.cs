namespace Machimichi.Vision;

/// <summary>How a vehicle moved from one frame to the next, on the plane of the road.</summary>
/// <param name="AheadMeters">Metres along its way; negative in reverse.</param>
/// <param name="RightTurnDegrees">Degrees that its direction turned to the right; negative to the left.</param>
public readonly record struct VehicleMotion(double AheadMeters, double RightTurnDegrees)
{
    /// <summary>Where a fixed point of the road is after the movement, seen from the vehicle: an arc, taken as its chord.</summary>
    /// <param name="point">The point before.</param>
    public GroundPoint Move(GroundPoint point)
    {
        var (sinHalf, cosHalf) = Math.SinCos(double.DegreesToRadians(RightTurnDegrees) / 2);
        var (sin, cos) = Math.SinCos(double.DegreesToRadians(RightTurnDegrees));
        var ahead = point.AheadMeters - AheadMeters * cosHalf;
        var right = point.RightMeters - AheadMeters * sinHalf;
        return new GroundPoint(ahead * cos + right * sin, right * cos - ahead * sin);
    }

    /// <summary>
    /// Where a box around something flat on the road is after the movement, clipped to the picture; null when it has left it.
    /// A box that reaches above the horizon is no such thing and stays where it is.
    /// </summary>
    /// <param name="box">The box before, pixels.</param>
    /// <param name="camera">The camera.</param>
    public Box? Move(Box box, CameraPose camera)
    {
        if (Move(box.Left, box.Top, camera, out var topLeft) is false || Move(box.Right, box.Top, camera, out var topRight) is false)
            return box;
        // The near edge may already lie behind the lens while the far edge is in view.
        _ = Move(box.Left, box.Bottom, camera, out var bottomLeft);
        _ = Move(box.Right, box.Bottom, camera, out var bottomRight);
        if (topLeft is not { } a || topRight is not { } b)
            return null;
        var bottom = bottomLeft is { } c && bottomRight is { } d ? Math.Max(c.Y, d.Y) : camera.ImageHeight;
        var left = Math.Min(a.X, bottomLeft?.X ?? a.X);
        var right = Math.Max(b.X, bottomRight?.X ?? b.X);
        var moved = new Box((float)left, (float)Math.Min(a.Y, b.Y), (float)right, (float)bottom).Clip(camera.ImageWidth, camera.ImageHeight);
        return moved.Area > 0 ? moved : null;
    }

    /// <summary>The motion prior for <see cref="ITracker.Update"/>.</summary>
    /// <param name="camera">The camera.</param>
    /// <param name="aheadMeters">Metres that the vehicle moved since the last frame.</param>
    /// <param name="rightTurnDegrees">Degrees that it turned to the right.</param>
    public static Func<Box, Box?> Of(CameraPose camera, double aheadMeters, double rightTurnDegrees = 0)
    {
        var motion = new VehicleMotion(aheadMeters, rightTurnDegrees);
        return box => motion.Move(box, camera);
    }

    /// <summary>False when the pixel isn't on the road; null in <paramref name="pixel"/> when its point is behind the lens afterwards.</summary>
    private bool Move(double x, double y, CameraPose camera, out (double X, double Y)? pixel)
    {
        pixel = null;
        if (GroundPoint.From(x, y, camera) is not { } point)
            return false;
        pixel = GroundPoint.ToPixel(Move(point), camera);
        return true;
    }
}
