using Machimichi.Platform.Data;

namespace Machimichi.Voice.Answers;

/// <summary>What staff mean to answer to one proposal, before everyone reads it. Whoever changes a word of it is its writer, under a new id: what was read is what is approved.</summary>
internal sealed class AnswerDraft : ITownOwned
{
    private AnswerDraft() { }

    public AnswerDraft(Guid proposal, string body, Outcome outcome, string department, string by, DateTime at) =>
        (Id, ProposalId, Body, Outcome, Department, WrittenBy, WrittenAt) = (Guid.CreateVersion7(), proposal, body, outcome, department, by, at);

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public Guid ProposalId { get; private init; }
    public string Body { get; private init; } = "";
    public Outcome Outcome { get; private init; }
    public string Department { get; private init; } = "";
    public string WrittenBy { get; private init; } = "";
    public DateTime WrittenAt { get; private init; }
}
