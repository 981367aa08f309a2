using Machimichi.Insight.Accuracy;
using Machimichi.Insight.Figures;
using Machimichi.Insight.Kit;
using Machimichi.Insight.Ogc;
using Machimichi.Insight.Open311;
using Machimichi.Insight.OpenData;
using Machimichi.Insight.Report;
using Machimichi.Insight.Report.Template;
using Machimichi.Insight.Tiles;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Http;
using Machimichi.Platform.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Insight;

public static class InsightModule
{
    public static IServiceCollection AddInsight(this IServiceCollection services) => services
        .AddTexts(typeof(InsightModule).Assembly)
        .AddSingleton<PrintPdf>().AddSingleton<IModelPart, AccuracyModel>().AddSingleton<IModelPart, TemplateModel>()
        .AddScoped<DrawSpotCheck>().AddScoped<MarkFrame>().AddScoped<ReadAccuracy>().AddScoped<ShowAccuracy>()
        .AddScoped<ReadTown>()
        .AddScoped<EditTemplate>().AddScoped<WriteReport>().AddScoped<DownloadReport>().AddScoped<ServeOpenData>()
        .AddScoped<DescribeServices>().AddScoped<ListRequests>().AddScoped<SendRequest>()
        .AddScoped<ExportKit>().AddScoped<ImportKit>()
        .AddScoped<Collections>().AddScoped<OgcApi>().AddScoped<TilesApi>();

    public static void MapInsight(this IEndpointRouteBuilder routes)
    {
        var data = routes.MapGroup("/{town}/data").AllowAnonymous().WithTags("Open data");
        data.MapGet("/datapackage.json", (ServeOpenData open, HttpContext http, CancellationToken ct) => open.Describe(http, ct))
            .WithSummary("The catalogue of the town's open data: files, columns, licence, times (Data Package).");
        data.MapGet("/{file:regex(^[a-z]+\\.(csv|geojson)$)}", (string file, DateOnly? from, DateOnly? to, DateOnly? since, string? encoding, ServeOpenData open, HttpContext http, CancellationToken ct) =>
            open.File(new ServeOpenData.Request(file, from, to, since, encoding), http, ct))
            .WithSummary("One file of the town's open data: proposals, reports, answers, cases and defects as .csv (with encoding=sjis in Shift_JIS); proposals, reports and defects as .geojson. With since only what changed from that day on.");

        Open311Api.Map(routes);
        OgcApi.Map(routes);
        TilesApi.Map(routes);

        routes.MapGet("/{town}/console/report/{file:regex(^(html|pdf|zip)$)}", (string file, DateOnly? from, DateOnly? to, [FromQuery(Name = "lang")] string? language, DownloadReport download, CancellationToken ct) =>
            download.Handle(file, from, to, language, ct)).RequireAuthorization(InTown.Staff);

        var template = routes.MapGroup("/{town}/console/report/template").RequireAuthorization(InTown.Staff);
        template.MapPost("/preview", async ([FromForm] string? text, [FromForm] string? language, DownloadReport download, HttpContext http, CancellationToken ct) => await download.Preview(text ?? "", language, http, ct));
        template.MapPost("/restoration", async ([FromForm] string? language, EditTemplate edit, HttpContext http, CancellationToken ct) =>
        {
            await edit.Restore(language ?? "", ct);
            return await http.Done($"/{http.GetRouteValue("town")}/console/report/template");
        });

        var accuracy = routes.MapGroup("/{town}/console/accuracy").RequireAuthorization(InTown.Staff);
        accuracy.MapPost("/checks", async ([FromForm] string? draw, DrawSpotCheck handler, HttpContext http, CancellationToken ct) =>
            await http.Done($"/{http.GetRouteValue("town")}/console/accuracy/{await handler.Handle(ct)}/1"));
        accuracy.MapPost("/{check:int}/end", async (int check, [FromForm] string? back, MarkFrame handler, HttpContext http, CancellationToken ct) =>
        {
            await handler.Finish(check, ct);
            return await http.Done($"/{http.GetRouteValue("town")}/console/accuracy");
        });
    }
}
