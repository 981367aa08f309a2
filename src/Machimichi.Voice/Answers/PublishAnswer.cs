using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Towns;
using Machimichi.Voice.Following;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Answers;

/// <summary>
/// Staff answers in public; the author hears of it, and so does every supporter and follower who left an address. Where the town
/// wants a second person, an answer to a proposal is published by somebody else than who wrote it.
/// </summary>
public sealed class PublishAnswer(MachimichiDb db, Actor actor, VoiceMails mails)
{
    public const int BodyLimit = 4000;

    /// <param name="Outcome">Word of an <see cref="Answers.Outcome"/>; a report has none.</param>
    public sealed record Request(int Number, string? Body, string? Outcome, string? Department);

    public sealed record Receipt(int Number, int Told);

    internal sealed record Said(string Body, Outcome Outcome, string Department);

    public Task<Receipt> ToProposal(Request request, CancellationToken ct) => InTransaction(async () =>
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        if (db.Town.Answers is { SecondPerson: true }) throw Refusal.Conflict("answer.second-person");
        return await Publish(request.Number, Check(request, db.Town), ct);
    }, ct);

    /// <summary>Publishes the draft.</summary>
    /// <param name="draft">The words that were read: <see cref="DraftAnswer.View.Id"/>.</param>
    public Task<Receipt> Draft(int number, Guid draft, CancellationToken ct) => InTransaction(async () =>
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        var words = await (from d in db.AnswerDrafts.AsNoTracking() join p in db.Proposals on d.ProposalId equals p.Id where d.Id == draft && p.Number == number select d).SingleOrDefaultAsync(ct) ?? throw Refusal.Conflict("answer.draft-changed");
        if (db.Town.Answers is { SecondPerson: true } && words.WrittenBy == actor.Name) throw Refusal.Conflict("answer.own-draft");
        return await Publish(number, new Said(words.Body, words.Outcome, words.Department), ct);
    }, ct);

    private async Task<Receipt> Publish(int number, Said said, CancellationToken ct)
    {
        var (body, outcome, department) = said;
        // Writing the row first makes a form sent twice wait for itself.
        await db.Proposals.Where(p => p.Number == number).ExecuteUpdateAsync(s => s.SetProperty(p => p.SupportCount, p => p.SupportCount), ct);
        var proposal = await db.Proposals.SingleOrDefaultAsync(p => p.Number == number, ct) ?? throw Refusal.NotFound("proposal.unknown");
        await db.AnswerDrafts.Where(d => d.ProposalId == proposal.Id).ExecuteDeleteAsync(ct);
        if (await SaidBefore(Proposal.Kind, proposal.Id, body, outcome, ct) is { } told) return new Receipt(number, told);
        var answer = new Answer(Proposal.Kind, proposal.Id, proposal.Number, body, outcome, department, actor.Name, await Tell(proposal, outcome, body, department, ct), db.Now);
        proposal.TakeAnswer(outcome, db.Now);
        return Publish(answer);
    }

    public Task<Receipt> ToReport(Request request, CancellationToken ct) => InTransaction(async () =>
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        var (body, department) = Written(request, db.Town);
        await db.Reports.Where(r => r.Number == request.Number).ExecuteUpdateAsync(s => s.SetProperty(r => r.ChangedAt, r => r.ChangedAt), ct);
        var report = await db.Reports.SingleOrDefaultAsync(r => r.Number == request.Number, ct) ?? throw Refusal.NotFound("report.unknown");
        if (await SaidBefore(Report.Kind, report.Id, body, null, ct) is { } told) return new Receipt(request.Number, told);
        return Publish(new Answer(Report.Kind, report.Id, report.Number, body, null, department, actor.Name, await Tell(report, body, department, ct), db.Now));
    }, ct);

    internal static Said Check(Request request, TownFile town)
    {
        var (body, department) = Written(request, town);
        return new Said(body, Words.Parse<Outcome>(request.Outcome) ?? throw new Refusal("answer.outcome-missing", "outcome"), department);
    }

    private static (string Body, string Department) Written(Request request, TownFile town)
    {
        var body = PlainText.Lines(request.Body);
        if (body.Length == 0) throw new Refusal("answer.body-missing", "body");
        if (PlainText.TooLong(body, BodyLimit, "body") is { } tooLong) throw tooLong;
        var department = town.Departments.FirstOrDefault(d => d.Code == request.Department) ?? throw new Refusal("answer.department-missing", "department");
        return (body, department.Code);
    }

    // A form sent twice must not write to everybody twice.
    private async Task<int?> SaidBefore(string kind, Guid subject, string body, Outcome? outcome, CancellationToken ct)
    {
        var last = await db.Answers.AsNoTracking().Where(a => a.SubjectKind == kind && a.SubjectId == subject).OrderByDescending(a => a.PublishedAt).FirstOrDefaultAsync(ct);
        return last is not null && last.Body == body && last.Outcome == outcome ? last.Told : null;
    }

    private async Task<int> Tell(Proposal proposal, Outcome outcome, string body, string department, CancellationToken ct)
    {
        var listeners = await db.ListenersTo(proposal, ct);
        foreach (var listener in listeners) mails.ProposalAnswered(proposal, listener.Mail, listener.Language, listener.Whose, outcome, body, department);
        return listeners.Count;
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
