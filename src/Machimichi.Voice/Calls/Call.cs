using Machimichi.Platform;
using Machimichi.Platform.Data;

namespace Machimichi.Voice.Calls;

/// <summary>The town asks its people one question, for a time that is told beforehand.</summary>
internal sealed class Call : ITownOwned
{
    public const string Kind = "call";

    private Call() { }

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public string Slug { get; private init; } = "";
    public string Question { get; private set; } = "";
    public string Introduction { get; private set; } = "";
    public string SubmissionHash { get; private init; } = "";
    public DateTime CreatedAt { get; private init; }

    /// <summary>Null while it is a draft, which only staff see.</summary>
    public DateTime? PublishedAt { get; private set; }
    public VoteMode Mode { get; private set; }
    public long PerPerson { get; private set; }
    public long Total { get; private set; }
    public int MostChoices { get; private set; }
    public int Winners { get; private set; }
    public DateTime CollectingFrom { get; private set; }
    public DateTime CollectingUntil { get; private set; }
    public DateTime? ReviewFrom { get; private set; }
    public DateTime? ReviewUntil { get; private set; }
    public DateTime? VoteFrom { get; private set; }
    public DateTime? VoteUntil { get; private set; }
    public DateTime ResultFrom { get; private set; }
    public DateTime ResultUntil { get; private set; }
    public DateTime? ResultAt { get; private set; }
    public string ResultText { get; private set; } = "";

    /// <summary>How many people voted; counted when the result is published, unknown before.</summary>
    public int? Voters { get; private set; }

    /// <summary>Counts the changes that staff made, so that of two who edit at once the second is told.</summary>
    public int Version { get; private set; }

    public VoteRules Rules => new(Mode, PerPerson, Total, MostChoices, Winners);

    public Schedule Schedule
    {
        get
        {
            var phases = new List<Phase> { new(PhaseKind.Collecting, CollectingFrom, CollectingUntil) };
            if (ReviewFrom is { } review) phases.Add(new Phase(PhaseKind.Review, review, ReviewUntil!.Value));
            if (VoteFrom is { } vote) phases.Add(new Phase(PhaseKind.Vote, vote, VoteUntil!.Value));
            phases.Add(new Phase(PhaseKind.Result, ResultFrom, ResultUntil));
            return new Schedule(phases);
        }
    }

    public static Call Draft(string slug, string question, string introduction, string submissionHash, DateTime at) =>
        new() { Id = Guid.CreateVersion7(), Slug = slug, Question = question, Introduction = introduction, SubmissionHash = submissionHash, CreatedAt = at };

    public void Reword(string question, string introduction) => (Question, Introduction, Version) = (question, introduction, Version + 1);

    /// <summary>Who has chosen by one rule is never counted by another.</summary>
    public void Decide(VoteRules rules, DateTime now)
    {
        if (rules == Rules) return;
        if (VoteHasBegun(now)) throw Refusal.Conflict("call.rules-fixed");
        (Mode, PerPerson, Total, MostChoices, Winners) = (rules.Mode, rules.PerPerson, rules.Total, rules.MostChoices, rules.Winners);
    }

    /// <summary>Sets all dates of a draft.</summary>
    public void Plan(IReadOnlyList<Phase> phases)
    {
        if (PublishedAt is not null) throw Refusal.Conflict("call.dates-published");
        Take(phases);
    }

    /// <summary>Closes a part early or gives it more days; what is over stays over, and what began keeps its beginning.</summary>
    public void Move(Phase moved, DateTime now)
    {
        var before = Schedule[moved.Kind] ?? throw new Refusal("call.phase-none", "phase");
        if (ResultAt is not null && moved.Kind != PhaseKind.Result) throw Refusal.Conflict("call.result-fixed");
        if (before.EndsAt <= now) throw Refusal.Conflict("call.phase-over");
        if (before.StartsAt <= now && moved.StartsAt != before.StartsAt) throw new Refusal("call.phase-begun", "from");
        if (before.StartsAt > now && moved.StartsAt < now) throw new Refusal("call.date-past", "from");
        if (moved.EndsAt < now) throw new Refusal("call.date-past", "to");
        Take([.. Schedule.Phases.Select(p => p.Kind == moved.Kind ? moved : p)]);
        Version++;
    }

    public void Publish(DateTime now)
    {
        if (PublishedAt is not null) return;
        if (CollectingUntil <= now) throw new Refusal("call.publish-late", "collecting-to");
        (PublishedAt, Version) = (now, Version + 1);
    }

    public void AskForIdea(DateTime now)
    {
        if (PublishedAt is null) throw new Refusal("call.unknown", "call", RefusalKind.NotFound);
        if (now < CollectingFrom) throw new Refusal("call.ideas-not-yet", "call", RefusalKind.Conflict);
        if (now >= CollectingUntil) throw new Refusal("call.ideas-over", "call", RefusalKind.Conflict);
    }

    public void AskForVote(DateTime now)
    {
        if (VoteFrom is not { } from || VoteUntil is not { } until || Mode == VoteMode.None) throw Refusal.Conflict("call.vote-none");
        if (now < from) throw Refusal.Conflict("call.vote-not-yet");
        if (now >= until) throw Refusal.Conflict("call.vote-ended");
    }

    /// <summary>Projects stand when the first vote can be cast.</summary>
    public void AskForProjectChange(DateTime now)
    {
        if (VoteFrom is null || Mode == VoteMode.None) throw Refusal.Conflict("call.vote-none");
        if (VoteHasBegun(now)) throw Refusal.Conflict("call.projects-fixed");
    }

    public void TellResult(string text, int? voters, DateTime now)
    {
        if (PublishedAt is null) throw Refusal.Conflict("call.result-draft");
        if (now < Schedule.PeopleEndAt) throw Refusal.Conflict("call.result-early");
        (ResultText, ResultAt, Voters, Version) = (text, ResultAt ?? now, voters, Version + 1);
    }

    private bool VoteHasBegun(DateTime now) => PublishedAt is not null && VoteFrom <= now;

    private void Take(IReadOnlyList<Phase> phases)
    {
        if (Problem(phases) is { } problem) throw problem;
        foreach (var p in phases)
            switch (p.Kind)
            {
                case PhaseKind.Collecting: (CollectingFrom, CollectingUntil) = (p.StartsAt, p.EndsAt); break;
                case PhaseKind.Review: (ReviewFrom, ReviewUntil) = (p.StartsAt, p.EndsAt); break;
                case PhaseKind.Vote: (VoteFrom, VoteUntil) = (p.StartsAt, p.EndsAt); break;
                default: (ResultFrom, ResultUntil) = (p.StartsAt, p.EndsAt); break;
            }
        if (phases.All(p => p.Kind != PhaseKind.Review)) (ReviewFrom, ReviewUntil) = (null, null);
        if (phases.All(p => p.Kind != PhaseKind.Vote)) (VoteFrom, VoteUntil) = (null, null);
    }

    /// <summary>Parts come in their order and none begins before the one before it has ended.</summary>
    public static Refusal? Problem(IReadOnlyList<Phase> phases)
    {
        for (var i = 0; i < phases.Count; i++)
        {
            var field = Writing.Words.Word(phases[i].Kind);
            if (phases[i].EndsAt <= phases[i].StartsAt) return new Refusal("call.date-reversed", $"{field}-to");
            if (i > 0 && phases[i].StartsAt < phases[i - 1].EndsAt) return new Refusal("call.phases-overlap", $"{field}-from");
        }
        return null;
    }
}
