using System.Security.Cryptography;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Microsoft.AspNetCore.DataProtection;

namespace Machimichi.Voice.Following;

/// <summary>
/// The links in letters: each names, sealed by the installation's keys, what it is good for. So whoever holds the letter needs no
/// account, nobody else can make one, and the database keeps no secret of it.
/// </summary>
public sealed class LetterLinks(MachimichiDb db, IDataProtectionProvider protection, PlatformOptions options)
{
    public static readonly TimeSpan YesLives = TimeSpan.FromDays(7);

    /// <summary>Ends all letters about one thing to one address.</summary>
    internal string End(string kind, Guid subject, string mail) => $"{options.PublicAddress}/{db.Town.Slug}/letters/end?t={Ends().Protect($"{kind} {subject:N} {mail}")}";

    internal (string Kind, Guid Subject, string Mail)? ReadEnd(string? token) =>
        Open(Ends(), token)?.Split(' ', 3) is [var kind, var subject, var mail] ? (kind, Guid.Parse(subject), mail) : null;

    /// <summary>Says yes to letters, within <see cref="YesLives"/>.</summary>
    internal string Yes(Follow follow) =>
        $"{options.PublicAddress}/{db.Town.Slug}/follows/confirm?t={Uri.EscapeDataString(YesSeal().ToTimeLimitedDataProtector().Protect($"{follow.Id:N} {follow.Mail}", YesLives))}";

    internal (Guid Follow, string Mail)? ReadYes(string? token) =>
        Open(YesSeal().ToTimeLimitedDataProtector(), token)?.Split(' ', 2) is [var id, var mail] ? (Guid.Parse(id), mail) : null;

    // A town's link is no other town's.
    private IDataProtector Ends() => protection.CreateProtector("letters", db.Town.Slug, "end");

    private IDataProtector YesSeal() => protection.CreateProtector("letters", db.Town.Slug, "yes");

    private static string? Open(IDataProtector seal, string? token)
    {
        if (string.IsNullOrEmpty(token)) return null;
        try { return seal.Unprotect(token); }
        catch (CryptographicException) { return null; }
    }
}
