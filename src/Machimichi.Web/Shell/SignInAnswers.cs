using Machimichi.Platform.Data;
using Machimichi.Platform.Http;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Mine;

namespace Machimichi.Web.Shell;

internal static class SignInAnswers
{
    /// <summary>Where somebody goes who just signed in: where they wanted, but residents first past what they may take into their account.</summary>
    public static async Task<string> AfterSignIn(this HttpContext http, Account account, string? to, CancellationToken ct)
    {
        var (town, actor) = (http.RequestServices.GetRequiredService<TownScope>().Id, http.RequestServices.GetRequiredService<Actor>());
        var wanted = Answers.IsLocal(to) ? to! : $"/{town}/";
        if (wanted != $"/{town}/" && !wanted.StartsWith($"/{town}/me", StringComparison.Ordinal)) return wanted;
        actor.Be(account.Id, actor.VisitorId, actor.IsStaff, actor.SpeaksForOthers);
        var offer = await http.RequestServices.GetRequiredService<ClaimMine>().Look(ct);
        return offer.All == 0 ? wanted : $"/{town}/me/claim?to={Uri.EscapeDataString(wanted)}";
    }
}
