namespace Machimichi.Roads.Simulation;

/// <summary>
/// One image row below the horizon as a straight line over the road: place along and right of the centre line
/// are (nearly) linear in the column, because the camera does not roll and bends are gentle.
/// </summary>
internal readonly struct GroundRow
{
    private GroundRow(double along, double right, double stepAlong, double stepRight, double ahead, double depthOfRow, double metersPerPixel)
    {
        Along = along;
        Right = right;
        StepAlong = stepAlong;
        StepRight = stepRight;
        Ahead = ahead;
        DepthOfRow = depthOfRow;
        MetersPerPixel = metersPerPixel;
    }

    /// <summary>At the middle of the first column.</summary>
    public double Along { get; }
    public double Right { get; }
    public double StepAlong { get; }
    public double StepRight { get; }
    public double Ahead { get; }

    /// <summary>Metres of road that the row covers from its lower to its upper edge.</summary>
    public double DepthOfRow { get; }
    public double MetersPerPixel { get; }

    public double ColumnOf(double right) => (right - Right) / StepRight;

    /// <param name="vehicleAlong">Where the camera is along the road.</param>
    public static GroundRow? At(int y, CameraView view, RoadCurve road, double vehicleAlong)
    {
        if (view.GroundRow(y + 0.5) is not { } ground || view.GroundRow(y) is not { } upper || view.GroundRow(y + 1) is not { } lower)
            return null;
        if (ground.Ahead > 400)
            return null;
        var along = vehicleAlong + ground.Ahead;
        // Newton's steps to the point of the centre line that this row runs through.
        for (var turn = 0; turn < 6; turn++)
        {
            var point = road.Center(along);
            var way = AheadOf(point, view) - ground.Ahead;
            var direction = road.Direction(along);
            var slope = (direction.East * view.Forward.East) + (direction.North * view.Forward.North);
            if (slope < 0.3)
                return null;
            along -= way / slope;
            if (Math.Abs(way) < 0.001)
                break;
        }
        var center = road.Center(along);
        var tangent = road.Direction(along);
        var across = ((center.East - view.Place.East) * view.ToRight.East) + ((center.North - view.Place.North) * view.ToRight.North);
        var alongPerMeter = (view.ToRight.East * tangent.East) + (view.ToRight.North * tangent.North);
        var rightPerMeter = (view.ToRight.East * tangent.North) - (view.ToRight.North * tangent.East);
        if (rightPerMeter < 0.3)
            return null;
        var first = ((0.5 - view.CenterX) * ground.MetersPerPixel) - across;
        return new(
            along + (first * alongPerMeter),
            first * rightPerMeter,
            ground.MetersPerPixel * alongPerMeter,
            ground.MetersPerPixel * rightPerMeter,
            ground.Ahead,
            Math.Min(upper.Ahead - lower.Ahead, 60),
            ground.MetersPerPixel
        );
    }

    private static double AheadOf(PlanePoint point, CameraView view) =>
        ((point.East - view.Place.East) * view.Forward.East) + ((point.North - view.Place.North) * view.Forward.North);
}
