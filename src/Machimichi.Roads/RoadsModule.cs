using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Http;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Language;
using Machimichi.Roads.Defects;
using Machimichi.Roads.Drives;
using Machimichi.Roads.Footage;
using Machimichi.Roads.Learning;
using Machimichi.Roads.Network;
using Machimichi.Roads.Privacy;
using Machimichi.Roads.Repairs;
using Machimichi.Roads.Survey;
using Machimichi.Vision;
using Machimichi.Works;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Machimichi.Roads;

public static class RoadsModule
{
    public static IServiceCollection AddRoads(this IServiceCollection services, RoadsOptions? options = null)
    {
        services.AddTexts(typeof(RoadsModule).Assembly).AddSingleton<IModelPart, RoadsModel>();
        services.AddSingleton(options ?? new RoadsOptions()).AddSingleton<SurveyModel>();
        services.TryAddSingleton<IDetector>(s => OnnxDetector.Load(s.GetRequiredService<RoadsOptions>().FindModel()));
        services.AddHostedService<WatchFolders>();
        services.AddBackgroundJob<ReadFootage, ReadFootage.Payload>(ReadFootage.Kind, ReadFootage.Group);
        services.AddScoped<Platform.People.IPersonalData, RoadsPersonalData>();
        services.AddScoped<ReceiveFootage>().AddScoped<ImportFootage>().AddScoped<UploadFootage>().AddScoped<ReceivePieces>().AddScoped<RetryFootage>().AddScoped<ShowImport>();
        services.AddScoped<SaveReading>().AddScoped<DetectFrames>().AddScoped<MergeIntoDefects>().AddScoped<VerifyRepairs>();
        services.AddScoped<RecordCoverage>().AddScoped<EstimateCracks>().AddScoped<ImportNetwork>().AddScoped<ShowCoverage>();
        services.AddScoped<ListDrives>().AddScoped<ShowDrive>().AddScoped<ShowFrame>().AddScoped<ShowPublishedCrop>().AddScoped<ChoosePicture>().AddScoped<PublishedRoads>().AddScoped<RoadsCounts>();
        services.AddScoped<ListDefects>().AddScoped<ShowDefect>().AddScoped<ConfirmDefect>().AddScoped<RejectDefect>();
        services.AddScoped<ReclassifyDefect>().AddScoped<JoinDefects>().AddScoped<RestoreDefect>().AddScoped<ExportDataset>();
        services.AddScoped<DrawFrames>();
        return services.AddScoped<ICaseListener, FollowCase>();
    }

    public static void MapRoads(this IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("/{town}").AllowAnonymous();
        open.MapGet("/api/v1/defects.geojson", async (string town, PublishedRoads roads, Speech speech, CancellationToken ct) =>
            GeoJson(DefectFeatures.Public(await roads.Defects(20_000, ct), town, speech))).WithTags("Roads")
            .Produces<DefectCollection>(StatusCodes.Status200OK, "application/geo+json").ProducesProblem(StatusCodes.Status404NotFound).WithSummary("The confirmed defects of the town's roads, for a map (GeoJSON, RFC 7946).");
        open.MapGet("/defects/{number:int}.jpg", async (int number, ShowPublishedCrop crop, HttpContext http, CancellationToken ct) =>
            await crop.Handle(number, ct) is { } picture ? Jpeg(http, picture, "no-cache") : Results.NotFound());

        var staff = routes.MapGroup("/{town}/console").RequireAuthorization(InTown.Staff);
        staff.MapGet("/defects.geojson", async (string town, string? state, ListDefects defects, Speech speech, CancellationToken ct) =>
            GeoJson(DefectFeatures.Staff(await defects.ForMap(state ?? "all", 20_000, ct), town, speech)));
        staff.MapGet("/frames/{id:guid}.jpg", async (Guid id, ShowFrame frames, HttpContext http, CancellationToken ct) =>
        {
            if (await frames.Picture(id, ct) is not { } picture) return Results.NotFound();
            http.Response.Headers.CacheControl = "private, max-age=86400";
            return Results.Stream(picture, "image/jpeg");
        });
        staff.MapGet("/frames/{id:guid}.json", (Guid id, ShowFrame frames, CancellationToken ct) => frames.Boxes(id, ct));
        staff.MapGet("/drives/{number:int}/progress", async (int number, ShowDrive drive, Speech speech, CancellationToken ct) =>
        {
            var (percent, text, done, failed) = await drive.Progress(number, ct);
            return Results.Json(new { percent, text = $"{percent} % {text}".TrimEnd(), done, failed });
        });
        staff.MapPost("/drives", UploadFootage.Post).WithMetadata(new DisableRequestSizeLimitAttribute()).WithFormOptions(multipartBodyLengthLimit: UploadFootage.MostBytes);

        ReceivePieces.Map(staff);
        staff.MapPost("/network", async (IFormFile? file, string town, ImportNetwork network, HttpContext http, CancellationToken ct) =>
        {
            var receipt = await network.Upload(file, ct);
            return await http.Done($"/{town}/console/roads/coverage?pieces={receipt.Segments}", receipt);
        }).WithFormOptions(multipartBodyLengthLimit: ImportNetwork.MostBytes);
        staff.MapPost("/footage/{id:guid}/reading", async (Guid id, string town, RetryFootage retry, HttpContext http, CancellationToken ct) =>
            await http.Done($"/{town}/console/roads/drives/{await retry.Handle(id, ct)}"));

        var defect = staff.MapGroup("/defects/{number:int}");
        defect.MapPost("/confirmation", async (int number, [FromForm] Guid? joinCase, ConfirmDefect confirm, HttpContext http, CancellationToken ct) =>
            await http.Done(Bench(http), await confirm.Handle(new ConfirmDefect.Request(number, joinCase), ct)));
        defect.MapPost("/rejection", async (int number, [FromForm] string? back, RejectDefect reject, HttpContext http, CancellationToken ct) =>
        {
            await reject.Handle(number, ct);
            return await http.Done(Bench(http));
        });
        defect.MapPost("/class", async (int number, [FromForm(Name = "class")] string? damage, ReclassifyDefect reclassify, HttpContext http, CancellationToken ct) =>
        {
            await reclassify.Handle(number, damage ?? "", ct);
            return await http.Done(Bench(http));
        });
        defect.MapPost("/same", async (int number, [FromForm] int into, JoinDefects join, HttpContext http, CancellationToken ct) =>
        {
            await join.Handle(number, into, ct);
            return await http.Done(Bench(http));
        });
        defect.MapGet("/published.jpg", async (int number, ShowPublishedCrop crop, HttpContext http, CancellationToken ct) =>
            await crop.Preview(number, ct) is { } picture ? Jpeg(http, picture, "private, no-cache") : Results.NotFound());
        defect.MapPost("/picture", async (int number, [FromForm] Guid? frame, ChoosePicture choose, HttpContext http, CancellationToken ct) =>
        {
            await choose.Handle(number, frame, ct);
            return await http.Done(Bench(http));
        });
        defect.MapPost("/restoration", async (int number, [FromForm] string? back, RestoreDefect restore, HttpContext http, CancellationToken ct) =>
        {
            await restore.Handle(number, ct);
            return await http.Done(Bench(http));
        });
    }

    private static string Bench(HttpContext http) => $"/{http.GetRouteValue("town")}/console/roads/defects";

    private static IResult GeoJson(object collection) => Results.Json(collection, contentType: "application/geo+json");

    private static IResult Jpeg(HttpContext http, byte[] picture, string cache)
    {
        http.Response.Headers.CacheControl = cache;
        return Results.Bytes(picture, "image/jpeg");
    }
}
