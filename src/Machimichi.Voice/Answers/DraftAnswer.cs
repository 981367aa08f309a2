using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Proposals;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Answers;

/// <summary>Staff keep what they mean to answer, one draft a proposal, until it is published or thrown away; nobody outside sees it.</summary>
public sealed class DraftAnswer(MachimichiDb db, Actor actor)
{
    /// <param name="Id">Of just these words: what is approved must be what was read.</param>
    /// <param name="Mine">Did the reader write it?</param>
    public sealed record View(Guid Id, string Body, Outcome Outcome, string Department, bool Mine, DateTime WrittenAt);

    public async Task<View?> Look(int number, CancellationToken ct)
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        var me = actor.Name;
        return await Of(number).AsNoTracking().Select(d => new View(d.Id, d.Body, d.Outcome, d.Department, d.WrittenBy == me, d.WrittenAt)).SingleOrDefaultAsync(ct);
    }

    public async Task Save(PublishAnswer.Request request, CancellationToken ct)
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        var words = PublishAnswer.Check(request, db.Town);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Writing the row first makes two who write at a time wait for each other.
        await db.Proposals.Where(p => p.Number == request.Number).ExecuteUpdateAsync(s => s.SetProperty(p => p.SupportCount, p => p.SupportCount), ct);
        var proposal = await db.Proposals.Where(p => p.Number == request.Number).Select(p => (Guid?)p.Id).SingleOrDefaultAsync(ct) ?? throw Refusal.NotFound("proposal.unknown");
        var before = await db.AnswerDrafts.AsNoTracking().SingleOrDefaultAsync(d => d.ProposalId == proposal, ct);
        if (before is not null && (before.Body, before.Outcome, before.Department) == (words.Body, words.Outcome, words.Department)) return;
        await db.AnswerDrafts.Where(d => d.ProposalId == proposal).ExecuteDeleteAsync(ct);
        db.AnswerDrafts.Add(new AnswerDraft(proposal, words.Body, words.Outcome, words.Department, actor.Name, db.Now));
        db.Note(actor.Name, "answer.drafted", Proposal.Kind, proposal, new { request.Number, outcome = request.Outcome });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    public async Task Throw(int number, CancellationToken ct)
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        if (await Of(number).SingleOrDefaultAsync(ct) is not { } draft) return;
        db.AnswerDrafts.Remove(draft);
        db.Note(actor.Name, "answer.draft-thrown", Proposal.Kind, draft.ProposalId, new { number });
        await db.SaveChangesAsync(ct);
    }

    private IQueryable<AnswerDraft> Of(int number) => from d in db.AnswerDrafts join p in db.Proposals on d.ProposalId equals p.Id where p.Number == number select d;
}
