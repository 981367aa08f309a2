using Machimichi.Platform.Data;

namespace Machimichi.Voice.Moderation;

/// <summary>Held: a word of the town's list was found, and staff have yet to look. Kept: staff looked, and it stays as it is.</summary>
public enum Verdict { Held, Hidden, Shown, Kept }

/// <summary>What was decided about one thing that somebody sent. The latest one that stands says whether everyone sees it.</summary>
internal sealed class Decision : ITownOwned
{
    private Decision() { }

    public Decision(string kind, Guid id, int number, Verdict verdict, string reason, string words, string by, DateTime at)
    {
        (Id, SubjectKind, SubjectId, SubjectNumber) = (Guid.CreateVersion7(), kind, id, number);
        (Verdict, Reason, Words, DecidedBy, At) = (verdict, reason, words, by, at);
    }

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public string SubjectKind { get; private init; } = "";
    public Guid SubjectId { get; private init; }
    public int SubjectNumber { get; private init; }
    public Verdict Verdict { get; private init; }

    /// <summary>One of <see cref="Moderate.Reasons"/>, or <c>words</c> for what was held; empty for what everyone sees.</summary>
    public string Reason { get; private init; } = "";

    /// <summary>What staff wrote to the author, or which words were found.</summary>
    public string Words { get; private init; } = "";
    public string DecidedBy { get; private init; } = "";
    public DateTime At { get; private init; }
    public DateTime? UndoneAt { get; private set; }

    public bool Hides => Verdict is Verdict.Held or Verdict.Hidden;

    public void Undo(DateTime at) => UndoneAt ??= at;
}

/// <summary>Somebody tells the town that a thing should be looked at; once a person and thing.</summary>
internal sealed class Notice : ITownOwned
{
    private Notice() { }

    public Notice(string kind, Guid id, string reason, string words, Guid person, DateTime at) =>
        (Id, SubjectKind, SubjectId, Reason, Words, PersonId, At) = (Guid.CreateVersion7(), kind, id, reason, words, person, at);

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public string SubjectKind { get; private init; } = "";
    public Guid SubjectId { get; private init; }
    public string Reason { get; private init; } = "";
    public string Words { get; private init; } = "";
    public Guid PersonId { get; private init; }
    public DateTime At { get; private init; }

    /// <summary>The decision that dealt with it; null while it waits.</summary>
    public Guid? DecisionId { get; private init; }
}

/// <summary>Somebody may send nothing until a day, with the reason that they are told.</summary>
internal sealed class Block : ITownOwned
{
    private Block() { }

    public Block(Guid person, string reason, string by, DateTime at, DateTime until) =>
        (Id, PersonId, Reason, BlockedBy, At, Until) = (Guid.CreateVersion7(), person, reason, by, at, until);

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public Guid PersonId { get; private init; }
    public string Reason { get; private init; } = "";
    public string BlockedBy { get; private init; } = "";
    public DateTime At { get; private init; }
    public DateTime Until { get; private init; }
    public DateTime? LiftedAt { get; private set; }

    public void Lift(DateTime at) => LiftedAt ??= at;
}
