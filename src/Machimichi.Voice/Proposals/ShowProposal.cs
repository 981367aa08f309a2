using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Answers;
using Machimichi.Voice.Moderation;
using Machimichi.Voice.Photos;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Proposals;

/// <summary>One proposal as everyone may read it, and what the reader has to do with it.</summary>
public sealed class ShowProposal(MachimichiDb db, Actor actor)
{
    /// <param name="Supported">Does the reader support it?</param>
    /// <param name="Mine">Did the reader write it?</param>
    /// <param name="Answers">Latest first.</param>
    /// <param name="NotShown">Why only its author and staff see it; null for what everyone sees.</param>
    /// <param name="MayEdit">May the reader, who wrote it, still change its words?</param>
    /// <param name="Milestones">In the order of their days.</param>
    /// <param name="Versions">Its words before they were changed, latest first.</param>
    public sealed record View(int Number, string Title, string Body, string Category, string District, double? Latitude, double? Longitude, string Nickname,
        DateTime SubmittedAt, int Supports, ProposalState State, Outcome? Outcome, bool Supported, bool Mine, PhotosView Photos, IReadOnlyList<AnswerView> Answers,
        DateTime? EditedAt, DateTime? WithdrawnAt, bool MayEdit, IReadOnlyList<Version> Versions,
        IReadOnlyList<MilestoneView> Milestones, NotShown? NotShown = null);

    public sealed record Version(string Title, string Body, DateTime Until);

    public async Task<View> Handle(int number, CancellationToken ct)
    {
        var p = await db.AllProposals.AsNoTracking().SingleOrDefaultAsync(p => p.Number == number, ct) ?? throw Refusal.NotFound("proposal.unknown");
        var me = actor.PersonId;
        var mine = me != Guid.Empty && p.PersonId == me;
        if (p.HiddenAt is not null && !mine && !actor.IsStaff) throw NotShown.ToOthers();
        var supported = me != Guid.Empty && await db.Supports.AnyAsync(s => s.ProposalId == p.Id && s.PersonId == me, ct);
        var versions = p.EditedAt is null ? [] : await db.ProposalVersions.AsNoTracking().Where(v => v.ProposalId == p.Id).OrderByDescending(v => v.Until).Select(v => new Version(v.Title, v.Body, v.Until)).ToListAsync(ct);
        return new View(p.Number, p.Title, p.Body, p.Category, p.District, p.Latitude, p.Longitude, p.Nickname, p.SubmittedAt, p.SupportCount, p.State, p.Outcome,
            supported, mine, await PhotosView.Of(db, Proposal.Kind, p.Id, ct), await AnswerView.Of(db, Proposal.Kind, p.Id, ct),
            p.EditedAt, p.WithdrawnAt, mine && p.MayEdit(db.Now), versions, [.. (await MilestoneView.Of(db, [p.Id], ct))[p.Id]], p.HiddenAt is null ? null : await NotShown.Of(db, p.Id, ct));
    }
}
