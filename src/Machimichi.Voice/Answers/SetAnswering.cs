using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Towns;

namespace Machimichi.Voice.Answers;

/// <summary>The town says how it answers, and how often people may send.</summary>
public sealed class SetAnswering(MachimichiDb db, Actor actor, TownDirectory towns)
{
    public static Refusal? Problem(TownLimits limits, string field) => field switch
    {
        "person" => limits.PerPerson is >= TownLimits.LeastPerPerson and <= TownLimits.MostPerPerson ? null
            : new Refusal("limits.bounds", field, values: [("least", TownLimits.LeastPerPerson), ("most", TownLimits.MostPerPerson)]),
        _ => limits.PerNetwork >= limits.PerPerson && limits.PerNetwork is >= TownLimits.LeastPerNetwork and <= TownLimits.MostPerNetwork ? null
            : new Refusal("limits.bounds-network", field, values: [("least", Math.Max(TownLimits.LeastPerNetwork, Math.Min(limits.PerPerson, TownLimits.MostPerPerson))), ("most", TownLimits.MostPerNetwork)]),
    };

    public async Task Handle(TownAnswers answers, TownLimits limits, CancellationToken ct)
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        if ((Problem(limits, "person") ?? Problem(limits, "network")) is { } problem) throw problem;
        var town = await towns.Change(db, db.Town with { Answers = answers, Limits = limits }, actor.Name, ct);
        db.Note(actor.Name, "rules.changed", "town", Guid.Empty, new { answers.SecondPerson, limits.PerPerson, limits.PerNetwork });
        await db.SaveChangesAsync(ct);
        towns.Changed(town);
    }
}
