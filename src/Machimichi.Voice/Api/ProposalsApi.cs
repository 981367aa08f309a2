using Machimichi.Platform;
using Machimichi.Platform.Http;
using Machimichi.Voice.Answers;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Machimichi.Voice.Api;

/// <param name="Outcome"><c>studying</c>, <c>adopted</c>, <c>partly</c>, <c>later</c> or <c>not-possible</c>.</param>
/// <param name="OutcomeText">The outcome in the words of the asked language.</param>
/// <param name="Department">Code of the town's department.</param>
public sealed record ApiAnswer(string Text, string? Outcome, string? OutcomeText, string Department, DateTime PublishedAt);

/// <summary>A step that the town promised.</summary>
/// <param name="State"><c>planned</c>, <c>late</c>, <c>done</c> or <c>dropped</c>.</param>
/// <param name="FirstDue">The day that was promised first.</param>
/// <param name="Reason">Why it was moved or given up; null while it was neither.</param>
/// <param name="EndedAt">When it was done or given up.</param>
public sealed record ApiMilestone(string Title, string State, DateOnly FirstDue, DateOnly Due, string? Reason, DateTime? EndedAt);

/// <summary>A proposal as everyone may read it.</summary>
/// <param name="District">Code of a district; empty for the whole town.</param>
/// <param name="Outcome">The latest answer's; null while there is none.</param>
/// <param name="Answers">Latest first; left out in lists.</param>
/// <param name="EditedAt">When its author last changed its words; left out in lists.</param>
/// <param name="WithdrawnAt">When its author took it back; left out in lists.</param>
/// <param name="Milestones">What the town promised with its answer, in the order of its days; left out in lists.</param>
public sealed record ApiProposal(int Number, string Title, string Body, string Category, string District, double? Latitude, double? Longitude, string? Nickname, DateTime SubmittedAt,
    int Supports, string? Outcome, string OutcomeText, IReadOnlyList<string> Photos, string Url, IReadOnlyList<ApiAnswer>? Answers = null, DateTime? EditedAt = null, DateTime? WithdrawnAt = null,
    IReadOnlyList<ApiMilestone>? Milestones = null);

/// <summary>A proposal to send.</summary>
/// <param name="Title">Up to 80 characters.</param>
/// <param name="Body">Up to 4000 characters, plain text.</param>
/// <param name="District">Code of a district; empty for the whole town.</param>
/// <param name="Photos">Ids from <c>POST photos</c>; at most three.</param>
/// <param name="Call">Slug of the call that it is an idea in, if any; it must be collecting.</param>
public sealed record NewProposal(string? Title, string? Body, string? Category, string? District, double? Latitude, double? Longitude, string? Nickname, string? Mail, IReadOnlyList<Guid>? Photos, string? Call = null,
    string? Landmark = null);

public sealed record ProposalReceipt(int Number, string Url);

internal static class ProposalsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/proposals", async ([AsParameters] Query q, ListProposals list, Naming naming, PlatformOptions options, HttpContext http, CancellationToken ct) =>
        {
            var order = Words.Parse<ListProposals.Order>(q.Order) ?? ListProposals.Order.Newest;
            var (limit, last) = (Paging.Limit(q.Limit), Paging.Read(q.Cursor, order.Word(), 2));
            var found = await list.After(new ListProposals.Request(order, q.District, q.Category, q.Q), last?[0], (int)(last?[1] ?? 0), limit, ct);
            return TypedResults.Ok(Paging.Page<ApiProposal>(http, options, [.. found.Select(p => new ApiProposal(p.Number, p.Title, p.Body, p.Category, p.District, p.Latitude, p.Longitude,
                p.Nickname.Length > 0 ? p.Nickname : null, p.SubmittedAt, p.Supports, p.Outcome?.Word(), naming.Of(p.Outcome), p.Photo is { } photo ? [naming.Photo(photo)] : [], naming.Proposal(p.Number)))],
                found.Count == limit ? Paging.Cursor(order.Word(), KeyOf(order, found[^1]), found[^1].Number) : null));
        }).WithSummary("Proposals; order is newest, supported, answered or waiting.").WithMetadata(new SameForEveryoneAttribute());

        api.MapGet("/proposals/{number:int}", async (int number, ShowProposal show, Naming naming, CancellationToken ct) =>
        {
            var p = await show.Handle(number, ct);
            return TypedResults.Ok(new ApiProposal(p.Number, p.Title, p.Body, p.Category, p.District, p.Latitude, p.Longitude, p.Nickname.Length > 0 ? p.Nickname : null, p.SubmittedAt, p.Supports,
                p.Outcome?.Word(), naming.Of(p.Outcome), [.. p.Photos.Ready.Select(naming.Photo)], naming.Proposal(p.Number),
                [.. p.Answers.Select(a => new ApiAnswer(a.Body, a.Outcome?.Word(), naming.Of(a.Outcome), a.Department, a.PublishedAt))], p.EditedAt, p.WithdrawnAt,
                [.. p.Milestones.Select(m => new ApiMilestone(m.Title, m.State.Word(), m.FirstDue, m.Due, m.Reason.Length > 0 ? m.Reason : null, m.Ended))]));
        }).WithSummary("One proposal with the town's answers.");

        api.MapPost("/proposals", async (NewProposal proposal, [FromHeader(Name = "Idempotency-Key")] string? key, SubmitProposal submit, PlatformOptions options, CancellationToken ct) =>
        {
            var receipt = await submit.Handle(new SubmitProposal.Request(key, proposal.Title, proposal.Body, proposal.Category, proposal.District, proposal.Latitude, proposal.Longitude,
                proposal.Nickname, proposal.Mail, proposal.Photos, proposal.Landmark, proposal.Call), ct);
            return TypedResults.Created(options.PublicAddress + receipt.Path, new ProposalReceipt(receipt.Number, options.PublicAddress + receipt.Path));
        }).WithSummary("Sends a proposal. Sending again with the same random Idempotency-Key (a UUID) gives the same receipt.");
    }

    private static long KeyOf(ListProposals.Order order, ListProposals.Row row) => order switch
    {
        ListProposals.Order.Supported or ListProposals.Order.Waiting => row.Supports,
        ListProposals.Order.Answered => row.AnsweredAt!.Value.Ticks,
        _ => 0,
    };

    internal sealed record Query(string? Order, string? District, string? Category, string? Q, string? Cursor, int? Limit);
}
