using Machimichi.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Answers;

/// <summary>What the town decided: looking into it, will do it, will do a part, not now, cannot.</summary>
public enum Outcome { Studying, Adopted, Partly, Later, NotPossible }

/// <summary>The town's own word on a proposal or a report. Nothing of it is changed once it is out; a newer one follows it.</summary>
internal sealed class Answer : ITownOwned
{
    private Answer() { }

    public Answer(string subjectKind, Guid subjectId, int subjectNumber, string body, Outcome? outcome, string department, string by, int told, DateTime at)
    {
        (Id, SubjectKind, SubjectId, SubjectNumber) = (Guid.CreateVersion7(), subjectKind, subjectId, subjectNumber);
        (Body, Outcome, Department, PublishedBy, Told, PublishedAt) = (body, outcome, department, by, told, at);
    }

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public string SubjectKind { get; private init; } = "";
    public Guid SubjectId { get; private init; }
    public int SubjectNumber { get; private init; }
    public string Body { get; private init; } = "";

    /// <summary>Null for a report: its state is its case's.</summary>
    public Outcome? Outcome { get; private init; }
    public string Department { get; private init; } = "";
    public string PublishedBy { get; private init; } = "";

    /// <summary>How many people were written to.</summary>
    public int Told { get; private init; }
    public DateTime PublishedAt { get; private init; }
}

/// <param name="Department">Code of the town's department.</param>
/// <param name="Told">How many people were written to.</param>
public sealed record AnswerView(string Body, Outcome? Outcome, string Department, DateTime PublishedAt, int Told)
{
    internal static async Task<IReadOnlyList<AnswerView>> Of(MachimichiDb db, string kind, Guid subject, CancellationToken ct) =>
        await db.Answers.AsNoTracking().Where(a => a.SubjectKind == kind && a.SubjectId == subject).OrderByDescending(a => a.PublishedAt)
            .Select(a => new AnswerView(a.Body, a.Outcome, a.Department, a.PublishedAt, a.Told)).ToListAsync(ct);
}
