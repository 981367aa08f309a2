using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Voice.Answers;
using Machimichi.Voice.Moderation;
using Machimichi.Voice.Writing;

namespace Machimichi.Voice.Proposals;

public enum ProposalState { Open, Answered, Withdrawn }

/// <summary>What somebody would like their town to do.</summary>
internal sealed class Proposal : IModerated
{
    public const string Kind = "proposal";

    /// <summary>How long its author may still change its words.</summary>
    public static readonly TimeSpan EditWindow = TimeSpan.FromMinutes(30);

    private Proposal() { }

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public int Number { get; private init; }
    public string Title { get; private set; } = "";
    public string Body { get; private set; } = "";

    /// <summary>Title and body as a search compares them.</summary>
    public string SearchText { get; private set; } = "";
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
    public DateTime? EditedAt { get; private set; }

    /// <summary>When its author took it back; it stays readable, with its supports, and is waited for no more.</summary>
    public DateTime? WithdrawnAt { get; private set; }

    /// <summary>The call that it is an idea in, if any.</summary>
    public Guid? CallId { get; private set; }

    /// <summary>Since when the town shows it to nobody but its author.</summary>
    public DateTime? HiddenAt { get; private set; }

    public static Proposal Submit(int number, string title, string body, string category, Whereabouts where, Contact author, string language, Guid person, string submissionHash, DateTime at) => new()
    {
        Id = Guid.CreateVersion7(), Number = number, Title = title, Body = body, SearchText = PlainText.Folded($"{title}\n{body}"), Category = category,
        District = where.District, Latitude = where.Place?.Latitude, Longitude = where.Place?.Longitude, Cell = where.Place?.Cell,
        Nickname = author.Nickname, Mail = author.Mail, Language = language, PersonId = person, SubmissionHash = submissionHash, SubmittedAt = at,
    };

    /// <summary>Did its author withdraw it, or take even the words back? Nothing is said about it any more.</summary>
    public bool IsTakenBack => SearchText.Length == 0 || WithdrawnAt is not null;

    public bool MayEdit(DateTime at) => WithdrawnAt is null && AnsweredAt is null && at - SubmittedAt <= EditWindow;

    /// <returns>The words as they were, to be kept.</returns>
    public ProposalVersion Edit(string title, string body, DateTime at)
    {
        if (WithdrawnAt is not null) throw Refusal.Conflict("proposal.is-withdrawn");
        if (!MayEdit(at)) throw Refusal.Conflict("proposal.edit-late", ("minutes", (int)EditWindow.TotalMinutes));
        var before = new ProposalVersion(Id, Title, Body, at);
        (Title, Body, SearchText, EditedAt) = (title, body, PlainText.Folded($"{title}\n{body}"), at);
        return before;
    }

    public void Withdraw(DateTime at)
    {
        WithdrawnAt ??= at;
        State = ProposalState.Withdrawn;
    }

    public void JoinCall(Guid call) => CallId = call;

    public void TakeDown(DateTime at) => HiddenAt ??= at;

    public void PutBack() => HiddenAt = null;

    /// <summary>The latest answer's outcome is the proposal's.</summary>
    public void TakeAnswer(Outcome outcome, DateTime at) => (State, Outcome, AnsweredAt) = (WithdrawnAt is null ? ProposalState.Answered : ProposalState.Withdrawn, outcome, at);
}

/// <summary>The words of a proposal before its author changed them; everyone may read them.</summary>
internal sealed class ProposalVersion : ITownOwned
{
    private ProposalVersion() { }

    public ProposalVersion(Guid proposalId, string title, string body, DateTime until) => (Id, ProposalId, Title, Body, Until) = (Guid.CreateVersion7(), proposalId, title, body, until);

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public Guid ProposalId { get; private init; }
    public string Title { get; private init; } = "";
    public string Body { get; private init; } = "";
    public DateTime Until { get; private init; }
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
