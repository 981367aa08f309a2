using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Photos;
using Machimichi.Voice.Proposals;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Calls;

/// <summary>One call as everyone may read it; a draft only as staff may. No count of votes leaves here before the result is published.</summary>
public sealed class ShowCall(MachimichiDb db, Actor actor)
{
    public const int PageSize = 20;

    public sealed record Idea(int Number, string Title, string District, string Nickname, DateTime SubmittedAt, int Supports);

    /// <param name="Idea">Number of the proposal that it came from.</param>
    /// <param name="Votes">Null until the result is published.</param>
    public sealed record ProjectView(int Number, string Title, string Description, long Cost, int? Idea, int? Votes, bool? Chosen);

    /// <param name="Voters">Null where there was no vote.</param>
    public sealed record ResultView(string Text, DateTime At, int? Voters);

    /// <param name="Mine">Numbers of the projects that the reader chose; null when they have not voted.</param>
    /// <param name="Projects">By number; once the result is published, in the order in which they were counted.</param>
    /// <param name="Ideas">A page of them, newest first.</param>
    public sealed record View(string Slug, string Question, string Introduction, bool Draft, int Version, Schedule Schedule, VoteRules Rules, Guid? Picture, int PicturesWaiting,
        IReadOnlyList<ProjectView> Projects, IReadOnlyList<int>? Mine, bool NeedsAccount, ResultView? Result, IReadOnlyList<Idea> Ideas, int IdeaCount, int Page, int Pages);

    public async Task<View> Handle(string slug, int page, CancellationToken ct)
    {
        var call = await db.Calls.AsNoTracking().SingleOrDefaultAsync(c => c.Slug == slug, ct);
        if (call is null || (call.PublishedAt is null && !actor.IsStaff)) throw Refusal.NotFound("call.unknown");
        var photos = await db.Photos.AsNoTracking().Where(p => p.OwnerKind == Call.Kind && p.OwnerId == call.Id && p.Public && p.State != PhotoState.Refused)
            .OrderByDescending(p => p.Id).Select(p => new { p.Id, p.State }).ToListAsync(ct);
        var (ideas, count, pages) = await IdeasOf(call, page, ct);
        return new View(call.Slug, call.Question, call.Introduction, call.PublishedAt is null, call.Version, call.Schedule, call.Rules,
            photos.Where(p => p.State == PhotoState.Ready).Select(p => (Guid?)p.Id).FirstOrDefault(), photos.Count(p => p.State == PhotoState.Waiting),
            await ProjectsOf(call, ct), await ChoiceOf(call, ct), db.Town.Votes is { Account: true } && actor.AccountId is null,
            call.ResultAt is { } at ? new ResultView(call.ResultText, at, call.Voters) : null, ideas, count, Math.Clamp(page, 1, pages), pages);
    }

    private async Task<(List<Idea>, int, int)> IdeasOf(Call call, int page, CancellationToken ct)
    {
        var all = db.Proposals.AsNoTracking().Where(p => p.CallId == call.Id);
        var count = await all.CountAsync(ct);
        var pages = Math.Max(1, (count + PageSize - 1) / PageSize);
        var ideas = await all.OrderByDescending(p => p.Number).Skip((Math.Clamp(page, 1, pages) - 1) * PageSize).Take(PageSize)
            .Select(p => new Idea(p.Number, p.Title, p.District, p.Nickname, p.SubmittedAt, p.SupportCount)).ToListAsync(ct);
        return (ideas, count, pages);
    }

    private async Task<List<ProjectView>> ProjectsOf(Call call, CancellationToken ct)
    {
        var ideas = db.Proposals;
        var projects = await db.Projects.AsNoTracking().Where(p => p.CallId == call.Id).OrderBy(p => p.Number)
            .Select(p => new ProjectView(p.Number, p.Title, p.Description, p.Cost, ideas.Any(i => i.Number == p.ProposalNumber) ? p.ProposalNumber : null, p.Votes, p.Chosen)).ToListAsync(ct);
        return call.ResultAt is null ? projects : [.. projects.OrderByDescending(p => p.Votes).ThenBy(p => p.Cost).ThenBy(p => p.Number)];
    }

    private async Task<List<int>?> ChoiceOf(Call call, CancellationToken ct)
    {
        var me = actor.PersonId;
        if (me == Guid.Empty || call.VoteFrom is null) return null;
        var vote = await db.CallVotes.AsNoTracking().Where(v => v.CallId == call.Id && v.PersonId == me).Select(v => (Guid?)v.Id).SingleOrDefaultAsync(ct);
        var choices = db.CallChoices;
        return vote is null ? null : await db.Projects.Where(p => choices.Any(c => c.VoteId == vote && c.ProjectId == p.Id)).OrderBy(p => p.Number).Select(p => p.Number).ToListAsync(ct);
    }
}

/// <summary>Which call a proposal is an idea in.</summary>
public sealed class CallOfProposal(MachimichiDb db)
{
    public sealed record View(string Slug, string Question);

    public Task<View?> Handle(int number, CancellationToken ct)
    {
        var proposal = db.Proposals.Where(p => p.Number == number);
        return db.Calls.AsNoTracking().Where(c => c.PublishedAt != null && proposal.Any(p => p.CallId == c.Id)).Select(c => new View(c.Slug, c.Question)).SingleOrDefaultAsync(ct);
    }
}
