using Machimichi.Platform.Data;
using Machimichi.Voice.Following;
using Machimichi.Voice.Proposals;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Answers;

/// <summary>An address that hears what becomes of a proposal.</summary>
/// <param name="Whose">How they came to it: <c>proposal</c> for its author, <c>supported</c>, <c>followed</c>.</param>
internal readonly record struct Listener(string Mail, string Language, string Whose);

internal static class Listeners
{
    /// <summary>One address hears once, as what it is first: author, supporter, follower.</summary>
    public static async Task<IReadOnlyList<Listener>> ListenersTo(this MachimichiDb db, Proposal proposal, CancellationToken ct)
    {
        var supporters = await db.Supports.AsNoTracking().Where(s => s.ProposalId == proposal.Id && s.Mail != "").Select(s => new { s.Mail, s.Language }).ToListAsync(ct);
        var followers = await db.FollowersOf(proposal.Id, ct);
        return [.. new[] { new Listener(proposal.Mail, proposal.Language, "proposal") }
            .Concat(supporters.Select(s => new Listener(s.Mail, s.Language, "supported")))
            .Concat(followers.Select(f => new Listener(f.Mail, f.Language, "followed")))
            .Where(l => l.Mail.Length > 0).DistinctBy(l => l.Mail, StringComparer.OrdinalIgnoreCase)];
    }
}
