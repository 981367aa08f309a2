using Machimichi.Platform;
using Machimichi.Platform.Data;

namespace Machimichi.Works.Joins;

public enum JoinState { Open, Joined, Refused }

/// <summary>Two cases that may be one thing, until a person has looked; and what the person said, so that nobody is asked twice.</summary>
internal sealed class JoinProposal : ITownOwned
{
    private JoinProposal() { }

    public JoinProposal(Guid caseId, Guid otherId, Grounds grounds, DateTime at)
    {
        (Id, CaseId, OtherId, State, ProposedAt) = (Guid.CreateVersion7(), caseId, otherId, JoinState.Open, at);
        (Meters, ErrorMeters, Probability, SameCategory, DaysApart, Rivals) = (grounds.Meters, grounds.ErrorMeters, grounds.Probability, grounds.SameCategory, grounds.DaysApart, grounds.Rivals);
    }

    /// <summary>Two that somebody has taken apart: never proposed again.</summary>
    public static JoinProposal Never(Guid caseId, Guid otherId, DateTime at) => new(caseId, otherId, new Grounds(0, 0, 0, true, 0, 0), at) { State = JoinState.Refused, DecidedAt = at };

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";

    /// <summary>The case that came later.</summary>
    public Guid CaseId { get; private set; }
    public Guid OtherId { get; private set; }
    public JoinState State { get; private set; }
    public double Meters { get; private init; }
    public double ErrorMeters { get; private init; }
    public double Probability { get; private init; }
    public bool SameCategory { get; private init; }
    public int DaysApart { get; private init; }
    public int Rivals { get; private init; }
    public DateTime ProposedAt { get; private init; }
    public DateTime? DecidedAt { get; private set; }

    public bool IsOf(Guid one, Guid other) => CaseId == one && OtherId == other || CaseId == other && OtherId == one;

    public void Refuse(DateTime at)
    {
        if (State != JoinState.Open) throw Refusal.Conflict("join.decided");
        Decide(JoinState.Refused, at);
    }

    public void Decide(JoinState state, DateTime at) => (State, DecidedAt) = (state, at);

    public void Return() => (State, DecidedAt) = (JoinState.Open, null);

    /// <summary>One of the two has become part of a third: the question is about that one now.</summary>
    public void GoOn(Guid from, Guid to)
    {
        if (CaseId == from) CaseId = to;
        if (OtherId == from) OtherId = to;
    }
}

/// <summary>What a proposal rests on, to be said in plain words.</summary>
/// <param name="ErrorMeters">How far the two places may be off together, in the direction in which they are least sure.</param>
/// <param name="Rivals">How many other open cases lie there that could be it.</param>
public sealed record Grounds(double Meters, double ErrorMeters, double Probability, bool SameCategory, int DaysApart, int Rivals);
