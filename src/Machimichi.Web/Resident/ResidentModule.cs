using Machimichi.Platform.Geo;
using Machimichi.Voice.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Machimichi.Web.Resident;

/// <summary>Fragments that residents' pages ask for while one writes.</summary>
internal static class ResidentModule
{
    public static void MapResident(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/{town}/reports/nearby", async (double? lat, double? lon, string? category, NearbyReports nearby, CancellationToken ct) =>
        {
            IReadOnlyList<NearbyReports.Row> rows = lat is { } latitude && lon is { } longitude ? await nearby.Handle(new Place(latitude, longitude), category, ct) : [];
            return new RazorComponentResult<NearbyFragment>(new Dictionary<string, object?> { [nameof(NearbyFragment.Rows)] = rows });
        }).AllowAnonymous();
}
