using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Towns;
using Machimichi.Works.Cases;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works.Priority;

/// <summary>The town says what counts how much, and sees what that makes of its list before it is saved.</summary>
public sealed class SetWeights(MachimichiDb db, Actor actor, TownDirectory towns)
{
    public const double Most = 100;
    private const int Shown = 20;

    /// <param name="Place">From 1, with the weights that were tried.</param>
    /// <param name="PlaceNow">With the weights that hold now.</param>
    public sealed record Row(int Place, int PlaceNow, int Number, string Title, double Points);

    public static Refusal? Problem(PriorityWeights weights) =>
        new[] { weights.Severity, weights.People, weights.Seen, weights.Near, weights.Waiting }.Any(w => !(w is >= 0 and <= Most)) ? new Refusal("weights.range", "weights", values: [("most", (int)Most)]) : null;

    /// <summary>The first open cases as the weights would order them.</summary>
    public async Task<IReadOnlyList<Row>> Preview(PriorityWeights weights, CancellationToken ct)
    {
        if (Problem(weights) is { } problem) throw problem;
        var (tried, rulesNow, now) = (WorkRules.Of(db.Town, weights), WorkRules.Of(db.Town), db.Now);
        var open = await db.Cases.AsNoTracking().Where(Case.IsOpenNow).Select(c => new
        {
            c.Number, c.Title,
            Weighed = new Weighed(c.Severity, c.Subjects.Count(s => s.Kind == "report"), c.Subjects.Count(s => s.Kind == "defect"), c.Latitude, c.Longitude, c.OpenedAt),
        }).ToListAsync(ct);
        var placeNow = open.OrderByDescending(c => rulesNow.Rank(c.Weighed)).ThenBy(c => c.Number).Select((c, i) => (c.Number, Place: i + 1)).ToDictionary(p => p.Number, p => p.Place);
        return [.. open.OrderByDescending(c => tried.Rank(c.Weighed)).ThenBy(c => c.Number).Take(Shown)
            .Select((c, i) => new Row(i + 1, placeNow[c.Number], c.Number, c.Title, tried.Reasons(c.Weighed, now).Sum(r => r.Points)))];
    }

    public async Task Save(PriorityWeights weights, CancellationToken ct)
    {
        if (Problem(weights) is { } problem) throw problem;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var town = await towns.Change(db, db.Town with { Works = db.Town.Works with { Weights = weights } }, actor.Name, ct);
        var rules = WorkRules.Of(town);
        foreach (var one in await db.Cases.Include(c => c.Subjects).Where(Case.IsOpenNow).ToListAsync(ct)) one.Weigh(rules);
        db.Note(actor.Name, "weights.changed", "town", Guid.Empty, weights);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        towns.Changed(town);
    }
}
