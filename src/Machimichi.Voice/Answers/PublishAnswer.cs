using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Following;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Answers;

/// <summary>Staff answers in public; the author hears of it, and so does every supporter and follower who left an address.</summary>
public sealed class PublishAnswer(MachimichiDb db, Actor actor, VoiceMails mails)
{
    public const int BodyLimit = 4000;

    /// <param name="Outcome">Word of an <see cref="Answers.Outcome"/>; a report has none.</param>
    public sealed record Request(int Number, string? Body, string? Outcome, string? Department);

    public sealed record Receipt(int Number, int Told);

    public Task<Receipt> ToProposal(Request request, CancellationToken ct) => InTransaction(async () =>
    {
        var (body, department) = Check(request);
        var outcome = Words.Parse<Outcome>(request.Outcome) ?? throw new Refusal("answer.outcome-missing", "outcome");
        // Writing the row first makes a form sent twice wait for itself.
        await db.Proposals.Where(p => p.Number == request.Number).ExecuteUpdateAsync(s => s.SetProperty(p => p.SupportCount, p => p.SupportCount), ct);
        var proposal = await db.Proposals.SingleOrDefaultAsync(p => p.Number == request.Number, ct) ?? throw Refusal.NotFound("proposal.unknown");
        if (await SaidBefore(Proposal.Kind, proposal.Id, body, outcome, ct) is { } told) return new Receipt(request.Number, told);
        var answer = new Answer(Proposal.Kind, proposal.Id, proposal.Number, body, outcome, department, actor.Name, await Tell(proposal, outcome, body, department, ct), db.Now);
        proposal.TakeAnswer(outcome, db.Now);
        return Publish(answer);
    }, ct);

    public Task<Receipt> ToReport(Request request, CancellationToken ct) => InTransaction(async () =>
    {
        var (body, department) = Check(request);
        await db.Reports.Where(r => r.Number == request.Number).ExecuteUpdateAsync(s => s.SetProperty(r => r.ChangedAt, r => r.ChangedAt), ct);
        var report = await db.Reports.SingleOrDefaultAsync(r => r.Number == request.Number, ct) ?? throw Refusal.NotFound("report.unknown");
        if (await SaidBefore(Report.Kind, report.Id, body, null, ct) is { } told) return new Receipt(request.Number, told);
        return Publish(new Answer(Report.Kind, report.Id, report.Number, body, null, department, actor.Name, await Tell(report, body, department, ct), db.Now));
    }, ct);

    private (string Body, string Department) Check(Request request)
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        var body = PlainText.Lines(request.Body);
        if (body.Length == 0) throw new Refusal("answer.body-missing", "body");
        if (PlainText.TooLong(body, BodyLimit, "body") is { } tooLong) throw tooLong;
        var department = db.Town.Departments.FirstOrDefault(d => d.Code == request.Department) ?? throw new Refusal("answer.department-missing", "department");
        return (body, department.Code);
    }

    // A form sent twice must not write to everybody twice.
    private async Task<int?> SaidBefore(string kind, Guid subject, string body, Outcome? outcome, CancellationToken ct)
    {
        var last = await db.Answers.AsNoTracking().Where(a => a.SubjectKind == kind && a.SubjectId == subject).OrderByDescending(a => a.PublishedAt).FirstOrDefaultAsync(ct);
        return last is not null && last.Body == body && last.Outcome == outcome ? last.Told : null;
    }

    // One address hears of it once, as what it is first: author, supporter, follower.
    private async Task<int> Tell(Proposal proposal, Outcome outcome, string body, string department, CancellationToken ct)
    {
        var told = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        void Write(string mail, string language, string whose)
        {
            if (mail.Length > 0 && told.Add(mail)) mails.ProposalAnswered(proposal, mail, language, whose, outcome, body, department);
        }
        Write(proposal.Mail, proposal.Language, "proposal");
        foreach (var s in await db.Supports.AsNoTracking().Where(s => s.ProposalId == proposal.Id && s.Mail != "").Select(s => new { s.Mail, s.Language }).ToListAsync(ct)) Write(s.Mail, s.Language, "supported");
        foreach (var follower in await db.FollowersOf(proposal.Id, ct)) Write(follower.Mail, follower.Language, "followed");
        return told.Count;
    }

    private async Task<int> Tell(Report report, string body, string department, CancellationToken ct)
    {
        var told = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (mails.ReportAnswered(report, body, department)) told.Add(report.Mail);
        if (report.Private) return told.Count;
        foreach (var follower in await db.FollowersOf(report.Id, ct))
            if (told.Add(follower.Mail)) mails.FollowedReportAnswered(report, follower, body, department);
        return told.Count;
    }

    private Receipt Publish(Answer answer)
    {
        db.Answers.Add(answer);
        db.Note(actor.Name, $"{answer.SubjectKind}.answered", answer.SubjectKind, answer.SubjectId, new { answer.SubjectNumber, outcome = answer.Outcome?.Word(), answer.Department });
        return new Receipt(answer.SubjectNumber, answer.Told);
    }

    private async Task<Receipt> InTransaction(Func<Task<Receipt>> answer, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var receipt = await answer();
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return receipt;
    }
}
