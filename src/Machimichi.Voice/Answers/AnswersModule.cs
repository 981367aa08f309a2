using Machimichi.Platform.Http;
using Machimichi.Platform.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Machimichi.Voice.Answers;

internal static class AnswersModule
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var staff = routes.MapGroup("/{town}/console").RequireAuthorization(InTown.Staff);
        staff.MapPost("/reports/{number:int}/answer", async (int number, [FromForm] string? body, [FromForm] string? department, PublishAnswer handler, HttpContext http, CancellationToken ct) =>
            await http.Done($"/{http.GetRouteValue("town")}/reports/{number}", await handler.ToReport(new PublishAnswer.Request(number, body, null, department), ct)));

        var proposal = staff.MapGroup("/proposals/{number:int}");
        proposal.MapPost("/answer", async (int number, [FromForm] string? body, [FromForm] string? outcome, [FromForm] string? department, PublishAnswer handler, HttpContext http, CancellationToken ct) =>
            await http.Done($"/{http.GetRouteValue("town")}/proposals/{number}", await handler.ToProposal(new PublishAnswer.Request(number, body, outcome, department), ct)));
        proposal.MapPost("/answer/draft", async (int number, [FromForm] string? body, [FromForm] string? outcome, [FromForm] string? department, DraftAnswer handler, HttpContext http, CancellationToken ct) =>
        {
            await handler.Save(new PublishAnswer.Request(number, body, outcome, department), ct);
            return await http.Done(Desk(http, number));
        });
        proposal.MapPost("/answer/draft/{id:guid}/publication", async (int number, Guid id, [FromForm] string? back, PublishAnswer handler, HttpContext http, CancellationToken ct) =>
            await http.Done(Desk(http, number), await handler.Draft(number, id, ct)));
        proposal.MapPost("/answer/draft/removal", async (int number, [FromForm] string? back, DraftAnswer handler, HttpContext http, CancellationToken ct) =>
        {
            await handler.Throw(number, ct);
            return await http.Done(Desk(http, number));
        });
        MapMilestones(proposal.MapGroup("/milestones"));
    }

    private static void MapMilestones(RouteGroupBuilder milestones)
    {
        milestones.MapPost("", async (int number, [FromForm] string? title, [FromForm] string? due, SetMilestones handler, HttpContext http, CancellationToken ct) =>
        {
            await handler.Add(new SetMilestones.Request(number, title, due), ct);
            return await http.Done(Desk(http, number));
        });
        milestones.MapPost("/{id:guid}/completion", async (int number, Guid id, [FromForm] string? back, SetMilestones handler, HttpContext http, CancellationToken ct) =>
        {
            await handler.Finish(number, id, ct);
            return await http.Done(Desk(http, number));
        });
        milestones.MapPost("/{id:guid}/move", async (int number, Guid id, [FromForm] string? due, [FromForm] string? reason, SetMilestones handler, HttpContext http, CancellationToken ct) =>
        {
            await handler.Move(number, id, due, reason, ct);
            return await http.Done(Desk(http, number));
        });
        milestones.MapPost("/{id:guid}/dropping", async (int number, Guid id, [FromForm] string? reason, SetMilestones handler, HttpContext http, CancellationToken ct) =>
        {
            await handler.Drop(number, id, reason, ct);
            return await http.Done(Desk(http, number));
        });
    }

    private static string Desk(HttpContext http, int number) => $"/{http.GetRouteValue("town")}/console/proposals/{number}";
}
