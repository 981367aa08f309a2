using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Works.Cases;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works;

/// <summary>What Works lets the public and the figures know of its cases: no title, no note, no name.</summary>
public sealed record PublishedCase(int Number, CaseState State, string Category, string District, int Severity, DateTime OpenedAt, DateTime? DoneAt, int Reports, int Defects);

/// <summary>What the town last said of a subject's case.</summary>
/// <param name="Office">Code of the office to which it was handed over, or empty.</param>
public sealed record PublishedStep(CaseState State, string PublicText, string Office, DateTime At);

public sealed class PublishedWorks(MachimichiDb db)
{
    /// <summary>Cases opened in a period, half-open [from, to), UTC; with <paramref name="since"/> those that changed since then.</summary>
    public IAsyncEnumerable<PublishedCase> Cases(DateTime from, DateTime to, DateTime? since = null) =>
        db.Cases.AsNoTracking().Where(c => c.State != CaseState.Merged && c.OpenedAt >= from && c.OpenedAt < to && (since == null || c.ChangedAt >= since)).OrderBy(c => c.Number)
            .Select(c => new PublishedCase(c.Number, c.State, c.Category, c.District, c.Severity, c.OpenedAt, c.DoneAt,
                c.Subjects.Count(s => s.Kind == "report"), c.Subjects.Count(s => s.Kind == "defect"))).AsAsyncEnumerable();

    /// <summary>Cases by number, a part at a time. Their places are their subjects' business, so none is asked for here.</summary>
    /// <param name="numbers">Only these; null for all.</param>
    public Task<List<PublishedCase>> Page(FeatureQuery asked, IReadOnlyList<int>? numbers, CancellationToken ct)
    {
        var cases = db.Cases.AsNoTracking().Where(c => c.State != CaseState.Merged && c.Number > asked.After && c.OpenedAt >= asked.From && c.OpenedAt < asked.To);
        if (numbers is not null) cases = cases.Where(c => numbers.Contains(c.Number));
        return cases.OrderBy(c => c.Number).Take(asked.Limit)
            .Select(c => new PublishedCase(c.Number, c.State, c.Category, c.District, c.Severity, c.OpenedAt, c.DoneAt,
                c.Subjects.Count(s => s.Kind == "report"), c.Subjects.Count(s => s.Kind == "defect"))).ToListAsync(ct);
    }

    /// <summary>What people read of the state in which each subject's case is now.</summary>
    public async Task<IReadOnlyDictionary<Guid, PublishedStep>> LastSteps(string kind, IReadOnlyList<Guid> subjects, CancellationToken ct)
    {
        var (cases, events) = (db.Cases, db.Set<CaseEvent>());
        var steps = await db.Set<CaseSubject>().Where(s => s.Kind == kind && subjects.Contains(s.SubjectId))
            .SelectMany(s => cases.Where(c => c.Id == s.CaseId && c.State != CaseState.Merged), (s, c) => new { s.SubjectId, c.Id, c.State })
            .SelectMany(c => events.Where(e => e.CaseId == c.Id && e.State == c.State), (c, e) => new { c.SubjectId, e.State, e.PublicText, e.Office, e.At })
            .ToListAsync(ct);
        return steps.GroupBy(s => s.SubjectId).ToDictionary(g => g.Key, g => g.MaxBy(s => s.At) is { } last ? new PublishedStep(last.State, last.PublicText, last.Office, last.At) : null!);
    }
}
