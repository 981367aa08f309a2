using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Http;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Language;
using Machimichi.Platform.People;
using Machimichi.Works.Cases;
using Machimichi.Works.Joins;
using Machimichi.Works.Notes;
using Machimichi.Works.Orders;
using Machimichi.Works.Priority;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Works;

public static class WorksModule
{
    public static IServiceCollection AddWorks(this IServiceCollection services) => services
        .AddTexts(typeof(WorksModule).Assembly)
        .AddSingleton<IModelPart, WorksModel>()
        .AddScoped<IPersonalData, WorksPersonalData>()
        .AddScoped<TriageDesk>().AddScoped<LoadCases>().AddScoped<MoveCase>().AddScoped<JoinCases>().AddScoped<ListCases>().AddScoped<ShowCase>().AddScoped<CaseTimeline>().AddScoped<CountWork>()
        .AddScoped<SeparateSubject>().AddScoped<ProposeJoins>().AddScoped<ListProposals>().AddScoped<DecideProposal>().AddScoped<ScoreJoins>()
        .AddScoped<AssignCase>().AddScoped<WriteNote>().AddScoped<SetWeights>()
        .AddScoped<OrderWork>().AddScoped<OrderMany>().AddScoped<FinishWork>().AddScoped<ListOrders>().AddScoped<PublishedWorks>();

    public static void MapWorks(this IEndpointRouteBuilder routes)
    {
        MapJoins(routes);
        MapList(routes);
        MapCrew(routes);
        var cases = routes.MapGroup("/{town}/console/cases/{number:int}").RequireAuthorization(InTown.Staff);
        cases.MapPost("/confirmation", async (int number, MoveCase move, HttpContext http, [FromForm] string? back, CancellationToken ct) =>
        {
            await move.Confirm(number, ct);
            return await http.Done(Page(http, number));
        });
        cases.MapPost("/refusal", async (int number, [FromForm] string? text, MoveCase move, HttpContext http, CancellationToken ct) =>
        {
            await move.Decline(number, text ?? "", ct);
            return await http.Done(Page(http, number));
        });
        cases.MapPost("/handover", async (int number, [FromForm] string? text, [FromForm] string? office, MoveCase move, HttpContext http, CancellationToken ct) =>
        {
            await move.HandOver(number, text ?? "", office ?? "", ct);
            return await http.Done(Page(http, number));
        });
        cases.MapPost("/reopening", async (int number, [FromForm] string? text, MoveCase move, HttpContext http, CancellationToken ct) =>
        {
            await move.Reopen(number, text ?? "", ct);
            return await http.Done(Page(http, number));
        });
        cases.MapPost("/join", async (int number, [FromForm] int into, JoinCases join, HttpContext http, CancellationToken ct) =>
        {
            await join.Join(number, into, ct);
            return await http.Done(Page(http, into));
        });
        cases.MapPost("/separation", async (int number, JoinCases join, HttpContext http, [FromForm] string? back, CancellationToken ct) =>
        {
            await join.Undo(number, ct);
            return await http.Done(Page(http, number));
        });
        cases.MapPost("/subjects/{id:guid}/separation", async (int number, Guid id, SeparateSubject separate, HttpContext http, [FromForm] string? back, CancellationToken ct) =>
            await http.Done(Page(http, await separate.Handle(number, id, ct))));
        cases.MapPost("/assignment", async (int number, [FromForm] string? department, [FromForm] string? person, [FromForm] string? deadline, [FromForm] int version, AssignCase assign, HttpContext http, [FromForm] string? back, CancellationToken ct) =>
        {
            await assign.Handle(new AssignCase.Request(number, department ?? "", Given<Guid>(person, "person", "case.person-unknown"), Given<DateOnly>(deadline, "deadline", "deadline.unreadable"), version), ct);
            return await http.Done(Page(http, number));
        });
        cases.MapPost("/notes", async (int number, [FromForm] string? note, WriteNote write, HttpContext http, [FromForm] string? back, CancellationToken ct) =>
        {
            await write.Handle(number, note ?? "", ct);
            return await http.Done(Page(http, number));
        });
        cases.MapPost("/order", async (int number, [FromForm] string? instruction, [FromForm] string? text, OrderWork order, HttpContext http, CancellationToken ct) =>
            await http.Done(Page(http, number), await order.Handle(new OrderWork.Request(number, instruction ?? "", text ?? ""), ct)));
    }

    /// <param name="DoneAt">When the crew wrote it, by its own clock.</param>
    internal sealed record FinishedWork(string? Note, Guid? Before, Guid? After, DateTime? DoneAt);

    /// <param name="Words">What the crew should know: that the order was closed before this came.</param>
    internal sealed record FinishedReceipt(int Number, string Url, bool Late, string? Words);

    // JSON with a header of its own, so no token that grows old on the road; a browser that acts for another site says so.
    private static void MapCrew(IEndpointRouteBuilder routes) =>
        routes.MapPost("/{town}/api/v1/orders/{number:int}/completion", async (int number, FinishedWork work, [FromHeader(Name = "Idempotency-Key")] string? key, FinishWork finish, PlatformOptions options, Speech speech, HttpContext http, CancellationToken ct) =>
        {
            if (http.Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site") throw Refusal.Forbidden();
            if (string.IsNullOrEmpty(key)) throw new Refusal("order.key-missing", "key");
            var receipt = await finish.Handle(new FinishWork.Request(number, work.Note ?? "", work.Before, work.After, key, work.DoneAt), ct);
            return TypedResults.Ok(new FinishedReceipt(number, $"{options.PublicAddress}/{http.GetRouteValue("town")}/crew/orders/{number}", receipt.Late, receipt.Late ? speech["order.came-late"] : null));
        }).RequireAuthorization(InTown.Crew).WithTags("Works").WithSummary("A crew ends an order, with its photos; sent again under the same Idempotency-Key it is the same ending.")
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static void MapList(IEndpointRouteBuilder routes)
    {
        var list = routes.MapGroup("/{town}/console/cases").RequireAuthorization(InTown.Staff);
        list.MapPost("/orders", async ([FromForm] string? instruction, OrderMany order, HttpContext http, [FromForm] string? back, CancellationToken ct) =>
            await Told(http, back, "ordered", await order.Handle(await Chosen(http, ct), instruction ?? "", ct)));
        list.MapPost("/orders/undoing", async (OrderMany order, HttpContext http, [FromForm] string? back, CancellationToken ct) =>
            await Told(http, back, "undone", await order.Undo(await Chosen(http, ct), ct)));
    }

    private static async Task<IReadOnlyCollection<int>> Chosen(HttpContext http, CancellationToken ct) =>
        [.. (await http.Request.ReadFormAsync(ct))["case"].Select(text => int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : throw new Refusal("case.unknown", "case")).Distinct()];

    // Back to the list as it was filtered, which says what was done and offers the way back.
    private static async Task<IResult> Told(HttpContext http, string? back, string what, OrderMany.Receipt receipt)
    {
        var done = await http.Done($"/{http.GetRouteValue("town")}/console/cases", receipt);
        if (http.Response.Headers.Location is [{ } to, ..])
            http.Response.Headers.Location = $"{to}{(to.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{what}={string.Join(',', receipt.Ordered)}&left={string.Join(',', receipt.Left)}";
        return done;
    }

    private static void MapJoins(IEndpointRouteBuilder routes)
    {
        var joins = routes.MapGroup("/{town}/console/joins/{id:guid}").RequireAuthorization(InTown.Staff);
        joins.MapPost("/confirmation", async (Guid id, DecideProposal decide, HttpContext http, [FromForm] string? back, CancellationToken ct) =>
        {
            await decide.Confirm(id, ct);
            return await http.Done(Joins(http));
        });
        joins.MapPost("/refusal", async (Guid id, DecideProposal decide, HttpContext http, [FromForm] string? back, CancellationToken ct) =>
        {
            await decide.Refuse(id, ct);
            return await http.Done(Joins(http));
        });
        joins.MapPost("/return", async (Guid id, DecideProposal decide, HttpContext http, [FromForm] string? back, CancellationToken ct) =>
        {
            await decide.Return(id, ct);
            return await http.Done(Joins(http));
        });
    }

    private static string Joins(HttpContext http) => $"/{http.GetRouteValue("town")}/console/joins";

    private static T? Given<T>(string? text, string field, string refusal) where T : struct, IParsable<T> =>
        string.IsNullOrEmpty(text) ? null : T.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : throw new Refusal(refusal, field);

    private static string Page(HttpContext http, int number) => $"/{http.GetRouteValue("town")}/console/cases/{number}";
}
