using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Works.Cases;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works.Joins;

/// <summary>What may be one thing and waits for a person's eye, surest first.</summary>
public sealed class ListProposals(MachimichiDb db)
{
    public const int Most = 100;

    /// <param name="Path">Of the page of what the picture shows.</param>
    public sealed record Side(int Number, CaseState State, string Title, string Category, string Department, string District, DateTime OpenedAt, IReadOnlyList<string> SubjectKinds, string? Picture, string Path);

    /// <param name="One">The case that came later.</param>
    public sealed record Row(Guid Id, JoinState State, Side One, Side Other, Grounds Grounds);

    public async Task<IReadOnlyList<Row>> Handle(CancellationToken ct) => await Rows(Open().OrderByDescending(p => p.Probability).ThenBy(p => p.Id).Take(Most), ct);

    public Task<int> Count(CancellationToken ct) => Open().CountAsync(ct);

    /// <summary>One, decided or not; null when there is none of that id.</summary>
    public async Task<Row?> Find(Guid id, CancellationToken ct) => await Rows(db.JoinProposals.Where(p => p.Id == id), ct) is [var row] ? row : null;

    // What was closed or joined by another way meanwhile is no question any more.
    private IQueryable<JoinProposal> Open()
    {
        var cases = db.Cases;
        return db.JoinProposals.AsNoTracking().Where(p => p.State == JoinState.Open
            && cases.Any(c => c.Id == p.CaseId && c.OpenCell != null) && cases.Any(c => c.Id == p.OtherId && c.OpenCell != null));
    }

    private async Task<IReadOnlyList<Row>> Rows(IQueryable<JoinProposal> proposals, CancellationToken ct)
    {
        var found = await proposals.AsNoTracking().ToListAsync(ct);
        var ids = found.SelectMany(p => new[] { p.CaseId, p.OtherId }).Distinct().ToList();
        var sides = (await db.Cases.AsNoTracking().Where(c => ids.Contains(c.Id)).Select(c => new
        {
            c.Id, c.Number, c.State, c.Title, c.Category, c.Department, c.District, c.OpenedAt,
            Subjects = c.Subjects.OrderBy(s => s.JoinedAt).Select(s => new { s.Kind, s.Picture, s.Path }).ToList(),
        }).ToListAsync(ct)).ToDictionary(c => c.Id, c => new Side(c.Number, c.State, c.Title, c.Category, c.Department, c.District, c.OpenedAt, [.. c.Subjects.Select(s => s.Kind)],
            c.Subjects.Find(s => s.Picture is not null)?.Picture, (c.Subjects.Find(s => s.Picture is not null) ?? c.Subjects.FirstOrDefault())?.Path ?? ""));
        return [.. found.Select(p => new Row(p.Id, p.State, sides[p.CaseId], sides[p.OtherId], new Grounds(p.Meters, p.ErrorMeters, p.Probability, p.SameCategory, p.DaysApart, p.Rivals)))];
    }
}
