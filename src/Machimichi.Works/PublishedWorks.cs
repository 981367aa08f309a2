using Machimichi.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works;

/// <summary>What Works lets the public and the figures know of its cases: no title, no note, no name.</summary>
public sealed record PublishedCase(int Number, CaseState State, string Category, string District, int Severity, DateTime OpenedAt, DateTime? DoneAt, int Reports, int Defects);

public sealed class PublishedWorks(MachimichiDb db)
{
    /// <summary>Cases opened in a period, half-open [from, to), UTC.</summary>
    public IAsyncEnumerable<PublishedCase> Cases(DateTime from, DateTime to) =>
        db.Cases.AsNoTracking().Where(c => c.State != CaseState.Merged && c.OpenedAt >= from && c.OpenedAt < to).OrderBy(c => c.Number)
            .Select(c => new PublishedCase(c.Number, c.State, c.Category, c.District, c.Severity, c.OpenedAt, c.DoneAt,
                c.Subjects.Count(s => s.Kind == "report"), c.Subjects.Count(s => s.Kind == "defect"))).AsAsyncEnumerable();
}
