using Machimichi.Platform.Data;
using Machimichi.Voice.Writing;

namespace Machimichi.Voice.Moderation;

/// <summary>What holds a word of the town's list is kept from view until staff have looked at it; nothing is dropped.</summary>
internal static class HeldWords
{
    public const string Reason = "words";

    /// <returns>Was one found?</returns>
    public static bool Hold(this MachimichiDb db, string kind, IModerated thing, params string[] texts)
    {
        var said = PlainText.Folded(string.Join('\n', texts));
        var found = (db.Town.Moderation.HeldWords ?? []).Where(w => said.Contains(PlainText.Folded(w), StringComparison.Ordinal)).ToList();
        if (found.Count == 0) return false;
        thing.TakeDown(db.Now);
        db.Decisions.Add(new Decision(kind, thing.Id, thing.Number, Verdict.Held, Reason, string.Join("、", found), "system", db.Now));
        db.Note("system", $"{kind}.held", kind, thing.Id, new { thing.Number });
        return true;
    }
}
