using System.Globalization;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Roads.Survey;
using Machimichi.Vision;

namespace Machimichi.Roads.Defects;

/// <summary>Faint: seen too weakly, or in too few of the passes that could have seen it, to bother a person; further passes may change that.</summary>
public enum DefectState { Candidate, Confirmed, Rejected, RepairOrdered, Repaired, Joined, Faint }

/// <summary>A damage as the thing on the road, however many drives saw it. Nobody but staff knows of it before it was confirmed.</summary>
internal sealed class Defect : ITownOwned
{
    // Receivers of one make err the same way on the same street, so many drives are not as sure as their number says.
    private const double SurestVariance = 0.6;

    private const double MostEvidenceOfPass = 4, Fading = 0.85;

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

    /// <summary>What its sightings said it is, and how loudly: "D00=1.5;D20=3".</summary>
    public string ClassVotes { get; private set; } = "";

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

    /// <summary>What all its sightings say together.</summary>
    public double Evidence { get; private set; }

    /// <summary>How many passes had its place clearly in view, or saw it.</summary>
    public int ClearPasses { get; private set; }

    /// <summary>Estimated probability, 0 to 1, that it is there no more.</summary>
    public double GoneProbability { get; private set; }
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

    /// <summary>Does it wait for a person's word?</summary>
    public bool IsUndecided => State is DefectState.Candidate or DefectState.Faint;

    /// <summary>The frame that staff chose to be published; null for the best one.</summary>
    public Guid? PictureFrameId { get; private set; }

    /// <summary>Staff keep its picture from the public.</summary>
    public bool PictureWithheld { get; private set; }

    /// <summary>May the public know of it?</summary>
    public bool IsPublic => State is DefectState.Confirmed or DefectState.RepairOrdered or DefectState.Repaired;

    /// <summary>Another sighting of it: its place is weighed in by both uncertainties, its size is the last drive's.</summary>
    public void See(Sighting sighting, bool newDrive)
    {
        if (BestScore < 0) Take(sighting.Latitude, sighting.Longitude, sighting.Error);
        else Weigh(sighting);
        if (newDrive) Drives++;
        // One pass, however long it stared, is one pass.
        Evidence += Math.Min(MostEvidenceOfPass, sighting.Evidence);
        if (sighting.At < FirstSeenAt) FirstSeenAt = sighting.At;
        if (sighting.At >= LastSeenAt)
        {
            LastSeenAt = sighting.At;
            (HeadingDegrees, RightMeters) = (sighting.HeadingDegrees ?? HeadingDegrees, sighting.RightMeters);
            (AlongMeters, AcrossMeters) = (sighting.AlongMeters, sighting.AcrossMeters);
        }
        Vote(sighting, newDrive);
        Measure();
        if (sighting.Score > BestScore) (BestFrameId, BestSightingId, BestScore) = (sighting.BestFrameId, sighting.Id, sighting.Score);
        Version++;
    }

    public void Confirm(DateTime at)
    {
        RequireUndecided();
        Change(DefectState.Confirmed, at);
    }

    /// <summary>Is it worth a person's look, and is it there still?</summary>
    public void Judge(int clearPasses, double goneProbability)
    {
        (ClearPasses, GoneProbability) = (clearPasses, goneProbability);
        if (IsUndecided && DecidedAt is null && !ClassIsChosen)
            State = IsConvincing ? DefectState.Candidate : DefectState.Faint;
    }

    // On simulated drives of three passes with the shipped model: of all such lines this one lost least that was real for what it kept out.
    private bool IsConvincing => Evidence >= 1.15 + 0.5 * Math.Max(0, ClearPasses - 1);

    public void ShowPicture(Guid? frameId)
    {
        (PictureFrameId, PictureWithheld) = (frameId, false);
        Version++;
    }

    public void WithholdPicture()
    {
        PictureWithheld = true;
        Version++;
    }

    public void BelongTo(Guid caseId, int caseNumber) => (CaseId, CaseNumber) = (caseId, caseNumber);

    public void Reject(DateTime at)
    {
        RequireUndecided();
        Change(DefectState.Rejected, at);
    }

    public void Reclassify(string damage)
    {
        if (!Damage.Classes.Contains(damage)) throw new Refusal("defect.class-unknown", "class", values: [("class", damage)]);
        if (!IsUndecided && State != DefectState.Confirmed) throw Refusal.Conflict("defect.decided", ("number", Number));
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
        RequireUndecided();
        JoinedInto = other.Id;
        Change(DefectState.Joined, at);
    }

    /// <summary>All that it knows of itself, anew from what is left of its sightings.</summary>
    public void Recount(IReadOnlyCollection<Sighting> sightings)
    {
        if (sightings.Count == 0) return;
        (Drives, BestScore, Evidence, LastSeenAt) = (0, -1, 0, default);
        (ClassVotes, Class) = ("", ClassIsChosen ? Class : "");
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

    // Each sighting votes with what it saw, the last drives more than those long ago: a damage grows, and one look is often wrong.
    private void Vote(Sighting sighting, bool newDrive)
    {
        var votes = ClassVotes.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(v => v.Split('='))
            .ToDictionary(v => v[0], v => double.Parse(v[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        if (votes.Count == 0 && Class.Length > 0) votes[Class] = 1;
        if (newDrive) foreach (var damage in votes.Keys.ToList()) votes[damage] *= Fading;
        votes[sighting.Class] = votes.GetValueOrDefault(sighting.Class) + Math.Max(0.1, sighting.Evidence);
        ClassVotes = string.Join(';', votes.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Key}={v.Value:0.###}")));
        if (ClassIsChosen) return;
        Class = votes.OrderByDescending(v => v.Value).ThenByDescending(v => v.Key, StringComparer.Ordinal).First().Key;
        // A net of cracks seen from one side is a crack: a third of the votes for the net is enough.
        var net = votes.GetValueOrDefault(Damage.AlligatorCrack);
        if (Damage.IsLine(Class) && net >= (net + votes.Where(v => Damage.IsLine(v.Key)).Sum(v => v.Value)) / 3) Class = Damage.AlligatorCrack;
    }

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

    private void RequireUndecided()
    {
        if (!IsUndecided) throw Refusal.Conflict("defect.decided", ("number", Number));
    }

    private void Change(DefectState to, DateTime at) => (State, DecidedAt, Version) = (to, at, Version + 1);
}
