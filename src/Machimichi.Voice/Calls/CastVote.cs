using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Calls;

/// <summary>
/// One person's choice of projects; cast again before the end, it takes the place of the one before. The audit trail says that
/// somebody voted, never for what.
/// </summary>
public sealed class CastVote(MachimichiDb db, Actor actor)
{
    /// <param name="Projects">Numbers within the call.</param>
    public sealed record Request(string Slug, IReadOnlyCollection<int> Projects);

    /// <param name="Cost">What was chosen costs together.</param>
    /// <param name="Again">Did it replace an earlier vote?</param>
    public sealed record Receipt(string Slug, IReadOnlyList<int> Projects, long Cost, bool Again);

    public async Task<Receipt> Handle(Request request, CancellationToken ct)
    {
        if (db.Town.Votes is { Account: true } && actor.AccountId is null) throw Refusal.Forbidden("call.vote-account");
        if (actor.PersonId == Guid.Empty) throw Refusal.Forbidden("call.vote-who");
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var call = await db.LockCall(request.Slug, ct);
        if (call.PublishedAt is null) throw Refusal.NotFound("call.unknown");
        call.AskForVote(db.Now);
        var numbers = request.Projects.ToHashSet();
        var chosen = await db.Projects.Where(p => p.CallId == call.Id && numbers.Contains(p.Number)).OrderBy(p => p.Number).Select(p => new { p.Id, p.Number, p.Cost }).ToListAsync(ct);
        if (chosen.Count != numbers.Count) throw new Refusal("call.project-unknown", "project");
        if (call.Rules.Problem([.. chosen.Select(p => p.Cost)]) is { } problem) throw problem;

        var vote = await db.CallVotes.SingleOrDefaultAsync(v => v.CallId == call.Id && v.PersonId == actor.PersonId, ct);
        var again = vote is not null;
        if (vote is null) db.CallVotes.Add(vote = new CallVote(call.Id, actor.PersonId, db.Now));
        else vote.Renew(db.Now);
        var before = await db.CallChoices.Where(c => c.VoteId == vote.Id).ToListAsync(ct);
        db.CallChoices.RemoveRange(before.Where(c => chosen.All(p => p.Id != c.ProjectId)));
        db.CallChoices.AddRange(chosen.Where(p => before.All(c => c.ProjectId != p.Id)).Select(p => new CallChoice(vote.Id, p.Id)));
        db.Note(actor.Name, again ? "call.voted-again" : "call.voted", Call.Kind, call.Id, new { call.Slug });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return new Receipt(call.Slug, [.. chosen.Select(p => p.Number)], chosen.Sum(p => p.Cost), again);
    }
}
