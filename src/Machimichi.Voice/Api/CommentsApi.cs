using Machimichi.Platform;
using Machimichi.Voice.Comments;
using Machimichi.Voice.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Machimichi.Voice.Api;

/// <summary>A comment on a proposal, or an answer to one.</summary>
/// <param name="To">Number of the comment that it answers; null for none. That one may have been withdrawn since.</param>
/// <param name="Stance"><c>for</c>, <c>against</c> or <c>neutral</c>; an answer has none.</param>
public sealed record ApiComment(int Number, int? To, string? Stance, string Text, string? Nickname, DateTime At, bool Edited, string Url);

/// <summary>A comment to send.</summary>
/// <param name="Text">Up to 1000 characters, plain text.</param>
/// <param name="Stance"><c>for</c>, <c>against</c> or <c>neutral</c>; not needed for an answer.</param>
/// <param name="To">Number of the comment that it answers, if any; an answer can't be answered.</param>
public sealed record NewComment(string? Text, string? Stance, int? To, string? Nickname);

public sealed record CommentReceipt(int Number, string Url);

internal static class CommentsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/proposals/{number:int}/comments", async (int number, string? cursor, int? limit, ListComments list, Naming naming, PlatformOptions options, HttpContext http, CancellationToken ct) =>
        {
            var most = Paging.Limit(limit);
            var series = $"comments-{number}";
            var found = await list.After(number, (int)(Paging.Read(cursor, series, 1)?[0] ?? 0), most, ct);
            return TypedResults.Ok(Paging.Page<ApiComment>(http, options, [.. found.Select(c => new ApiComment(c.Number, c.To, c.To is null ? c.Stance.Word() : null, c.Text,
                c.Nickname.Length > 0 ? c.Nickname : null, c.At, c.Edited, $"{naming.Proposal(number)}#comment-{c.Number}"))], found.Count == most ? Paging.Cursor(series, found[^1].Number) : null));
        }).WithSummary("What was said about a proposal, oldest first; withdrawn comments are left out.");

        api.MapPost("/proposals/{number:int}/comments", async (int number, NewComment comment, [FromHeader(Name = "Idempotency-Key")] string? key, SubmitComment submit, PlatformOptions options, CancellationToken ct) =>
        {
            var receipt = await submit.Handle(new SubmitComment.Request(number, key, comment.Text, comment.Stance, comment.To, comment.Nickname), ct);
            return TypedResults.Created(options.PublicAddress + receipt.Path, new CommentReceipt(receipt.Number, options.PublicAddress + receipt.Path));
        }).WithSummary("Sends a comment. Sending again with the same random Idempotency-Key (a UUID) gives the same receipt.");
    }
}
