using Machimichi.Platform.Data;
using Machimichi.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Voice.Comments;

internal static class CommentsModule
{
    public static IServiceCollection AddComments(this IServiceCollection services) => services
        .AddSingleton<IModelPart, CommentModel>().AddScoped<SubmitComment>().AddScoped<ChangeComment>().AddScoped<ListComments>();

    public static void MapComments(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/{town}/proposals/{number:int}/comments/{comment:int}/withdrawal", async (int number, int comment, [FromForm] string? back, ChangeComment handler, HttpContext http, CancellationToken ct) =>
            await http.Done($"/{http.GetRouteValue("town")}/proposals/{number}", await handler.Withdraw(number, comment, ct))).AllowAnonymous();
}
