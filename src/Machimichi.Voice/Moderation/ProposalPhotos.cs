using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Photos;
using Machimichi.Voice.Proposals;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Moderation;

/// <summary>The photos of a proposal that was taken down stay its author's to see.</summary>
internal sealed class ProposalPhotos(MachimichiDb db, Actor actor) : IPhotoOwner
{
    public string OwnerKind => Proposal.Kind;

    public async Task<bool> MaySee(Guid ownerId, string? key, CancellationToken ct) =>
        actor.PersonId != Guid.Empty && await db.AllProposals.AnyAsync(p => p.Id == ownerId && p.PersonId == actor.PersonId, ct);
}
