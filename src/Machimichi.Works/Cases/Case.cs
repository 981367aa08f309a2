using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Works.Joins;
using Machimichi.Works.Priority;

namespace Machimichi.Works.Cases;

/// <summary>One thing to see to, however many people said it and however often it was seen.</summary>
internal sealed class Case : ITownOwned
{
    private Case() { }

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public int Number { get; private init; }
    public CaseState State { get; private set; }
    public string Title { get; private init; } = "";
    public string Category { get; private init; } = "";
    public string Department { get; private set; } = "";
    public string District { get; private init; } = "";
    public double? Latitude { get; private set; }
    public double? Longitude { get; private set; }
    public long? Cell { get; private set; }

    /// <summary>The cell while the case is open: what is nearby and still to do is found without what is done.</summary>
    public long? OpenCell { get; private set; }
    public int Severity { get; private set; }
    public DateTime OpenedAt { get; private init; }
    public DateTime ChangedAt { get; private set; }
    public DateTime? DoneAt { get; private set; }
    public Guid? MergedInto { get; private set; }

    /// <summary>The last day on which it should be done; by the town's rules unless staff chose it.</summary>
    public DateOnly? Deadline { get; private set; }
    public bool DeadlineIsChosen { get; private set; }

    public Guid? PersonId { get; private set; }

    /// <summary>The person's name as the staff know it.</summary>
    public string Person { get; private set; } = "";

    /// <summary>Its place in the list of work, highest first (<see cref="WorkRules.Rank"/>).</summary>
    public double Rank { get; private set; }

    /// <summary>Two people who change one case: the second is told.</summary>
    public int Version { get; private set; }

    public List<CaseSubject> Subjects { get; } = [];
    public List<CaseEvent> Events { get; } = [];

    public bool IsOpen => State.IsOpen();

    /// <summary><see cref="IsOpen"/>, as the database is asked.</summary>
    public static readonly System.Linq.Expressions.Expression<Func<Case, bool>> IsOpenNow =
        c => c.State == CaseState.New || c.State == CaseState.Confirmed || c.State == CaseState.Planned || c.State == CaseState.InWork;

    public static Case Open(int number, NewSubject subject, string department, string actor, DateTime at)
    {
        var opened = new Case
        {
            Id = Guid.CreateVersion7(), Number = number, State = CaseState.New, Title = subject.Title, Category = subject.Category,
            Department = department, District = subject.District, Severity = subject.Severity, OpenedAt = at, ChangedAt = at,
        };
        opened.Events.Add(new CaseEvent(opened.Id, CaseState.New, "", actor, at));
        opened.Join(subject, at);
        return opened;
    }

    public void Join(NewSubject subject, DateTime at)
    {
        if (!IsOpen) throw Refusal.Conflict("case.closed", ("number", Number));
        if (Subjects.Any(s => s.Kind == subject.Subject.Kind && s.SubjectId == subject.Subject.Id)) return;
        Subjects.Add(new CaseSubject(Id, subject, at));
        TakeAfterSubjects(at);
    }

    /// <summary>Takes its place in the list and, where nobody chose one, its deadline from the town's rules.</summary>
    public void Weigh(WorkRules rules)
    {
        Rank = rules.Rank(Weighed.Of(this));
        if (!DeadlineIsChosen) Deadline = rules.DeadlineOf(Category, Severity, OpenedAt);
    }

    public void Assign(string department, Guid? personId, string person, DateTime at)
    {
        (Department, PersonId, Person) = (department, personId, person);
        Touch(at);
    }

    /// <param name="day">Null for the one that the rules give.</param>
    public void Until(DateOnly? day, WorkRules rules, DateTime at)
    {
        if (day == Deadline) return;
        if (day < rules.DayOf(at)) throw new Refusal("deadline.past", "deadline");
        (Deadline, DeadlineIsChosen) = (day ?? rules.DeadlineOf(Category, Severity, OpenedAt), day is not null);
        Touch(at);
    }

    public void Confirm(string actor, DateTime at) => Move(CaseState.Confirmed, "", actor, at, CaseState.New);

    public void Plan(string publicText, string actor, DateTime at) => Move(CaseState.Planned, publicText, actor, at, CaseState.New, CaseState.Confirmed);

    public void Finish(string publicText, string actor, DateTime at)
    {
        Move(CaseState.Done, publicText, actor, at, CaseState.Planned, CaseState.InWork);
        DoneAt = at;
    }

    /// <summary>Another office's: people read whose, so that nobody reads "closed".</summary>
    /// <param name="office">Code of one of the town's offices; empty where the text says it.</param>
    public void HandOver(string publicText, string office, string actor, DateTime at)
    {
        if (office.Length == 0) RequireText(publicText);
        Move(CaseState.NotOurs, publicText, actor, at, CaseState.New, CaseState.Confirmed);
        Events[^1].To(office);
    }

    public void Decline(string publicText, string actor, DateTime at)
    {
        RequireText(publicText);
        Move(CaseState.NoAction, publicText, actor, at, CaseState.New, CaseState.Confirmed);
    }

    /// <param name="why">One of <see cref="ReopenedFor"/>, where nobody of the staff wrote a reason.</param>
    public void Reopen(string publicText, string actor, DateTime at, string why = "")
    {
        Move(CaseState.Confirmed, publicText, actor, at, CaseState.Done, CaseState.NotOurs, CaseState.NoAction, CaseState.Planned);
        Events[^1].Because(why);
        DoneAt = null;
    }

    /// <summary>Gives everything it is about to another case and stands aside; <see cref="Separate"/> undoes it.</summary>
    public void MergeInto(Case other, string actor, DateTime at)
    {
        if (other.Id == Id) throw Refusal.Conflict("case.join-itself", ("number", Number));
        if (!other.IsOpen) throw Refusal.Conflict("case.closed", ("number", other.Number));
        if (State is not (CaseState.New or CaseState.Confirmed)) throw Refusal.Conflict("case.cannot-move", ("number", Number));
        Move(CaseState.Merged, "", actor, at, CaseState.New, CaseState.Confirmed);
        MergedInto = other.Id;
        foreach (var subject in Subjects) other.Subjects.Add(subject.CopyTo(other.Id, Id, at));
        other.TakeAfterSubjects(at);
    }

    /// <returns>The time that its subjects spent in the other case.</returns>
    public IReadOnlyList<PastSubject> Separate(Case from, string actor, DateTime at)
    {
        if (State != CaseState.Merged || MergedInto != from.Id) throw Refusal.Conflict("case.not-joined", ("number", Number));
        var past = from.Subjects.Where(s => s.CameFrom == Id).Select(s => new PastSubject(s, at)).ToList();
        from.Subjects.RemoveAll(s => s.CameFrom == Id);
        from.TakeAfterSubjects(at);
        MergedInto = null;
        Move(CaseState.Confirmed, "", actor, at, CaseState.Merged);
        return past;
    }

    /// <returns>The time that the subject spent here.</returns>
    public PastSubject Leave(CaseSubject subject, DateTime at)
    {
        if (Subjects.Count < 2) throw Refusal.Conflict("case.only-subject", ("number", Number));
        Subjects.Remove(subject);
        TakeAfterSubjects(at);
        return new PastSubject(subject, at);
    }

    /// <summary>Its place as surely as one subject gives it; null where none has a place.</summary>
    public Spot? Spot() => Surest() is { } s ? new Spot(s.Kind, s.Category, s.Latitude!.Value, s.Longitude!.Value, s.Error, s.JoinedAt) : null;

    private void Move(CaseState to, string publicText, string actor, DateTime at, params ReadOnlySpan<CaseState> from)
    {
        if (!from.Contains(State)) throw Refusal.Conflict("case.cannot-move", ("number", Number));
        (State, OpenCell) = (to, to.IsOpen() ? Cell : null);
        Events.Add(new CaseEvent(Id, to, publicText.Trim(), actor, at));
        Touch(at);
    }

    // As bad as the worst of them, and where the surest of them is.
    private void TakeAfterSubjects(DateTime at)
    {
        if (Subjects.Count > 0) Severity = Subjects.Max(s => s.Severity);
        if (Surest() is { } surest) (Latitude, Longitude, Cell) = (surest.Latitude, surest.Longitude, new Place(surest.Latitude!.Value, surest.Longitude!.Value).Cell);
        OpenCell = IsOpen ? Cell : null;
        Touch(at);
    }

    private CaseSubject? Surest() => Subjects.Where(s => s.Latitude is not null).MinBy(s => s.Error.Meters);

    private void Touch(DateTime at) => (ChangedAt, Version) = (at, Version + 1);

    private static void RequireText(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) throw new Refusal("case.reason-needed", "text");
        if (text.Length > 2000) throw new Refusal("text.too-long", "text", values: [("limit", 2000)]);
    }
}

/// <summary>A subject as the case remembers it, so that a list needs nobody else's tables.</summary>
internal sealed class CaseSubject
{
    public const string Report = "report", Defect = "defect";

    private CaseSubject() { }

    public CaseSubject(Guid caseId, NewSubject subject, DateTime at)
    {
        (Id, CaseId, Kind, SubjectId, JoinedAt) = (Guid.CreateVersion7(), caseId, subject.Subject.Kind, subject.Subject.Id, at);
        (Title, Category, Picture, Path, Severity) = (subject.Title, subject.Category, subject.Picture, subject.Path, subject.Severity);
        (Latitude, Longitude) = (subject.Place?.Latitude, subject.Place?.Longitude);
        (NorthVariance, EastVariance, Covariance) = subject.Error ?? PlaceError.Within(PlaceError.PhoneMeters);
    }

    public Guid Id { get; private init; }
    public Guid CaseId { get; private init; }
    public string Kind { get; private init; } = "";
    public Guid SubjectId { get; private init; }
    public string Title { get; private init; } = "";
    public string Category { get; private init; } = "";
    public double? Latitude { get; private init; }
    public double? Longitude { get; private init; }
    public double NorthVariance { get; private init; }
    public double EastVariance { get; private init; }
    public double Covariance { get; private init; }
    public string? Picture { get; private init; }
    public string Path { get; private init; } = "";
    public int Severity { get; private init; }
    public DateTime JoinedAt { get; private init; }
    public Guid? CameFrom { get; private init; }

    public CaseSubject CopyTo(Guid caseId, Guid from, DateTime at) => new()
    {
        Id = Guid.CreateVersion7(), CaseId = caseId, Kind = Kind, SubjectId = SubjectId, Title = Title, Picture = Picture,
        Path = Path, Severity = Severity, JoinedAt = at, CameFrom = from, Category = Category, Latitude = Latitude, Longitude = Longitude,
        NorthVariance = NorthVariance, EastVariance = EastVariance, Covariance = Covariance,
    };

    public PlaceError Error => new(NorthVariance, EastVariance, Covariance);

    public NewSubject AsNew(string district) =>
        new(new Subject(Kind, SubjectId), Title, Category, Latitude is { } latitude ? new Place(latitude, Longitude!.Value) : null, district, Severity, Picture, Path, Error);
}

/// <summary>A subject that was part of a case, and from when to when: what the case went through then is its history, too.</summary>
internal sealed class PastSubject
{
    private PastSubject() { }

    public PastSubject(CaseSubject subject, DateTime at) =>
        (Id, CaseId, Kind, SubjectId, Title, Path, JoinedAt, LeftAt) = (Guid.CreateVersion7(), subject.CaseId, subject.Kind, subject.SubjectId, subject.Title, subject.Path, subject.JoinedAt, at);

    public Guid Id { get; private init; }
    public Guid CaseId { get; private init; }
    public string Kind { get; private init; } = "";
    public Guid SubjectId { get; private init; }
    public string Title { get; private init; } = "";
    public string Path { get; private init; } = "";
    public DateTime JoinedAt { get; private init; }
    public DateTime LeftAt { get; private init; }
}

/// <summary>One step of a case: what it became, what the public reads of it, who did it.</summary>
internal sealed class CaseEvent
{
    private CaseEvent() { }

    public CaseEvent(Guid caseId, CaseState state, string publicText, string actor, DateTime at) =>
        (Id, CaseId, State, PublicText, ActorName, At) = (Guid.CreateVersion7(), caseId, state, publicText, actor, at);

    public Guid Id { get; private init; }
    public Guid CaseId { get; private init; }
    public CaseState State { get; private init; }
    public string PublicText { get; private init; } = "";
    public string ActorName { get; private init; } = "";
    public DateTime At { get; private init; }

    /// <summary>To which of the town's offices it was handed over.</summary>
    public string Office { get; private set; } = "";

    public void To(string office) => Office = office;

    /// <summary>What opened the case again, where it was no decision of the staff (<see cref="ReopenedFor"/>).</summary>
    public string Why { get; private set; } = "";

    public void Because(string why) => Why = why;
}
