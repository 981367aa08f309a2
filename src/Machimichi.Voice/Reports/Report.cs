using Machimichi.Platform.Data;
using Machimichi.Voice.Moderation;
using Machimichi.Voice.Writing;
using Machimichi.Works;

namespace Machimichi.Voice.Reports;

/// <summary>What somebody saw that the town should see to. Its state is that of its case.</summary>
internal sealed class Report : IModerated
{
    public const string Kind = "report";

    private Report() { }

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public int Number { get; private init; }
    public string Category { get; private init; } = "";

    /// <summary>The first line of the text; empty where a photo says it all.</summary>
    public string Title { get; private init; } = "";
    public string Text { get; private init; } = "";
    public string SearchText { get; private init; } = "";
    public string District { get; private init; } = "";
    public double? Latitude { get; private init; }
    public double? Longitude { get; private init; }
    public long? Cell { get; private init; }
    public PlaceSource PlaceSource { get; private init; }
    public string Nickname { get; private init; } = "";
    public string Mail { get; private init; } = "";
    public string Language { get; private init; } = "";
    public Guid PersonId { get; private init; }

    /// <summary>Only for staff and whoever has its secret link.</summary>
    public bool Private { get; private set; }

    /// <summary>Somebody might get hurt, says the reporter.</summary>
    public bool Urgent { get; private init; }

    /// <summary>Answers to the town's questions about its category (<see cref="ReportDetails"/>).</summary>
    public string Details { get; private init; } = "";

    /// <summary>When its sender took it back; it is private from then on.</summary>
    public DateTime? WithdrawnAt { get; private set; }
    public CaseState State { get; private set; }
    public string SubmissionHash { get; private init; } = "";
    public DateTime SubmittedAt { get; private init; }
    public DateTime ChangedAt { get; private set; }
    public DateTime? DoneAt { get; private set; }

    /// <summary>Since when the town shows it to nobody but its author.</summary>
    public DateTime? HiddenAt { get; private set; }

    public static Report Submit(int number, string category, string text, Whereabouts where, bool isPrivate, bool urgent, Contact reporter, string language, Guid person, string submissionHash, DateTime at,
        string details = "") => new()
    {
        Id = Guid.CreateVersion7(), Number = number, Category = category, Title = PlainText.TitleOf(text), Text = text, SearchText = PlainText.Folded(text),
        District = where.District, Latitude = where.Place?.Latitude, Longitude = where.Place?.Longitude, Cell = where.Place?.Cell, PlaceSource = where.Source,
        Nickname = reporter.Nickname, Mail = reporter.Mail, Language = language, PersonId = person, Private = isPrivate, Urgent = urgent, State = CaseState.New,
        SubmissionHash = submissionHash, SubmittedAt = at, ChangedAt = at, Details = details,
    };

    public void Hide() => Private = true;

    public void TakeDown(DateTime at) => HiddenAt ??= at;

    public void PutBack() => HiddenAt = null;

    /// <summary>Its sender wants it no more. Work that it began goes on; nobody reads of it any longer.</summary>
    public void Withdraw(DateTime at)
    {
        WithdrawnAt ??= at;
        Hide();
    }

    public void Follow(CaseState state, DateTime at)
    {
        (State, ChangedAt) = (state, at);
        DoneAt = state == CaseState.Done ? at : null;
    }
}

/// <summary>A secret that opens the reporter's own page, as its hash. The receipt has one, and each mail brings its own.</summary>
internal sealed class ReportKey : ITownOwned
{
    private ReportKey() { }

    public ReportKey(Guid reportId, string secret) => (Id, ReportId, Hash) = (Guid.CreateVersion7(), reportId, SubmissionKey.SecretHash(secret));

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public Guid ReportId { get; private init; }
    public string Hash { get; private init; } = "";
}
