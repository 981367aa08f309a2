using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Calls;

/// <summary>Staff make projects out of ideas, or write new ones, until the vote begins.</summary>
public sealed class EditProjects(MachimichiDb db, Actor actor)
{
    public const int TitleLimit = 80, DescriptionLimit = 2000, Most = 50;

    /// <param name="Number">Of the project that is changed; null for a new one.</param>
    /// <param name="Idea">Number of the proposal that a new one comes from.</param>
    public sealed record Request(string Slug, int? Number, string? Title, string? Description, string? Cost, int? Idea = null);

    public static IReadOnlyList<Refusal> Problems(Request request)
    {
        var (title, description) = (PlainText.Line(request.Title), PlainText.Lines(request.Description));
        Refusal?[] found =
        [
            title.Length == 0 ? new Refusal("call.project-title", "title") : PlainText.TooLong(title, TitleLimit, "title"),
            PlainText.TooLong(description, DescriptionLimit, "description"),
            CallForm.Amount(request.Cost) is null ? new Refusal("call.cost-missing", "cost") : null,
        ];
        return [.. found.OfType<Refusal>()];
    }

    /// <returns>The project's number within the call.</returns>
    public Task<int> Save(Request request, CancellationToken ct)
    {
        if (Problems(request) is [var first, ..]) throw first;
        var (title, description, cost) = (PlainText.Line(request.Title), PlainText.Lines(request.Description), CallForm.Amount(request.Cost)!.Value);
        return Edit(request.Slug, async call =>
        {
            // A project that can never be paid would only take votes from those that can.
            if (call.Mode == VoteMode.Budget && cost > Math.Min(call.PerPerson, call.Total))
                throw new Refusal("call.cost-over", "cost", values: [("amount", VoteRules.Yen(Math.Min(call.PerPerson, call.Total)))]);
            if (request.Number is { } number)
            {
                var project = await Find(call, number, ct);
                project.Change(title, description, cost);
                db.Note(actor.Name, "call.project-changed", Call.Kind, call.Id, new { call.Slug, number, title, cost });
                return number;
            }
            return await Add(call, title, description, cost, await IdeaOf(call, request.Idea, ct), ct);
        }, ct);
    }

    public Task<int> Remove(string slug, int number, CancellationToken ct) => Edit(slug, async call =>
    {
        if (await db.Projects.SingleOrDefaultAsync(p => p.CallId == call.Id && p.Number == number, ct) is not { } project) return number;
        db.Projects.Remove(project);
        db.Note(actor.Name, "call.project-removed", Call.Kind, call.Id, new { slug, number, project.Title });
        return number;
    }, ct);

    private async Task<int> Add(Call call, string title, string description, long cost, int? idea, CancellationToken ct)
    {
        var there = await db.Projects.Where(p => p.CallId == call.Id).Select(p => new { p.Number, p.Title, p.Cost, p.ProposalNumber }).ToListAsync(ct);
        // The same form sent twice is one project.
        if (there.FirstOrDefault(p => p.Title == title && p.Cost == cost && p.ProposalNumber == idea) is { } same) return same.Number;
        if (idea is not null && there.Any(p => p.ProposalNumber == idea)) throw new Refusal("call.idea-taken", "title", RefusalKind.Conflict);
        if (there.Count >= Most) throw new Refusal("call.projects-many", "title", values: [("most", Most)]);
        var number = there.Count == 0 ? 1 : there.Max(p => p.Number) + 1;
        db.Projects.Add(new Project(call.Id, number, title, description, cost, idea));
        db.Note(actor.Name, "call.project-added", Call.Kind, call.Id, new { call.Slug, number, title, cost, idea });
        return number;
    }

    private async Task<int?> IdeaOf(Call call, int? number, CancellationToken ct) =>
        number is null ? null
        : await db.Proposals.AnyAsync(p => p.Number == number && p.CallId == call.Id, ct) ? number
        : throw new Refusal("call.idea-unknown", "title", RefusalKind.NotFound);

    private async Task<Project> Find(Call call, int number, CancellationToken ct) =>
        await db.Projects.SingleOrDefaultAsync(p => p.CallId == call.Id && p.Number == number, ct) ?? throw Refusal.NotFound("call.project-unknown");

    private async Task<int> Edit(string slug, Func<Call, Task<int>> edit, CancellationToken ct)
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var call = await db.LockCall(slug, ct);
        call.AskForProjectChange(db.Now);
        var number = await edit(call);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return number;
    }
}
