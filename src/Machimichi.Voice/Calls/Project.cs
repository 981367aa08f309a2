using Machimichi.Platform.Data;

namespace Machimichi.Voice.Calls;

/// <summary>Something that the town could do, with what it costs: what a vote is about.</summary>
internal sealed class Project : ITownOwned
{
    private Project() { }

    public Project(Guid callId, int number, string title, string description, long cost, int? proposalNumber) =>
        (Id, CallId, Number, Title, Description, Cost, ProposalNumber) = (Guid.CreateVersion7(), callId, number, title, description, cost, proposalNumber);

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public Guid CallId { get; private init; }

    /// <summary>Counted within its call.</summary>
    public int Number { get; private init; }
    public string Title { get; private set; } = "";
    public string Description { get; private set; } = "";

    /// <summary>Yen.</summary>
    public long Cost { get; private set; }

    /// <summary>The idea that it came from, if any.</summary>
    public int? ProposalNumber { get; private init; }

    /// <summary>Null until the result is published: no count exists while people vote.</summary>
    public int? Votes { get; private set; }
    public bool? Chosen { get; private set; }

    public void Change(string title, string description, long cost) => (Title, Description, Cost) = (title, description, cost);

    public void TakeCount(int votes, bool chosen) => (Votes, Chosen) = (votes, chosen);
}

/// <summary>One person's vote in one call.</summary>
internal sealed class CallVote : ITownOwned
{
    private CallVote() { }

    public CallVote(Guid callId, Guid personId, DateTime at) => (Id, CallId, PersonId, At) = (Guid.CreateVersion7(), callId, personId, at);

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public Guid CallId { get; private init; }
    public Guid PersonId { get; private init; }
    public DateTime At { get; private set; }

    public void Renew(DateTime at) => At = at;
}

/// <summary>One project in one vote.</summary>
internal sealed class CallChoice : ITownOwned
{
    private CallChoice() { }

    public CallChoice(Guid voteId, Guid projectId) => (Id, VoteId, ProjectId) = (Guid.CreateVersion7(), voteId, projectId);

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public Guid VoteId { get; private init; }
    public Guid ProjectId { get; private init; }
}
