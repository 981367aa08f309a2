namespace Machimichi.Roads.Simulation;

/// <summary>The cross-section of every simulated road: two lanes, left-hand traffic. Metres to the right of the centre line.</summary>
internal static class RoadSection
{
    public const double LaneWidth = 3.0;
    public const double DrivingLine = -1.5;
    public const double EdgeLine = 2.95;
    public const double EdgeLineWidth = 0.15;
    public const double CenterLineWidth = 0.15;
    public const double AsphaltEdge = 3.45;
    public const double GutterEdge = 3.95;
    public const double KerbEdge = 4.12;
    public const double WheelTrack = 0.75;
}
