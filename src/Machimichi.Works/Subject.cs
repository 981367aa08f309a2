using Machimichi.Platform.Geo;

namespace Machimichi.Works;

/// <summary>A thing that a case is about, owned by another capability: its kind ("report", "defect") and its id. Works knows no more.</summary>
public readonly record struct Subject(string Kind, Guid Id);

/// <summary>What Works needs to know of a subject to put it in the list of work.</summary>
/// <param name="Subject">Whose it is.</param>
/// <param name="Title">One line, in the words of its owner; not translated.</param>
/// <param name="Category">Code of the town's category.</param>
/// <param name="Place">Where; null when only a district is known.</param>
/// <param name="District">Code of the town's district.</param>
/// <param name="Severity">1 small, 2 middle, 3 severe.</param>
/// <param name="Picture">Path of a picture that staff may see, if any.</param>
/// <param name="Path">Path of its own page.</param>
/// <param name="Error">How surely the place is known; null where nobody can say, which is taken for a phone's.</param>
public sealed record NewSubject(Subject Subject, string Title, string Category, Place? Place, string District, int Severity, string? Picture, string Path, PlaceError? Error = null);

/// <summary>How far a place may be off, in square metres north and east.</summary>
public readonly record struct PlaceError(double NorthVariance, double EastVariance, double Covariance)
{
    /// <summary>Of a phone out of doors, or of a finger on a map; of "near the harbour".</summary>
    public const double PhoneMeters = 12, LandmarkMeters = 90;

    /// <param name="meters">What two places in three are off by at most, to the north and to the east.</param>
    public static PlaceError Within(double meters) => new(meters * meters, meters * meters, 0);

    public static PlaceError operator +(PlaceError a, PlaceError b) => new(a.NorthVariance + b.NorthVariance, a.EastVariance + b.EastVariance, a.Covariance + b.Covariance);

    /// <summary>Metres in the direction in which it is least sure.</summary>
    public double Meters
    {
        get
        {
            var (middle, half) = ((NorthVariance + EastVariance) / 2, (NorthVariance - EastVariance) / 2);
            return Math.Sqrt(middle + Math.Sqrt(half * half + Covariance * Covariance));
        }
    }
}

/// <summary>Told inside the transaction that moves a case, so that its subjects move with it or not at all.</summary>
public interface ICaseListener
{
    string SubjectKind { get; }
    Task CaseMoved(CaseMoved moved, CancellationToken ct);
}

/// <param name="SubjectIds">The subjects of the listener's kind.</param>
/// <param name="PublicText">What the town says of this step, if anything was written.</param>
/// <param name="AfterPhoto">The photo that proves the repair.</param>
/// <param name="Joined">Have they just become part of this case, for the first time?</param>
public sealed record CaseMoved(Guid CaseId, int Number, CaseState From, CaseState To, string PublicText, IReadOnlyList<Guid> SubjectIds, Guid? AfterPhoto, DateTime At, bool Joined = false);

/// <summary>Why a case was opened again without a decision of the staff: the end of a text key (<c>case.why.…</c>).</summary>
public static class ReopenedFor
{
    /// <summary>Its reporter says that it is not repaired.</summary>
    public const string Word = "word";
}

public enum CaseState { New, Confirmed, Planned, InWork, Done, NotOurs, NoAction, Merged }

public static class CaseStates
{
    /// <summary>Is there still something to be done?</summary>
    public static bool IsOpen(this CaseState state) => state is CaseState.New or CaseState.Confirmed or CaseState.Planned or CaseState.InWork;
}
