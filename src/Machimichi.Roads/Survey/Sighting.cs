using Machimichi.Platform.Data;
using Machimichi.Roads.Defects;
using Machimichi.Vision;

namespace Machimichi.Roads.Survey;

/// <summary>One defect seen in one drive, with the frame that shows it best.</summary>
internal sealed class Sighting : ITownOwned
{
    private Sighting() { }

    public Sighting(Guid footageId, Guid driveId, Guid defectId, int ordinal) =>
        (Id, FootageId, DriveId, DefectId, Ordinal) = (Guid.CreateVersion7(), footageId, driveId, defectId, ordinal);

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public Guid FootageId { get; private init; }
    public Guid DriveId { get; private init; }
    public Guid DefectId { get; private set; }

    /// <summary>Which sighting of its footage, from 0.</summary>
    public int Ordinal { get; private init; }

    /// <summary>The defect that it was found as, while that one is joined to another.</summary>
    public Guid? CameFrom { get; private set; }
    public DateTime At { get; init; }
    public Guid BestFrameId { get; init; }
    public string Class { get; init; } = "";
    public float Score { get; init; }
    public int Frames { get; init; }

    /// <summary>What all looks of this pass say together; 1 is one at the detector's threshold.</summary>
    public double Evidence { get; init; }
    public double Latitude { get; init; }
    public double Longitude { get; init; }

    /// <summary>Covariance of the place, square metres.</summary>
    public double NorthVariance { get; init; }
    public double EastVariance { get; init; }
    public double NorthEastCovariance { get; init; }
    public double? HeadingDegrees { get; init; }

    /// <summary>Metres to the right of the vehicle's path; negative is to the left.</summary>
    public double RightMeters { get; init; }
    public double AlongMeters { get; init; }
    public double AcrossMeters { get; init; }
    public double SquareMeters { get; init; }
    public double LengthMeters { get; init; }
    public int Severity { get; init; }

    public GroundError Error => new(NorthVariance, EastVariance, NorthEastCovariance);

    public void GoTo(Guid defectId) => (CameFrom, DefectId) = (CameFrom ?? DefectId, defectId);

    public void GoBack()
    {
        if (CameFrom is { } home) (DefectId, CameFrom) = (home, null);
    }
}
