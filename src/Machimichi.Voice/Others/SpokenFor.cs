using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Voice.Writing;

namespace Machimichi.Voice.Others;

/// <summary>How somebody's words reached the person who wrote them down.</summary>
public enum SpokenBy { Phone, Counter, Paper, Visit }

/// <summary>What staff note when they write for somebody who does not write here themselves.</summary>
/// <param name="Source">Word of a <see cref="SpokenBy"/>.</param>
/// <param name="Agreed">Did that person agree that it is written here?</param>
/// <param name="AgreedOn">The day on which they did, <c>2026-11-26</c>.</param>
/// <param name="AgreedTo">What they agreed to, in words.</param>
/// <param name="Contact">How to reach them: for the staff only; may be empty.</param>
public sealed record OnBehalf(string? Source, bool Agreed, DateOnly? AgreedOn, string? AgreedTo, string? Contact, DateOnly Today)
{
    public const int WordsLimit = 500, ContactLimit = 200;

    internal IEnumerable<Refusal> Problems()
    {
        if (Words.Parse<SpokenBy>(Source) is null) yield return new Refusal("behalf.source-missing", "source");
        if (!Agreed) yield return new Refusal("behalf.not-agreed", "agreed");
        if (AgreedOn is not { } day || day > Today || day < Today.AddYears(-1)) yield return new Refusal("behalf.day", "agreed-on");
        if (PlainText.Line(AgreedTo).Length == 0) yield return new Refusal("behalf.words-missing", "agreed-to");
        else if (PlainText.TooLong(PlainText.Line(AgreedTo), WordsLimit, "agreed-to") is { } words) yield return words;
        if (PlainText.TooLong(PlainText.Line(Contact), ContactLimit, "contact") is { } contact) yield return contact;
    }
}

/// <summary>That something was written for somebody else, and with whose consent. Everyone may know that it was; the rest is the staff's.</summary>
internal sealed class SpokenFor : ITownOwned
{
    private SpokenFor() { }

    public SpokenFor(string subjectKind, Guid subjectId, OnBehalf behalf, string enteredBy, DateTime at) =>
        (Id, SubjectKind, SubjectId, Source, AgreedOn, AgreedTo, Contact, EnteredBy, EnteredAt) = (Guid.CreateVersion7(), subjectKind, subjectId,
            Words.Parse<SpokenBy>(behalf.Source)!.Value, behalf.AgreedOn!.Value, PlainText.Line(behalf.AgreedTo), PlainText.Line(behalf.Contact), enteredBy, at);

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public string SubjectKind { get; private init; } = "";
    public Guid SubjectId { get; private init; }
    public SpokenBy Source { get; private init; }
    public DateOnly AgreedOn { get; private init; }
    public string AgreedTo { get; private init; } = "";
    public string Contact { get; private init; } = "";
    public string EnteredBy { get; private init; } = "";
    public DateTime EnteredAt { get; private init; }
}
