using Machimichi.Platform.Data;
using Machimichi.Platform.Notifications;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Platform.Identity;

/// <summary>One-time links that sign a person in: made for a mail address, used once, gone after a while.</summary>
public sealed class SignInLinks(UserManager<Account> accounts, MachimichiDb db, PlatformOptions options)
{
    private const string Purpose = "sign-in";

    /// <summary>The account of a mail address, made at the first need.</summary>
    public async Task<Account> AccountOf(string email, CancellationToken ct)
    {
        email = email.Trim();
        if (!System.Net.Mail.MailAddress.TryCreate(email, out var parsed) || parsed.Address != email || email.Length > 254)
            throw new Refusal("mail.unreadable", "email");
        var account = await accounts.FindByEmailAsync(email);
        if (account is not null) return account;
        account = new Account { UserName = Guid.CreateVersion7().ToString("N"), Email = email, EmailConfirmed = false };
        var made = await accounts.CreateAsync(account);
        if (!made.Succeeded) throw new Refusal("mail.unreadable", "email");
        return account;
    }

    /// <summary>Gives a role in the chosen town.</summary>
    public async Task Grant(Account account, Role role, string actor, CancellationToken ct)
    {
        if (await db.Memberships.AnyAsync(m => m.TownId == db.Town.Slug && m.AccountId == account.Id && m.Role == role, ct)) return;
        db.Memberships.Add(new Membership { TownId = db.Town.Slug, AccountId = account.Id, Role = role });
        db.Note(actor, "role.granted", "account", account.Id, new { role = role.ToString() });
        await db.SaveChangesAsync(ct);
    }

    /// <summary>The address that signs this person in once.</summary>
    public async Task<string> LinkFor(Account account, string path)
    {
        var token = await accounts.GenerateUserTokenAsync(account, TokenOptions.DefaultProvider, Purpose);
        return $"{options.PublicAddress}/{db.Town.Slug}/sign-in/{account.Id:N}?token={Uri.EscapeDataString(token)}&to={Uri.EscapeDataString(path)}";
    }

    /// <summary>The account that a link belongs to; a link used or too old is refused. Changing the stamp makes every other link of that person void.</summary>
    public async Task<Account> Redeem(Guid accountId, string token)
    {
        var account = await accounts.FindByIdAsync(accountId.ToString());
        if (account is null || !await accounts.VerifyUserTokenAsync(account, TokenOptions.DefaultProvider, Purpose, token))
            throw new Refusal("sign-in.link-used", kind: RefusalKind.Forbidden);
        account.EmailConfirmed = true;
        await accounts.UpdateSecurityStampAsync(account);
        return account;
    }

    /// <summary>Mails the link, and says the same whether or not the address is known here.</summary>
    public async Task MailLink(string email, string path, Func<string, (string Subject, string Body)> text, CancellationToken ct)
    {
        var account = await AccountOf(email, ct);
        var (subject, body) = text(await LinkFor(account, path));
        db.Send(account.Email!, subject, body);
        await db.SaveChangesAsync(ct);
    }
}
