using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Platform.Language;
using Machimichi.Voice.Answers;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Machimichi.Works;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Api;

/// <summary>Points on a map (RFC 7946).</summary>
/// <param name="Type"><c>FeatureCollection</c>.</param>
public sealed record FeatureCollection(string Type, IReadOnlyList<Feature> Features);

/// <param name="Type"><c>Feature</c>.</param>
public sealed record Feature(string Type, PointGeometry Geometry, FeatureProperties Properties);

/// <param name="Type"><c>Point</c>.</param>
/// <param name="Coordinates">Longitude, latitude.</param>
public sealed record PointGeometry(string Type, IReadOnlyList<double> Coordinates);

/// <param name="Kind"><c>report</c> or <c>proposal</c>.</param>
/// <param name="State"><c>open</c>, <c>doing</c> or <c>done</c>.</param>
public sealed record FeatureProperties(string Kind, string State, string StateText, string Title, string Url);

/// <summary>What Voice has on the map: public reports and placed proposals. What ended months ago leaves it.</summary>
public sealed class VoiceMap(MachimichiDb db, Speech speech)
{
    public const int Most = 5000;
    private static readonly TimeSpan EndedStays = TimeSpan.FromDays(120);

    /// <param name="Kind"><c>report</c> or <c>proposal</c>.</param>
    /// <param name="State"><c>open</c>, <c>doing</c> or <c>done</c>.</param>
    /// <param name="StateText">The state as people say it.</param>
    public sealed record Point(string Kind, string State, string StateText, string Title, string Url, double Latitude, double Longitude, string District, DateTime At);

    public async Task<IReadOnlyList<Point>> Points(CancellationToken ct, View? view = null)
    {
        var since = db.Now - EndedStays;
        var (allReports, allProposals) = (db.Reports.AsNoTracking(), db.Proposals.AsNoTracking());
        if (view is not null) (allReports, allProposals) = (
            allReports.Within(r => r.Cell, view.Ranges).Where(r => r.Latitude >= view.South && r.Latitude <= view.North && r.Longitude >= view.West && r.Longitude <= view.East),
            allProposals.Within(p => p.Cell, view.Ranges).Where(p => p.Latitude >= view.South && p.Latitude <= view.North && p.Longitude >= view.West && p.Longitude <= view.East));
        var nowReports = allReports.Where(r => !r.Private && r.Latitude != null
            && (r.ChangedAt >= since || r.State == CaseState.New || r.State == CaseState.Confirmed || r.State == CaseState.Planned || r.State == CaseState.InWork));
        var nowProposals = allProposals.Where(p => p.Latitude != null && (p.State == ProposalState.Open || p.AnsweredAt >= since));
        // Within a view the cells find the rows; asked in an order, a database would walk the whole list for it.
        if (view is null) (nowReports, nowProposals) = (nowReports.OrderByDescending(r => r.Number), nowProposals.OrderByDescending(p => p.Number));
        var reports = await nowReports.Take(Most).Select(r => new { r.Number, r.Title, r.Category, r.State, r.Latitude, r.Longitude, r.District, r.SubmittedAt }).ToListAsync(ct);
        var proposals = await nowProposals.Take(Most).Select(p => new { p.Number, p.Title, p.Outcome, p.Latitude, p.Longitude, p.District, p.SubmittedAt }).ToListAsync(ct);
        var town = db.Town;
        return
        [
            .. reports.OrderByDescending(r => r.Number).Select(r => new Point(Report.Kind, Of(r.State), speech[$"state.{r.State}"],
                r.Title.Length > 0 ? r.Title : town.FindCategory(r.Category, Report.Kind)?.Name.In(speech.Language) ?? r.Category,
                $"/{town.Slug}/reports/{r.Number}", r.Latitude!.Value, r.Longitude!.Value, r.District, r.SubmittedAt)),
            .. proposals.OrderByDescending(p => p.Number).Select(p => new Point(Proposal.Kind, Of(p.Outcome), speech[p.Outcome is { } o ? $"proposal.outcome.{Writing.Words.Word(o)}" : "proposal.outcome.none"], p.Title,
                $"/{town.Slug}/proposals/{p.Number}", p.Latitude!.Value, p.Longitude!.Value, p.District, p.SubmittedAt)),
        ];
    }

    internal async Task<IResult> Answer(string? bbox, CancellationToken ct) => Results.Json(new FeatureCollection("FeatureCollection", [.. (await Points(ct, View.Of(bbox)))
        .Select(p => new Feature("Feature", new PointGeometry("Point", [Math.Round(p.Longitude, 6), Math.Round(p.Latitude, 6)]), new FeatureProperties(p.Kind, p.State, p.StateText, p.Title, p.Url)))]),
        contentType: "application/geo+json");

    private static string Of(CaseState state) => state switch
    {
        CaseState.New or CaseState.Confirmed => "open",
        CaseState.Planned or CaseState.InWork => "doing",
        _ => "done",
    };

    private static string Of(Outcome? outcome) => outcome switch
    {
        null or Outcome.Studying => "open",
        Outcome.Adopted or Outcome.Partly => "doing",
        _ => "done",
    };
}
