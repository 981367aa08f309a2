using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Works.Joins;
using Machimichi.Works.Priority;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works.Cases;

/// <summary>A subject leaves a case that it does not belong to. What it went through there stays its history.</summary>
public sealed class SeparateSubject(MachimichiDb db, Actor actor, MoveCase moves, JoinCases joins)
{
    /// <summary>It gets the case back that it came with, or one of its own.</summary>
    /// <returns>That case's number.</returns>
    public async Task<int> Handle(int number, Guid subjectId, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var one = await Load(number, ct);
        var subject = one.Subjects.Find(s => s.SubjectId == subjectId) ?? throw Refusal.NotFound("case.subject-unknown");
        var own = await CameAlone(one, subject, ct) ?? await OpenOwn(one, subject, ct);
        await transaction.CommitAsync(ct);
        return own;
    }

    /// <summary>It is work no longer; the case goes on without it. Within the caller's transaction.</summary>
    public async Task Leave(int number, Subject subject, CancellationToken ct)
    {
        var one = await Load(number, ct);
        var leaving = one.Subjects.Find(s => s.Kind == subject.Kind && s.SubjectId == subject.Id) ?? throw Refusal.NotFound("case.subject-unknown");
        Part(one, leaving);
        await moves.SaveOrTell(ct);
    }

    private async Task<int?> CameAlone(Case one, CaseSubject subject, CancellationToken ct)
    {
        if (subject.CameFrom is not { } origin || one.Subjects.Count(s => s.CameFrom == origin) > 1) return null;
        var number = await db.Cases.Where(c => c.Id == origin && c.MergedInto == one.Id).Select(c => (int?)c.Number).SingleOrDefaultAsync(ct);
        if (number is { } back) await joins.Undo(back, ct);
        return number;
    }

    private async Task<int> OpenOwn(Case one, CaseSubject subject, CancellationToken ct)
    {
        Part(one, subject);
        var own = Case.Open(await db.NextNumber("case", ct), subject.AsNew(one.District), one.Department, actor.Name, db.Now);
        if (one.State != CaseState.New) own.Confirm(actor.Name, db.Now);
        own.Weigh(WorkRules.Of(db.Town));
        db.Cases.Add(own);
        db.JoinProposals.Add(JoinProposal.Never(own.Id, one.Id, db.Now));
        db.Note(actor.Name, "case.opened", "case", own.Id, new { own.Number, subject.Kind, Id = subject.SubjectId, from = one.Number });
        await moves.Tell(own, own.Subjects, one.State, "", null, ct);
        await moves.SaveOrTell(ct);
        return own.Number;
    }

    private void Part(Case one, CaseSubject subject)
    {
        db.Add(one.Leave(subject, db.Now));
        one.Weigh(WorkRules.Of(db.Town));
        db.Note(actor.Name, "case.subject-left", "case", one.Id, new { one.Number, subject.Kind, Id = subject.SubjectId });
    }

    private async Task<Case> Load(int number, CancellationToken ct) =>
        await db.Cases.Include(c => c.Subjects).SingleOrDefaultAsync(c => c.Number == number, ct) ?? throw Refusal.NotFound("case.unknown");
}
