using Machimichi.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Platform.People;

/// <summary>Roles and letters of a town. The account itself belongs to no town: <see cref="CollectPerson"/> hands it over and <see cref="ForgetPerson"/> deletes it.</summary>
internal sealed class PlatformPersonalData(MachimichiDb db) : IPersonalData
{
    public IReadOnlyCollection<string> Columns =>
    [
        "memberships.account_id", "sessions.account_id", "personal_exports.person_id", "personal_exports.mail", "outgoing_messages.to",
        "asp_net_users.nickname", "asp_net_users.email", "asp_net_users.normalized_email", "asp_net_users.user_name", "asp_net_users.normalized_user_name", "asp_net_users.phone_number",
        "asp_net_user_claims.user_id", "asp_net_user_logins.user_id", "asp_net_user_tokens.user_id", "asp_net_user_passkeys.user_id",
    ];

    public async Task HandOver(Person person, PersonalFile file, CancellationToken ct)
    {
        var town = db.Town.Slug;
        file.Add("roles", (await db.Memberships.Where(m => m.TownId == town && m.AccountId == person.Id).Select(m => m.Role).ToListAsync(ct)).Select(r => new { role = r.ToString() }));
        if (person.Mail.Length > 0)
            file.Add("letters", await db.OutgoingMessages.Where(m => m.TownId == town && m.To == person.Mail).OrderBy(m => m.CreatedAt)
                .Select(m => new { m.Subject, text = m.Body, at = m.CreatedAt }).ToListAsync(ct));
    }

    public async Task Forget(Person person, Forgetting forgetting, CancellationToken ct)
    {
        var town = db.Town.Slug;
        await db.Memberships.Where(m => m.TownId == town && m.AccountId == person.Id).ExecuteDeleteAsync(ct);
        if (person.Mail.Length > 0) await db.DeleteLetters(db.OutgoingMessages.Where(m => m.TownId == town && m.To == person.Mail), ct);
    }
}

internal static class Letters
{
    // A ticket that failed may repeat the address in its error.
    public static async Task DeleteLetters(this MachimichiDb db, IQueryable<Notifications.OutgoingMessage> letters, CancellationToken ct)
    {
        await db.JobTickets.Where(t => letters.Any(m => m.Id == t.Id)).ExecuteDeleteAsync(ct);
        await letters.ExecuteDeleteAsync(ct);
    }
}
