using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Roads.Survey;
using Machimichi.Vision;

namespace Machimichi.Roads.Defects;

public enum DefectState { Candidate, Confirmed, Rejected, RepairOrdered, Repaired, Joined }

/// <summary>A damage as the thing on the road, however many drives saw it. Nobody but staff knows of it before it was confirmed.</summary>
internal sealed class Defect : ITownOwned
{
    // Receivers of one make err the same way on the same street, so many drives are not as sure as their number says.
    private const double SurestVariance = 0.6;

    private Defect() { }

    public Defect(int number, Sighting first, Guid id)
    {
        (Id, Number, FirstSeenAt, BestScore) = (id, number, first.At, -1);
        See(first, newDrive: true);
    }

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public int Number { get; private init; }
    public DefectState State { get; private set; }
    public string Class { get; private set; } = "";

    /// <summary>A person said what it is, so no later sighting changes it.</summary>
    public bool ClassIsChosen { get; private set; }
    public double Latitude { get; private set; }
    public double Longitude { get; private set; }
    public long? Cell { get; private set; }
    public double NorthVariance { get; private set; }
    public double EastVariance { get; private set; }
    public double NorthEastCovariance { get; private set; }
    public double? HeadingDegrees { get; private set; }
    public double RightMeters { get; private set; }
    public string District { get; set; } = "";
    public double AlongMeters { get; private set; }
    public double AcrossMeters { get; private set; }
    public double SquareMeters { get; private set; }
    public double LengthMeters { get; private set; }
    public int Severity { get; private set; }
    public DateTime FirstSeenAt { get; private set; }
    public DateTime LastSeenAt { get; private set; }

    /// <summary>How many drives saw it.</summary>
    public int Drives { get; private set; }
    public Guid BestFrameId { get; private set; }
    public Guid BestSightingId { get; private set; }
    public float BestScore { get; private set; }
    public Guid? CaseId { get; private set; }
    public int? CaseNumber { get; private set; }
    public Guid? JoinedInto { get; private set; }
    public DateTime? DecidedAt { get; private set; }
    public DateTime? RepairedAt { get; private set; }

    /// <summary>Two people who decide on one defect: the second is told.</summary>
    public int Version { get; private set; }

    public GroundError Error => new(NorthVariance, EastVariance, NorthEastCovariance);

    /// <summary>May the public know of it?</summary>
    public bool IsPublic => State is DefectState.Confirmed or DefectState.RepairOrdered or DefectState.Repaired;

    /// <summary>Another sighting of it: its place is weighed in by both uncertainties, its size is the last drive's.</summary>
    public void See(Sighting sighting, bool newDrive)
    {
        if (BestScore < 0) Take(sighting.Latitude, sighting.Longitude, sighting.Error);
        else Weigh(sighting);
        if (newDrive) Drives++;
        if (sighting.At < FirstSeenAt) FirstSeenAt = sighting.At;
        if (sighting.At >= LastSeenAt)
        {
            LastSeenAt = sighting.At;
            (HeadingDegrees, RightMeters) = (sighting.HeadingDegrees ?? HeadingDegrees, sighting.RightMeters);
            (AlongMeters, AcrossMeters) = (sighting.AlongMeters, sighting.AcrossMeters);
            if (!ClassIsChosen) Class = Stronger(sighting.Class);
            Measure();
        }
        if (sighting.Score > BestScore) (BestFrameId, BestSightingId, BestScore) = (sighting.BestFrameId, sighting.Id, sighting.Score);
        Version++;
    }

    public void Confirm(DateTime at)
    {
        Require(DefectState.Candidate);
        Change(DefectState.Confirmed, at);
    }

    public void BelongTo(Guid caseId, int caseNumber) => (CaseId, CaseNumber) = (caseId, caseNumber);

    public void Reject(DateTime at)
    {
        Require(DefectState.Candidate);
        Change(DefectState.Rejected, at);
    }

    public void Reclassify(string damage)
    {
        if (!Damage.Classes.Contains(damage)) throw new Refusal("defect.class-unknown", "class", values: [("class", damage)]);
        if (State is not (DefectState.Candidate or DefectState.Confirmed)) throw Refusal.Conflict("defect.decided", ("number", Number));
        (Class, ClassIsChosen) = (damage, true);
        Measure();
        Version++;
    }

    /// <summary>Back among those that wait for a person's word.</summary>
    public void Restore()
    {
        if (State is not (DefectState.Rejected or DefectState.Confirmed or DefectState.Joined)) throw Refusal.Conflict("defect.cannot-restore", ("number", Number));
        (State, DecidedAt, CaseId, CaseNumber, JoinedInto) = (DefectState.Candidate, null, null, null, null);
        Version++;
    }

    public void JoinInto(Defect other, DateTime at)
    {
        if (other.Id == Id) throw Refusal.Conflict("defect.join-itself", ("number", Number));
        if (other.State is DefectState.Joined or DefectState.Rejected) throw Refusal.Conflict("defect.decided", ("number", other.Number));
        Require(DefectState.Candidate);
        JoinedInto = other.Id;
        Change(DefectState.Joined, at);
    }

    /// <summary>All that it knows of itself, anew from what is left of its sightings.</summary>
    public void Recount(IReadOnlyCollection<Sighting> sightings)
    {
        if (sightings.Count == 0) return;
        (Drives, BestScore, LastSeenAt) = (0, -1, default);
        if (!ClassIsChosen) Class = "";
        var drives = new HashSet<Guid>();
        FirstSeenAt = sightings.Min(s => s.At);
        foreach (var sighting in sightings.OrderBy(s => s.At).ThenBy(s => s.Ordinal)) See(sighting, drives.Add(sighting.DriveId));
    }

    public void OrderRepair()
    {
        if (State == DefectState.Confirmed) (State, Version) = (DefectState.RepairOrdered, Version + 1);
    }

    /// <summary>The crew says so; a later pass has to see it.</summary>
    public void ClaimRepair(DateTime at)
    {
        if (State is DefectState.Confirmed or DefectState.RepairOrdered) (State, RepairedAt, Version) = (DefectState.Repaired, at, Version + 1);
    }

    public void ReopenRepair()
    {
        if (State is DefectState.RepairOrdered or DefectState.Repaired) (State, RepairedAt, Version) = (DefectState.Confirmed, null, Version + 1);
    }

    public Spot SpotOn(LocalPlane plane)
    {
        var (north, east) = plane.ToMeters(Latitude, Longitude);
        return new Spot(Class, north, east, Error, HeadingDegrees, AlongMeters, AcrossMeters);
    }

    // The class seen grows with the damage and never back: an alligator that one drive calls a crack is an alligator.
    private string Stronger(string seen) => Class == Damage.AlligatorCrack && Damage.IsLine(seen) || Class == Damage.Pothole && seen == Damage.AlligatorCrack ? Class : seen;

    private void Measure()
    {
        SquareMeters = Damage.SquareMeters(Class, AlongMeters, AcrossMeters);
        LengthMeters = Damage.LengthMeters(Class, AlongMeters, AcrossMeters);
        Severity = Damage.Severity(Class, SquareMeters);
    }

    private void Weigh(Sighting sighting)
    {
        var plane = new LocalPlane(Latitude, Longitude);
        var (north, east) = plane.ToMeters(sighting.Latitude, sighting.Longitude);
        var (a, b) = (Error, sighting.Error);
        var sum = a + b;
        var determinant = sum.AheadVariance * sum.RightVariance - sum.Covariance * sum.Covariance;
        if (!(determinant > 1e-9)) return;
        // Kalman's gain for two measurements of one standing thing: K = A (A + B)⁻¹.
        var (nn, ne, en, ee) = (
            (a.AheadVariance * sum.RightVariance - a.Covariance * sum.Covariance) / determinant, (a.Covariance * sum.AheadVariance - a.AheadVariance * sum.Covariance) / determinant,
            (a.Covariance * sum.RightVariance - a.RightVariance * sum.Covariance) / determinant, (a.RightVariance * sum.AheadVariance - a.Covariance * sum.Covariance) / determinant);
        var (latitude, longitude) = plane.ToDegrees(nn * north + ne * east, en * north + ee * east);
        var fused = new GroundError(
            Math.Max(SurestVariance, (1 - nn) * a.AheadVariance - ne * a.Covariance),
            Math.Max(SurestVariance, (1 - ee) * a.RightVariance - en * a.Covariance),
            0);
        Take(latitude, longitude, fused);
    }

    private void Take(double latitude, double longitude, GroundError error)
    {
        (Latitude, Longitude, Cell) = (latitude, longitude, MortonCell.Of(latitude, longitude));
        (NorthVariance, EastVariance, NorthEastCovariance) = (error.AheadVariance, error.RightVariance, error.Covariance);
    }

    private void Require(DefectState state)
    {
        if (State != state) throw Refusal.Conflict("defect.decided", ("number", Number));
    }

    private void Change(DefectState to, DateTime at) => (State, DecidedAt, Version) = (to, at, Version + 1);
}
