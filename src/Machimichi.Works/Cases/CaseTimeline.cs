using Machimichi.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works.Cases;

/// <summary>What the public may read of the case that a subject belongs to.</summary>
public sealed class CaseTimeline(MachimichiDb db)
{
    /// <param name="Office">Code of the office to which it was handed over, or empty.</param>
    /// <param name="Why">One of <see cref="ReopenedFor"/>, or empty.</param>
    public sealed record Step(CaseState State, string PublicText, DateTime At, string Office = "", string Why = "");

    public sealed record View(int CaseNumber, CaseState State, IReadOnlyList<Step> Steps, Guid? BeforePhoto, Guid? AfterPhoto);

    public async Task<View?> Of(Subject subject, CancellationToken ct)
    {
        // Asked from the subject's side: its few rows are found by an index, however many cases there are.
        var stays = await db.Set<CaseSubject>().Where(s => s.Kind == subject.Kind && s.SubjectId == subject.Id).Select(s => new { s.CaseId, s.JoinedAt, LeftAt = (DateTime?)null })
            .Concat(db.PastSubjects.Where(s => s.Kind == subject.Kind && s.SubjectId == subject.Id).Select(s => new { s.CaseId, s.JoinedAt, LeftAt = (DateTime?)s.LeftAt })).ToListAsync(ct);
        var ids = stays.Select(s => s.CaseId).ToList();
        var cases = await db.Cases.AsNoTracking().Include(c => c.Events).Where(c => ids.Contains(c.Id)).ToListAsync(ct);
        var now = stays.Where(s => s.LeftAt is null).Join(cases.Where(c => c.State != CaseState.Merged), s => s.CaseId, c => c.Id, (s, c) => (Case: c, s.JoinedAt)).OrderByDescending(s => s.JoinedAt).FirstOrDefault();
        var one = now.Case;
        if (one is null) return null;
        var proof = await db.WorkOrders.AsNoTracking().Where(o => o.CaseId == one.Id && o.DoneAt != null).OrderByDescending(o => o.DoneAt)
            .Select(o => new { o.BeforePhoto, o.AfterPhoto }).FirstOrDefaultAsync(ct);
        var before = stays.Where(s => s.CaseId != one.Id || s.LeftAt is not null)
            .SelectMany(s => cases.Where(c => c.Id == s.CaseId).SelectMany(c => c.Events.Where(e => e.At >= s.JoinedAt && e.At < (s.LeftAt ?? now.JoinedAt))));
        var steps = before.Concat(Since(one, now.JoinedAt)).Where(e => e.State != CaseState.Merged).OrderBy(e => e.At).ThenBy(e => e.Id).Select(e => new Step(e.State, e.PublicText, e.At, e.Office, e.Why));
        return new View(one.Number, one.State, [.. steps], proof?.BeforePhoto, proof?.AfterPhoto);
    }

    // Whoever comes to a case that is on its way reads where it stands, not how it came there.
    private static IEnumerable<CaseEvent> Since(Case one, DateTime joined)
    {
        var last = one.Events.Where(e => e.At < joined && e.State is not (CaseState.New or CaseState.Merged)).MaxBy(e => e.At);
        return one.Events.Where(e => e.At >= joined || e == last);
    }
}
