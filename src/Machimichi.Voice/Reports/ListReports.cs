using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Photos;
using Machimichi.Voice.Writing;
using Machimichi.Works;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Reports;

/// <summary>The reports, newest first, a page at a time.</summary>
public sealed class ListReports(MachimichiDb db, Actor actor)
{
    public const int PageSize = 20;

    /// <param name="WithPrivate">Private ones too: for the staff's pages, never for the public ones.</param>
    /// <param name="State">Word of a <see cref="CaseState"/>, <c>open</c>, or empty for all.</param>
    public sealed record Request(string? State = null, string? District = null, string? Category = null, string? Search = null, int Page = 1, int Size = PageSize, bool WithPrivate = false);

    public sealed record Row(int Number, string Title, string Text, string Category, string District, string Nickname, CaseState State, DateTime SubmittedAt, DateTime? DoneAt,
        double? Latitude, double? Longitude, Guid? Photo);

    public sealed record Result(IReadOnlyList<Row> Rows, int Total, int Page, int Pages);

    public async Task<Result> Handle(Request request, CancellationToken ct)
    {
        var reports = Asked(request);
        var size = Math.Clamp(request.Size, 1, 100);
        var total = await reports.CountAsync(ct);
        var pages = Math.Max(1, (total + size - 1) / size);
        var page = Math.Clamp(request.Page, 1, pages);
        return new Result(await Rows(reports.OrderByDescending(r => r.Number).Skip((page - 1) * size).Take(size)).ToListAsync(ct), total, page, pages);
    }

    /// <summary>What follows a report in the list, newest first; costs the same however long the list is.</summary>
    /// <param name="before">Number of the report after which to go on; null to begin.</param>
    public async Task<IReadOnlyList<Row>> After(Request request, int? before, int limit, CancellationToken ct)
    {
        var reports = Asked(request);
        if (before is { } number) reports = reports.Where(r => r.Number < number);
        return await Rows(reports.OrderByDescending(r => r.Number).Take(limit)).ToListAsync(ct);
    }

    private IQueryable<Report> Asked(Request request)
    {
        if (request.WithPrivate && !actor.IsStaff) throw Refusal.Forbidden();
        var reports = db.Reports.AsNoTracking().Where(r => request.WithPrivate || !r.Private);
        if (!string.IsNullOrEmpty(request.District)) reports = reports.Where(r => r.District == request.District);
        if (!string.IsNullOrEmpty(request.Category)) reports = reports.Where(r => r.Category == request.Category);
        if (request.State == "open") reports = reports.Where(r => r.State == CaseState.New || r.State == CaseState.Confirmed || r.State == CaseState.Planned || r.State == CaseState.InWork);
        else if (Words.Parse<CaseState>(request.State) is { } state) reports = reports.Where(r => r.State == state);
        foreach (var pattern in PlainText.Patterns(request.Search)) reports = reports.Where(r => EF.Functions.Like(r.SearchText, pattern, @"\"));
        return reports;
    }

    private IQueryable<Row> Rows(IQueryable<Report> reports) => reports
            .Select(r => new Row(r.Number, r.Title, r.Text, r.Category, r.District, r.Nickname, r.State, r.SubmittedAt, r.DoneAt, r.Latitude, r.Longitude,
                db.Photos.Where(f => f.OwnerKind == Report.Kind && f.OwnerId == r.Id && f.State == PhotoState.Ready).OrderBy(f => f.Id).Select(f => (Guid?)f.Id).FirstOrDefault()));
}
