using Machimichi.Platform.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Voice.Calls;

internal static class CallsModule
{
    public static IServiceCollection AddCalls(this IServiceCollection services) => services
        .AddSingleton<IModelPart, CallModel>()
        .AddScoped<ListCalls>().AddScoped<ShowCall>().AddScoped<CallOfProposal>().AddScoped<ResultCsv>()
        .AddScoped<SaveCall>().AddScoped<PublishCall>().AddScoped<MovePhase>().AddScoped<EditProjects>()
        .AddScoped<CastVote>().AddScoped<PublishResult>();

    public static void MapCalls(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/{town}/calls/{slug}/result.csv", async (string slug, ResultCsv csv, CancellationToken ct) =>
            Results.File(await csv.Handle(slug, ct), "text/csv; charset=utf-8", $"{slug}.csv")).AllowAnonymous();
}
