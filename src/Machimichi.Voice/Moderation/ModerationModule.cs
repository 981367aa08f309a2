using Machimichi.Platform.Data;
using Machimichi.Platform.Http;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Photos;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Voice.Moderation;

internal static class ModerationModule
{
    public static IServiceCollection AddModeration(this IServiceCollection services) => services
        .AddSingleton<IModelPart, ModerationModel>().AddScoped<IPhotoOwner, ProposalPhotos>()
        .AddScoped<Moderate>().AddScoped<ListModeration>().AddScoped<SendNotice>().AddScoped<BlockPerson>().AddScoped<SetModeration>();

    public static void MapModeration(this IEndpointRouteBuilder routes)
    {
        var staff = routes.MapGroup("/{town}/console/moderation").RequireAuthorization(InTown.Staff);
        staff.MapPost("/{kind}/{number:int}/hiding", async (string kind, int number, [FromForm] string? reason, [FromForm] string? words, Moderate handler, HttpContext http, CancellationToken ct) =>
            await Decided(http, await handler.Hide(kind, number, reason, words, ct)));
        staff.MapPost("/{kind}/{number:int}/keeping", async (string kind, int number, [FromForm] string? back, Moderate handler, HttpContext http, CancellationToken ct) =>
            await Decided(http, await handler.Keep(kind, number, ct)));
        staff.MapPost("/decisions/{id:guid}/undoing", async (Guid id, [FromForm] string? back, Moderate handler, HttpContext http, CancellationToken ct) =>
            await Decided(http, await handler.Undo(id, ct)));
        staff.MapPost("/{kind}/{number:int}/block", async (string kind, int number, [FromForm] string? reason, [FromForm] int? days, BlockPerson handler, HttpContext http, CancellationToken ct) =>
        {
            await handler.Handle(new BlockPerson.Request(kind, number, reason, days), ct);
            return await http.Done($"/{http.GetRouteValue("town")}/console/moderation?list=blocked");
        });
        staff.MapPost("/blocks/{id:guid}/lifting", async (Guid id, [FromForm] string? back, BlockPerson handler, HttpContext http, CancellationToken ct) =>
        {
            await handler.Lift(id, ct);
            return await http.Done($"/{http.GetRouteValue("town")}/console/moderation?list=blocked");
        });
    }

    private static Task<IResult> Decided(HttpContext http, Moderate.Receipt receipt) => http.Done($"/{http.GetRouteValue("town")}/console/moderation?done={receipt.Decision}", receipt);
}
