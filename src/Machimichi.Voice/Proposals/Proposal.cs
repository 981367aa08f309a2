using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Voice.Answers;
using Machimichi.Voice.Writing;

namespace Machimichi.Voice.Proposals;

public enum ProposalState { Open, Answered }

/// <summary>What somebody would like their town to do.</summary>
internal sealed class Proposal : ITownOwned
{
    public const string Kind = "proposal";

    private Proposal() { }

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public int Number { get; private init; }
    public string Title { get; private init; } = "";
    public string Body { get; private init; } = "";

    /// <summary>Title and body as a search compares them.</summary>
    public string SearchText { get; private init; } = "";
    public string Category { get; private init; } = "";

    /// <summary>Code of a district; empty for the whole town.</summary>
    public string District { get; private init; } = "";
    public double? Latitude { get; private init; }
    public double? Longitude { get; private init; }
    public long? Cell { get; private init; }
    public string Nickname { get; private init; } = "";
    public string Mail { get; private init; } = "";
    public string Language { get; private init; } = "";
    public Guid PersonId { get; private init; }
    public string SubmissionHash { get; private init; } = "";
    public DateTime SubmittedAt { get; private init; }
    public int SupportCount { get; private set; }
    public ProposalState State { get; private set; }
    public Outcome? Outcome { get; private set; }
    public DateTime? AnsweredAt { get; private set; }

    /// <summary>The call that it is an idea in, if any.</summary>
    public Guid? CallId { get; private set; }

    public static Proposal Submit(int number, string title, string body, string category, Whereabouts where, Contact author, string language, Guid person, string submissionHash, DateTime at) => new()
    {
        Id = Guid.CreateVersion7(), Number = number, Title = title, Body = body, SearchText = PlainText.Folded($"{title}\n{body}"), Category = category,
        District = where.District, Latitude = where.Place?.Latitude, Longitude = where.Place?.Longitude, Cell = where.Place?.Cell,
        Nickname = author.Nickname, Mail = author.Mail, Language = language, PersonId = person, SubmissionHash = submissionHash, SubmittedAt = at,
    };

    /// <summary>Did its author take the words back? Only its number, its supporters and the town's answers are left then.</summary>
    public bool IsTakenBack => SearchText.Length == 0;

    public void JoinCall(Guid call) => CallId = call;

    /// <summary>The latest answer's outcome is the proposal's.</summary>
    public void TakeAnswer(Outcome outcome, DateTime at) => (State, Outcome, AnsweredAt) = (ProposalState.Answered, outcome, at);
}

/// <summary>One person's support of one proposal; the address is only for the town's answer.</summary>
internal sealed class Support : ITownOwned
{
    private Support() { }

    public Support(Guid proposalId, Guid personId, string mail, string language, DateTime at) =>
        (Id, ProposalId, PersonId, Mail, Language, At) = (Guid.CreateVersion7(), proposalId, personId, mail, language, at);

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public Guid ProposalId { get; private init; }
    public Guid PersonId { get; private init; }
    public string Mail { get; private set; } = "";
    public string Language { get; private set; } = "";
    public DateTime At { get; private init; }

    public void LeaveAddress(string mail, string language) => (Mail, Language) = (mail, language);
}
