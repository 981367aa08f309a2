using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Writing;

namespace Machimichi.Voice.Moderation;

/// <summary>A real name is never needed, but nobody speaks here as if they were the town.</summary>
internal static class TakenNames
{
    private static readonly string[] Office = ["役場", "役所", "町長", "村長", "市長", "職員", "公式", "行政", "教育委員会", "管理者", "運営", "まちみち", "admin", "official", "moderator", "townhall", "mayor"];

    /// <summary>Refuses a nickname that sounds like the town office, or that the town's own list names; staff may use any.</summary>
    public static void RefuseName(this MachimichiDb db, Actor actor, string? nickname)
    {
        var name = PlainText.Folded(PlainText.Line(nickname)).Replace(" ", "", StringComparison.Ordinal);
        if (name.Length == 0 || actor.IsStaff) return;
        if (Office.Concat(db.Town.Moderation.RefusedNames ?? []).Append(db.Town.Name.Ja).Any(n => name.Contains(PlainText.Folded(n), StringComparison.Ordinal))) throw new Refusal("nickname.taken", "nickname");
    }
}
