using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Moderation;
using Machimichi.Works;
using Machimichi.Works.Cases;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Reports;

/// <summary>Is it repaired? The sender of a report says so in one tap, or shows that it is not: the first time, that opens the case again.</summary>
public sealed class AnswerRepair(MachimichiDb db, Actor actor, ReportAccess access, AddToReport adding, MoveCase moves)
{
    public const int Most = 3;

    public sealed record Receipt(int Number, bool Reopened);

    /// <param name="Reopened">Did the answer open the case again?</param>
    public sealed record View(Guid ReportId, bool Fixed, int Satisfaction, bool Reopened, DateTime At);

    /// <param name="satisfaction">1 to <see cref="Most"/>; null where only the repair was asked about.</param>
    public async Task<Receipt> Yes(int number, string? secret, int? satisfaction, CancellationToken ct)
    {
        if (satisfaction is < 1 or > Most) throw new Refusal("repair.satisfaction-unknown", "satisfaction");
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var report = await access.Own(number, secret, ct);
        await Wait(report, ct);
        (await Of(report, ct)).Yes(satisfaction, db.Now);
        db.Note(actor.Name, "report.repair-confirmed", Report.Kind, report.Id, new { report.Number, satisfaction });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return new Receipt(number, Reopened: false);
    }

    /// <summary>Not repaired. What shows it becomes part of the report.</summary>
    public async Task<Receipt> No(AddToReport.Request request, CancellationToken ct)
    {
        var report = await adding.Check(request, ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Told before: the same form came twice.
        if (!await adding.Add(report, request, ct)) return new Receipt(report.Number, report.State != CaseState.Done);
        var answer = await Of(report, ct);
        var reopened = !await db.RepairAnswers.AnyAsync(a => a.ReportId == report.Id && a.Reopened, ct)
            && await moves.NotRepaired(new Subject(Report.Kind, report.Id), ReopenedFor.Word, ct);
        answer.No(reopened, db.Now);
        db.Note(actor.Name, "report.not-repaired", Report.Kind, report.Id, new { report.Number, reopened });
        await moves.SaveOrTell(ct);
        await transaction.CommitAsync(ct);
        return new Receipt(report.Number, reopened);
    }

    /// <summary>What was said of the repairs of some reports, first to last.</summary>
    public Task<List<View>> OfReports(IReadOnlyList<Guid> reports, CancellationToken ct) =>
        db.RepairAnswers.AsNoTracking().Where(a => reports.Contains(a.ReportId)).OrderBy(a => a.At).Select(a => new View(a.ReportId, a.Fixed, a.Satisfaction, a.Reopened, a.At)).ToListAsync(ct);

    private async Task<RepairAnswer> Of(Report report, CancellationToken ct)
    {
        if (report is not { State: CaseState.Done, DoneAt: { } doneAt }) throw Refusal.Conflict("repair.not-done", ("number", report.Number));
        if (await db.RepairAnswers.SingleOrDefaultAsync(a => a.ReportId == report.Id && a.DoneAt == doneAt, ct) is { } before) return before;
        var answer = new RepairAnswer(report.Id, doneAt);
        db.RepairAnswers.Add(answer);
        return answer;
    }

    // Writing the report's row first makes two taps wait for each other.
    private async Task Wait(Report report, CancellationToken ct) =>
        await db.AllReports.Where(r => r.Id == report.Id).ExecuteUpdateAsync(s => s.SetProperty(r => r.Urgent, r => r.Urgent), ct);
}
