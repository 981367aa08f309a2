using Machimichi.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works.Cases;

/// <summary>What the public may read of the case that a subject belongs to.</summary>
public sealed class CaseTimeline(MachimichiDb db)
{
    /// <param name="Office">Code of the office to which it was handed over, or empty.</param>
    public sealed record Step(CaseState State, string PublicText, DateTime At, string Office = "");

    public sealed record View(int CaseNumber, CaseState State, IReadOnlyList<Step> Steps, Guid? BeforePhoto, Guid? AfterPhoto);

    public async Task<View?> Of(Subject subject, CancellationToken ct)
    {
        // Asked from the subject's side: its few rows are found by an index, however many cases there are.
        var cases = await db.Set<CaseSubject>().Where(s => s.Kind == subject.Kind && s.SubjectId == subject.Id).Select(s => s.CaseId).ToListAsync(ct);
        var one = await db.Cases.AsNoTracking().Include(c => c.Events)
            .Where(c => c.State != CaseState.Merged && cases.Contains(c.Id))
            .OrderByDescending(c => c.OpenedAt).FirstOrDefaultAsync(ct);
        if (one is null) return null;
        var proof = await db.WorkOrders.AsNoTracking().Where(o => o.CaseId == one.Id && o.DoneAt != null).OrderByDescending(o => o.DoneAt)
            .Select(o => new { o.BeforePhoto, o.AfterPhoto }).FirstOrDefaultAsync(ct);
        var steps = one.Events.OrderBy(e => e.At).ThenBy(e => e.Id).Where(e => e.State != CaseState.Merged).Select(e => new Step(e.State, e.PublicText, e.At, e.Office));
        return new View(one.Number, one.State, [.. steps], proof?.BeforePhoto, proof?.AfterPhoto);
    }
}
