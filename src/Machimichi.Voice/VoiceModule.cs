using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Http;
using Machimichi.Platform.Identity;
using Machimichi.Platform.People;
using Machimichi.Platform.Photos;
using Machimichi.Voice.Answers;
using Machimichi.Voice.Api;
using Machimichi.Voice.Calls;
using Machimichi.Voice.Comments;
using Machimichi.Voice.Demo;
using Machimichi.Voice.Following;
using Machimichi.Voice.Mine;
using Machimichi.Voice.Moderation;
using Machimichi.Voice.Photos;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Machimichi.Works;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Voice;

public static class VoiceModule
{
    public static IServiceCollection AddVoice(this IServiceCollection services) => services
        .AddTexts(typeof(VoiceModule).Assembly)
        .AddSingleton<IModelPart, VoiceModel>()
        .AddScoped<ICaseListener, FollowCase>()
        .AddScoped<VoiceMails>().AddScoped<ReceivePhotos>()
        .AddScoped<SubmitProposal>().AddScoped<EditProposal>().AddScoped<SupportProposal>().AddScoped<ListProposals>().AddScoped<ShowProposal>()
        .AddScoped<SubmitReport>().AddScoped<ShowReport>().AddScoped<ListReports>().AddScoped<NearbyReports>()
        .AddScoped<ReportAccess>().AddScoped<AddToReport>().AddScoped<AnswerRepair>().AddScoped<TakeBackReport>().AddScoped<ShowMore>()
        .AddScoped<IPhotoOwner, ReportPhotos>().AddScoped<IPhotoOwner, AdditionPhotos>()
        .AddScoped<PublishAnswer>().AddScoped<DraftAnswer>().AddScoped<SetMilestones>().AddScoped<SetAnswering>().AddScoped<ListAnswers>().AddScoped<ListMine>().AddScoped<ClaimMine>().AddScoped<IPersonalData, VoicePersonalData>()
        .AddCalls().AddComments().AddModeration().AddFollowing().AddVoiceSearch()
        .AddScoped<PublishedVoice>().AddScoped<PublishedRequests>().AddScoped<VoiceCounts>().AddScoped<VoiceMap>().AddScoped<Naming>().AddScoped<SeedVoice>().AddScoped<LoadSeed>();

    public static void MapVoice(this IEndpointRouteBuilder routes)
    {
        var support = routes.MapGroup("/{town}/proposals/{number:int}/support").AllowAnonymous();
        support.MapPost("", async (int number, [FromForm] string? mail, SupportProposal handler, HttpContext http, CancellationToken ct) =>
            await http.Done(Page(http, "proposals", number), await handler.Handle(number, mail, ct)));
        support.MapPost("/withdrawal", async (int number, [FromForm] string? back, SupportProposal handler, HttpContext http, CancellationToken ct) =>
            await http.Done(Page(http, "proposals", number), await handler.Withdraw(number, ct)));

        routes.MapPost("/{town}/proposals/{number:int}/withdrawal", async (int number, [FromForm] string? back, EditProposal handler, HttpContext http, CancellationToken ct) =>
        {
            await handler.Withdraw(number, ct);
            return await http.Done(Page(http, "proposals", number));
        }).AllowAnonymous();

        OwnReports.Map(routes);

        AnswersModule.Map(routes);
        routes.MapCalls();
        routes.MapComments();
        routes.MapFollowing();
        routes.MapModeration();
        var api = routes.MapGroup("/{town}/api/v1").AllowAnonymous().WithTags("Voice").AddEndpointFilter(OwnPagesOnly).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status410Gone).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        ReportsApi.Map(api);
        ProposalsApi.Map(api);
        CommentsApi.Map(api);
        CallsApi.Map(api);
        PhotosApi.Map(api);
        SearchApi.Map(api);
        api.MapGet("/voice.geojson", (string? bbox, VoiceMap map, CancellationToken ct) => map.Answer(bbox, ct)).Produces<FeatureCollection>(StatusCodes.Status200OK, "application/geo+json")
            .WithSummary("Public reports and placed proposals, for a map (GeoJSON, RFC 7946); with a bbox those of that view.").WithMetadata(new SameForEveryoneAttribute());
    }

    // These need no token, so that what was written without a network can be sent days later. A browser that acts for another site says so.
    private static ValueTask<object?> OwnPagesOnly(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        HttpMethods.IsPost(context.HttpContext.Request.Method) && context.HttpContext.Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
            ? throw Refusal.Forbidden("voice.other-site") : next(context);

    private static string Page(HttpContext http, string kind, int number) => $"/{http.GetRouteValue("town")}/{kind}/{number}";
}
