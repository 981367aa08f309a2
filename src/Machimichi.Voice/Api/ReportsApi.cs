using Machimichi.Platform;
using Machimichi.Platform.Http;
using Machimichi.Platform.Data;
using Machimichi.Platform.Language;
using Machimichi.Voice.Reports;
using Machimichi.Voice.Writing;
using Machimichi.Works;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Machimichi.Voice.Api;

/// <summary>A report as everyone may read it.</summary>
/// <param name="State"><c>new</c>, <c>confirmed</c>, <c>planned</c>, <c>in-work</c>, <c>done</c>, <c>not-ours</c> or <c>no-action</c>.</param>
/// <param name="StateText">The state in the words of the asked language.</param>
/// <param name="Photos">Paths of the photos, at most 1600 pixels.</param>
public sealed record ApiReport(int Number, string Category, string District, string Text, double? Latitude, double? Longitude, string State, string StateText,
    DateTime SubmittedAt, DateTime? DoneAt, string? Nickname, IReadOnlyList<string> Photos, string Url);

/// <summary>A report to send.</summary>
/// <param name="Category">Code of one of the town's report categories.</param>
/// <param name="Text">What is wrong; up to 4000 characters. May be empty when there is a photo.</param>
/// <param name="Latitude">WGS 84 degrees, with <paramref name="Longitude"/>; or give a landmark or a district, or a photo that knows its place.</param>
/// <param name="Photos">Ids from <c>POST photos</c>; at most three.</param>
/// <param name="Details">Answers to the questions that the town asks about this category, by the question's code.</param>
/// <param name="Accuracy">How sure the phone was of the place, metres.</param>
public sealed record NewReport(string? Category, string? Text, double? Latitude, double? Longitude, string? Landmark, string? District, bool Private, bool Urgent,
    string? Nickname, string? Mail, IReadOnlyList<Guid>? Photos,
    IReadOnlyDictionary<string, string>? Details = null, double? Accuracy = null);

/// <param name="Secret">Opens the reporter's own view: <c>GET reports/{number}?key=…</c>. Not shown again, except to the same Idempotency-Key.</param>
public sealed record ReportReceipt(int Number, string Url, string OwnUrl, string Secret);

internal static class ReportsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/reports", async ([AsParameters] Query q, ListReports list, Naming naming, PlatformOptions options, HttpContext http, CancellationToken ct) =>
        {
            var limit = Paging.Limit(q.Limit);
            var found = await list.After(new ListReports.Request(q.State, q.District, q.Category, q.Q), (int?)Paging.Read(q.Cursor, "reports", 1)?[0], limit, ct);
            return TypedResults.Ok(Paging.Page<ApiReport>(http, options, [.. found.Select(r => new ApiReport(r.Number, r.Category, r.District, r.Text, r.Latitude, r.Longitude, r.State.Word(), naming.Of(r.State),
                r.SubmittedAt, r.DoneAt, r.Nickname.Length > 0 ? r.Nickname : null, r.Photo is { } photo ? [naming.Photo(photo)] : [], naming.Report(r.Number)))], found.Count == limit ? Paging.Cursor("reports", found[^1].Number) : null));
        }).WithSummary("The public reports, newest first.").WithMetadata(new SameForEveryoneAttribute());

        api.MapGet("/reports/{number:int}", async (int number, string? key, ShowReport show, Naming naming, CancellationToken ct) =>
        {
            var r = await show.Handle(number, key, ct);
            return TypedResults.Ok(new ApiReport(r.Number, r.Category, r.District, r.Text, r.Latitude, r.Longitude, r.State.Word(), naming.Of(r.State), r.SubmittedAt, r.DoneAt,
                r.Nickname.Length > 0 ? r.Nickname : null, [.. r.Photos.Ready.Select(naming.Photo)], naming.Report(r.Number)));
        }).WithSummary("One report; a private one only with its secret.");

        api.MapPost("/reports", async (NewReport report, [FromHeader(Name = "Idempotency-Key")] string? key, SubmitReport submit, PlatformOptions options, CancellationToken ct) =>
        {
            var receipt = await submit.Handle(new SubmitReport.Request(key, report.Category, report.Text, report.Latitude, report.Longitude, report.Landmark, report.District,
                report.Private, report.Urgent, report.Nickname, report.Mail, report.Photos, report.Details, Accuracy: report.Accuracy), ct);
            var address = options.PublicAddress;
            return TypedResults.Created(address + receipt.Path, new ReportReceipt(receipt.Number, address + receipt.Path, address + receipt.OwnPath, receipt.Secret));
        }).WithSummary("Sends a report. The Idempotency-Key must be random (a UUID): the reporter's secret is made from it, and sending again with it gives the same receipt.");
    }

    internal sealed record Query(string? State, string? District, string? Category, string? Q, string? Cursor, int? Limit);
}

/// <summary>How the API says states and addresses, in the language of the request.</summary>
internal sealed class Naming(Speech speech, MachimichiDb db, PlatformOptions options)
{
    public string Of(CaseState state) => speech[$"state.{state}"];

    public string Of(Answers.Outcome? outcome) => speech[outcome is { } o ? $"proposal.outcome.{o.Word()}" : "proposal.outcome.none"];

    public string Photo(Guid id) => $"{options.PublicAddress}/{db.Town.Slug}/photos/{id}/large";

    public string Report(int number) => $"{options.PublicAddress}/{db.Town.Slug}/reports/{number}";

    public string Proposal(int number) => $"{options.PublicAddress}/{db.Town.Slug}/proposals/{number}";
}
