using System.Globalization;
using Machimichi.Platform.Data;
using Machimichi.Works.Priority;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works.Cases;

/// <summary>The list of work: filtered, most urgent first, a page at a time.</summary>
public sealed class ListCases(MachimichiDb db)
{
    public const int PageSize = 50;

    /// <param name="State">A state, "open" (the default) or "all".</param>
    /// <param name="Due"><c>late</c>: its deadline is past; <c>soon</c>: it is today or within three working days.</param>
    /// <param name="Kind">A kind of subject that it is about ("report", "defect").</param>
    /// <param name="Query">A case's number, or words of its title.</param>
    public sealed record Request(string State = "open", string? District = null, string? Category = null, string? Query = null, int Page = 1, string? Due = null, Guid? Person = null, string? Kind = null);

    public sealed record Row(int Number, string Title, string Category, string District, CaseState State, int Severity, DateTime OpenedAt,
        double? Latitude, double? Longitude, IReadOnlyList<string> SubjectKinds, string? Picture, DateOnly? Deadline, bool Late, string Person);

    public sealed record Result(IReadOnlyList<Row> Rows, int Total, int Page);

    public async Task<Result> Handle(Request request, CancellationToken ct)
    {
        var cases = db.Cases.AsNoTracking();
        cases = request.State switch
        {
            "all" => cases.Where(c => c.State != CaseState.Merged),
            _ when Enum.TryParse<CaseState>(request.State, ignoreCase: true, out var state) => cases.Where(c => c.State == state),
            _ => cases.Where(Case.IsOpenNow),
        };
        if (!string.IsNullOrEmpty(request.District)) cases = cases.Where(c => c.District == request.District);
        if (!string.IsNullOrEmpty(request.Category)) cases = cases.Where(c => c.Category == request.Category);
        if (request.Query?.Trim() is { Length: > 0 } words)
            cases = int.TryParse(words, CultureInfo.InvariantCulture, out var number) ? cases.Where(c => c.Number == number) : cases.Where(c => c.Title.Contains(words));
        var (today, soon) = WorkRules.Of(db.Town).Due(db.Now);
        if (request.Due == "late") cases = cases.Where(c => c.Deadline < today);
        if (request.Due == "soon") cases = cases.Where(c => c.Deadline >= today && c.Deadline <= soon);
        if (!string.IsNullOrEmpty(request.Kind)) cases = cases.Where(c => c.Subjects.Any(s => s.Kind == request.Kind));
        if (request.Person is { } person) cases = cases.Where(c => c.PersonId == person);
        var page = Math.Max(1, request.Page);
        var total = await cases.CountAsync(ct);
        var rows = await cases.OrderByDescending(c => c.Rank).ThenBy(c => c.Number)
            .Skip((page - 1) * PageSize).Take(PageSize)
            .Select(c => new
            {
                c.Number, c.Title, c.Category, c.District, c.State, c.Severity, c.OpenedAt, c.Latitude, c.Longitude, c.Deadline, c.Person,
                Subjects = c.Subjects.OrderBy(s => s.JoinedAt).Select(s => new { s.Kind, s.Picture }).ToList(),
            }).ToListAsync(ct);
        return new Result([.. rows.Select(c => new Row(c.Number, c.Title, c.Category, c.District, c.State, c.Severity, c.OpenedAt, c.Latitude, c.Longitude,
            [.. c.Subjects.Select(s => s.Kind)], c.Subjects.Select(s => s.Picture).FirstOrDefault(p => p is not null), c.Deadline,
            c.Deadline < today && c.State.IsOpen(), c.Person))], total, page);
    }
}
