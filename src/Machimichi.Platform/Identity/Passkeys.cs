using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Machimichi.Platform.Data;
using Microsoft.AspNetCore.Identity;

namespace Machimichi.Platform.Identity;

/// <summary>Signing in with what unlocks the phone. The framework checks challenge, origin, signature and counter; here is whose a passkey is.</summary>
public sealed class Passkeys(UserManager<Account> accounts, SignInManager<Account> signIn, UsedAnswers used, MachimichiDb db)
{
    public const int Most = 10, NameLimit = 40;

    /// <param name="Id">Base64url.</param>
    public sealed record View(string Id, string Name, DateTime AddedAt);

    public async Task<IReadOnlyList<View>> Of(Guid account) =>
        [.. (await accounts.GetPasskeysAsync(await Find(account))).OrderBy(p => p.CreatedAt).Select(p => new View(Base64Url.EncodeToString(p.CredentialId), p.Name ?? "", p.CreatedAt.UtcDateTime))];

    /// <summary>What the browser is asked for, as JSON of WebAuthn's creation options.</summary>
    public async Task<string> AskToAdd(Guid account)
    {
        var person = await Find(account);
        if ((await accounts.GetPasskeysAsync(person)).Count >= Most) throw Refusal.Conflict("passkey.too-many", ("limit", Most));
        var shown = person.Email ?? (person.Nickname.Length > 0 ? person.Nickname : "まちみち");
        return await signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity { Id = person.Id.ToString("N"), Name = shown, DisplayName = shown });
    }

    public async Task Add(Guid account, string? credential, string name)
    {
        var person = await Find(account);
        var made = await Checked(credential, signIn.PerformPasskeyAttestationAsync, r => r.Succeeded);
        if (made.UserEntity!.Id != person.Id.ToString("N")) throw Refusal.Forbidden("passkey.refused");
        if (await accounts.FindByPasskeyIdAsync(made.Passkey!.CredentialId) is not null) throw Refusal.Conflict("passkey.known");
        made.Passkey.Name = NameOf(name);
        await Keep(person, made.Passkey);
        db.Note($"account:{person.Id:N}", "passkey.added", "account", person.Id);
        await db.SaveChangesAsync();
    }

    public Task<string> AskToSignIn() => signIn.MakePasskeyRequestOptionsAsync(null!);

    /// <summary>The account of a passkey that has just been used. Its counter is kept, so that a copy of it is noticed.</summary>
    public async Task<Account> Redeem(string? credential)
    {
        var answer = await Checked(credential, signIn.PerformPasskeyAssertionAsync, r => r.Succeeded);
        await Keep(answer.User!, answer.Passkey!);
        return answer.User!;
    }

    public async Task Rename(Guid account, string id, string name)
    {
        var (person, passkey) = await Find(account, id);
        passkey.Name = NameOf(name);
        await Keep(person, passkey);
    }

    public async Task Remove(Guid account, string id)
    {
        var (person, passkey) = await Find(account, id);
        if (person.Email is null && (await accounts.GetLoginsAsync(person)).Count == 0 && (await accounts.GetPasskeysAsync(person)).Count == 1) throw Refusal.Conflict("passkey.last");
        await accounts.RemovePasskeyAsync(person, passkey.CredentialId);
        db.Note($"account:{person.Id:N}", "passkey.removed", "account", person.Id);
        await db.SaveChangesAsync();
    }

    private async Task<Account> Find(Guid account) => await accounts.FindByIdAsync(account.ToString()) ?? throw Refusal.Forbidden();

    private async Task<(Account, UserPasskeyInfo)> Find(Guid account, string id)
    {
        var person = await Find(account);
        var raw = new byte[id.Length];
        if (!Base64Url.TryDecodeFromChars(id, raw, out var length)) throw Refusal.NotFound();
        return (person, await accounts.GetPasskeyAsync(person, raw[..length]) ?? throw Refusal.NotFound());
    }

    private async Task Keep(Account person, UserPasskeyInfo passkey)
    {
        if (!(await accounts.AddOrUpdatePasskeyAsync(person, passkey)).Succeeded) throw Refusal.Conflict("passkey.refused");
    }

    // The framework's word for "no challenge waits for this browser" is an exception of its own.
    private async Task<T> Checked<T>(string? credential, Func<string, Task<T>> check, Func<T, bool> succeeded)
    {
        if (string.IsNullOrEmpty(credential) || credential.Length > 20_000) throw Refusal.Forbidden("passkey.refused");
        T result;
        try { result = await check(credential); }
        catch (InvalidOperationException) { throw Refusal.Forbidden("passkey.too-late"); }
        if (!succeeded(result) || !used.First(credential, db.Now)) throw Refusal.Forbidden("passkey.refused");
        return result;
    }

    private static string NameOf(string name)
    {
        var line = string.Concat(name.Where(c => !char.IsControl(c))).Trim();
        if (line.Length is 0 or > NameLimit) throw new Refusal("passkey.name", "name", values: [("limit", NameLimit)]);
        return line;
    }
}

/// <summary>
/// Answers of passkeys that were accepted, for as long as their challenge could be shown again. Many phones do not count, so the counter
/// alone does not stop somebody who recorded an answer together with the browser's cookie.
/// </summary>
public sealed class UsedAnswers
{
    public static readonly TimeSpan ChallengeLives = TimeSpan.FromMinutes(15);
    private readonly ConcurrentDictionary<string, DateTime> seen = new(StringComparer.Ordinal);

    internal bool First(string answer, DateTime now)
    {
        foreach (var (key, at) in seen)
            if (now - at > ChallengeLives + ChallengeLives) seen.TryRemove(key, out _);
        return seen.TryAdd(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(SignedPart(answer)))), now);
    }

    // Not the whole text: a space more would make another one.
    private static string SignedPart(string answer)
    {
        try
        {
            using var json = System.Text.Json.JsonDocument.Parse(answer);
            return json.RootElement.GetProperty("response").GetProperty("clientDataJSON").GetString() ?? answer;
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or KeyNotFoundException or InvalidOperationException) { return answer; }
    }
}
