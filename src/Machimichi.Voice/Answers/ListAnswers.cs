using Machimichi.Platform.Data;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Answers;

/// <summary>What the town answered, latest first; answers to private reports are nobody else's.</summary>
public sealed class ListAnswers(MachimichiDb db)
{
    public const int PageSize = 20;

    /// <param name="SubjectKind"><c>proposal</c> or <c>report</c>.</param>
    /// <param name="Milestones">What was promised with it, and what became of that.</param>
    /// <param name="Title">Of what was answered; empty for a report that is only a photo.</param>
    public sealed record Row(string SubjectKind, int Number, string Title, string Category, string District, string Body, Outcome? Outcome, string Department, DateTime PublishedAt, string Path, IReadOnlyList<MilestoneView> Milestones);

    public sealed record Result(IReadOnlyList<Row> Rows, int Total, int Page, int Pages);

    public async Task<Result> Handle(int page, int size, CancellationToken ct)
    {
        size = Math.Clamp(size, 1, 100);
        var (proposed, reported) = (db.Proposals, db.Reports);
        var answers = db.Answers.AsNoTracking().Where(a => (a.SubjectKind == Proposal.Kind && proposed.Any(p => p.Id == a.SubjectId)) || reported.Any(r => r.Id == a.SubjectId && !r.Private));
        var total = await answers.CountAsync(ct);
        var pages = Math.Max(1, (total + size - 1) / size);
        page = Math.Clamp(page, 1, pages);
        var found = await answers.OrderByDescending(a => a.PublishedAt).ThenByDescending(a => a.Id).Skip((page - 1) * size).Take(size)
            .Select(a => new { a.SubjectKind, a.SubjectId, a.SubjectNumber, a.Body, a.Outcome, a.Department, a.PublishedAt }).ToListAsync(ct);
        var ids = found.Select(a => a.SubjectId).ToList();
        var proposals = await db.Proposals.AsNoTracking().Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Title, p.Category, p.District }).ToListAsync(ct);
        var reports = await db.Reports.AsNoTracking().Where(r => ids.Contains(r.Id)).Select(r => new { r.Id, r.Title, r.Category, r.District }).ToListAsync(ct);
        var milestones = await MilestoneView.Of(db, ids, ct);
        var subjects = proposals.Concat(reports).ToDictionary(s => s.Id);
        return new Result([.. found.Select(a => new Row(a.SubjectKind, a.SubjectNumber, subjects[a.SubjectId].Title, subjects[a.SubjectId].Category, subjects[a.SubjectId].District,
            a.Body, a.Outcome, a.Department, a.PublishedAt, $"/{db.Town.Slug}/{a.SubjectKind}s/{a.SubjectNumber}", [.. milestones[a.SubjectId]]))], total, page, pages);
    }
}
