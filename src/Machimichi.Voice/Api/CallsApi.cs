using Machimichi.Platform;
using Machimichi.Platform.Http;
using Machimichi.Platform.Data;
using Machimichi.Voice.Calls;
using Machimichi.Voice.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Machimichi.Voice.Api;

/// <param name="Phase"><c>collecting</c>, <c>review</c>, <c>vote</c> or <c>result</c>.</param>
/// <param name="StartsAt">UTC.</param>
/// <param name="EndsAt">UTC; the first moment after it.</param>
public sealed record ApiPhase(string Phase, DateTime StartsAt, DateTime EndsAt);

/// <summary>A call for ideas.</summary>
/// <param name="State"><c>upcoming</c>, <c>open</c>, <c>between</c> (two phases) or <c>ended</c>.</param>
/// <param name="Phase">The phase that is open now; null when none is.</param>
/// <param name="Ideas">How many proposals were sent to it.</param>
public sealed record ApiCall(string Slug, string Question, string State, string? Phase, IReadOnlyList<ApiPhase> Phases, int Ideas, string? Picture, string Url);

/// <summary>How people choose.</summary>
/// <param name="Mode"><c>budget</c> or <c>choose</c>.</param>
/// <param name="PerPerson">Budget: yen that each person may spend.</param>
/// <param name="Total">Budget: yen that the town will spend.</param>
/// <param name="MostChoices">Choose: how many projects each person may name.</param>
/// <param name="Winners">Choose: how many projects the town takes.</param>
public sealed record ApiVoteRules(string Mode, long? PerPerson, long? Total, int? MostChoices, int? Winners);

/// <param name="Cost">Yen.</param>
/// <param name="Proposal">Number of the idea that it came from.</param>
/// <param name="Votes">Null until the result is published.</param>
/// <param name="Chosen">Null until the result is published.</param>
public sealed record ApiProject(int Number, string Title, string Description, long Cost, int? Proposal, int? Votes, bool? Chosen);

/// <param name="Text">What the town says it will do.</param>
/// <param name="Voters">Null where there was no vote.</param>
public sealed record ApiResult(string Text, DateTime PublishedAt, int? Voters);

/// <summary>A call with all that is public of it.</summary>
/// <param name="Vote">Null for a call without a vote.</param>
/// <param name="Projects">By number; in the order of the count once the result is published.</param>
public sealed record ApiCallDetail(ApiCall Call, string Introduction, ApiVoteRules? Vote, IReadOnlyList<ApiProject> Projects, ApiResult? Result);

internal static class CallsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/calls", async (string? cursor, int? limit, ListCalls list, MachimichiDb db, Naming naming, PlatformOptions options, HttpContext http, CancellationToken ct) =>
        {
            var (most, from) = (Paging.Limit(limit), (int)(Paging.Read(cursor, "calls", 1)?[0] ?? 0));
            var all = await list.Handle(ct);
            var rows = all.Open.Concat(all.Soon).Concat(all.Ended).Skip(from).Take(most).ToList();
            return TypedResults.Ok(Paging.Page<ApiCall>(http, options, [.. rows.Select(c => Of(c.Slug, c.Question, c.Schedule, c.Ideas, c.Picture, db, naming, options))],
                rows.Count == most ? Paging.Cursor("calls", from + most) : null));
        }).WithSummary("The town's calls for ideas: open ones, then coming ones, then ended ones.").WithMetadata(new SameForEveryoneAttribute());

        api.MapGet("/calls/{slug}", async (string slug, ShowCall show, MachimichiDb db, Naming naming, PlatformOptions options, CancellationToken ct) =>
        {
            var c = await show.Handle(slug, 1, ct);
            var r = c.Rules;
            return TypedResults.Ok(new ApiCallDetail(Of(c.Slug, c.Question, c.Schedule, c.IdeaCount, c.Picture, db, naming, options), c.Introduction,
                r.Mode switch
                {
                    VoteMode.Budget => new ApiVoteRules(r.Mode.Word(), r.PerPerson, r.Total, null, null),
                    VoteMode.Choose => new ApiVoteRules(r.Mode.Word(), null, null, r.MostChoices, r.Winners),
                    _ => null,
                },
                [.. c.Projects.Select(p => new ApiProject(p.Number, p.Title, p.Description, p.Cost, p.Idea, p.Votes, p.Chosen))],
                c.Result is { } result ? new ApiResult(result.Text, result.At, result.Voters) : null));
        }).WithSummary("One call with its projects; votes only once the result is published.");
    }

    private static ApiCall Of(string slug, string question, Schedule schedule, int ideas, Guid? picture, MachimichiDb db, Naming naming, PlatformOptions options) =>
        new(slug, question, schedule.StateAt(db.Now).Word(), schedule.At(db.Now)?.Kind.Word(), [.. schedule.Phases.Select(p => new ApiPhase(p.Kind.Word(), p.StartsAt, p.EndsAt))],
            ideas, picture is { } id ? naming.Photo(id) : null, $"{options.PublicAddress}/{db.Town.Slug}/calls/{slug}");
}
