using Machimichi.Platform.Data;

namespace Machimichi.Roads.Repairs;

/// <summary>A drive went by a defect with the place in view.</summary>
internal sealed class Pass : ITownOwned
{
    private Pass() { }

    public Pass(Guid defectId, Guid footageId, Guid driveId, DateTime at, double evidence, bool seen, int clearFrames) =>
        (Id, DefectId, FootageId, DriveId, At, Evidence, Seen, ClearFrames) = (Guid.CreateVersion7(), defectId, footageId, driveId, at, evidence, seen, clearFrames);

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public Guid DefectId { get; private init; }
    public Guid FootageId { get; private init; }
    public Guid DriveId { get; private init; }
    public DateTime At { get; private init; }

    /// <summary>Was it detected in this pass?</summary>
    public bool Seen { get; private init; }

    /// <summary>What its looks said together; 0 where it was not seen.</summary>
    public double Evidence { get; private init; }

    /// <summary>In how many clear frames its place lay in view.</summary>
    public int ClearFrames { get; private init; }

    /// <summary>One glimpse without it says little: then the pass counts neither way.</summary>
    public bool Tells => Seen || ClearFrames >= 2;
}
