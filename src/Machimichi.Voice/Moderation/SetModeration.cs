using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Towns;
using Machimichi.Voice.Writing;

namespace Machimichi.Voice.Moderation;

/// <summary>The town says which words keep something from view until staff have looked, and which nicknames are not taken.</summary>
public sealed class SetModeration(MachimichiDb db, Actor actor, TownDirectory towns)
{
    public const int Most = 200, Longest = 40;

    /// <summary>One word a line; doubles and empty lines go.</summary>
    public static IReadOnlyList<string> WordsOf(string? text) => [.. PlainText.Lines(text).Split('\n').Select(w => w.Trim()).Where(w => w.Length > 0).Distinct()];

    public static Refusal? Problem(IReadOnlyList<string> words, string field) =>
        words.Count > Most ? new Refusal("moderation.too-many-words", field, values: [("limit", Most)])
        : words.FirstOrDefault(w => w.Length > Longest) is { } longest ? new Refusal("moderation.word-too-long", field, values: [("limit", Longest), ("word", longest)])
        // One character would hold nearly everything that anybody writes.
        : words.FirstOrDefault(w => PlainText.Folded(w).Length < 2) is { } shortest ? new Refusal("moderation.word-too-short", field, values: [("word", shortest)]) : null;

    public async Task Handle(IReadOnlyList<string> held, IReadOnlyList<string> names, CancellationToken ct)
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        if ((Problem(held, "held") ?? Problem(names, "names")) is { } problem) throw problem;
        var moderation = new TownModeration(held, names);
        var town = await towns.Change(db, db.Town with { Moderation = moderation }, actor.Name, ct);
        db.Note(actor.Name, "moderation.changed", "town", Guid.Empty, moderation);
        await db.SaveChangesAsync(ct);
        towns.Changed(town);
    }
}
