using Machimichi.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Following;

/// <summary>
/// Somebody wants to know what becomes of a proposal or a report: they find it on their own page, and hear of it by mail once the
/// address that they gave has said yes.
/// </summary>
internal sealed class Follow : ITownOwned
{
    private Follow() { }

    public Follow(string subjectKind, Guid subjectId, int subjectNumber, Guid personId, string language, DateTime at) =>
        (Id, SubjectKind, SubjectId, SubjectNumber, PersonId, Language, At) = (Guid.CreateVersion7(), subjectKind, subjectId, subjectNumber, personId, language, at);

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public string SubjectKind { get; private init; } = "";
    public Guid SubjectId { get; private init; }
    public int SubjectNumber { get; private init; }
    public Guid PersonId { get; private init; }
    public string Mail { get; private set; } = "";
    public string Language { get; private set; } = "";
    public DateTime At { get; private init; }

    /// <summary>When the address was asked whether it wants letters; null without one.</summary>
    public DateTime? AskedAt { get; private set; }

    /// <summary>When it said yes; nothing is written to it before.</summary>
    public DateTime? ConfirmedAt { get; private set; }

    public void AskForLetters(string mail, string language, DateTime at) => (Mail, Language, AskedAt, ConfirmedAt) = (mail, language, at, null);

    public void Confirm(DateTime at) => ConfirmedAt ??= at;
}

/// <summary>An address that wants to hear of something, and in which language.</summary>
internal readonly record struct Follower(string Mail, string Language);

internal static class Followers
{
    /// <summary>The addresses that said yes to letters about one thing.</summary>
    public static Task<List<Follower>> FollowersOf(this MachimichiDb db, Guid subject, CancellationToken ct) =>
        db.Follows.AsNoTracking().Where(f => f.SubjectId == subject && f.Mail != "" && f.ConfirmedAt != null).OrderBy(f => f.At).Select(f => new Follower(f.Mail, f.Language)).ToListAsync(ct);
}
