using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Language;
using Machimichi.Voice.Moderation;
using Machimichi.Voice.Others;
using Machimichi.Voice.Photos;
using Machimichi.Voice.Proposals;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Reports;

/// <summary>What belongs to a report beside its first words: answers to questions, what was told later, for whom it was written.</summary>
public sealed class ShowMore(MachimichiDb db, Actor actor, Speech speech, ReportAccess access)
{
    public sealed record AdditionView(string Text, DateTime At, PhotosView Photos);

    /// <summary>Told to staff only.</summary>
    public sealed record Consent(SpokenBy Source, DateOnly AgreedOn, string AgreedTo, string Contact);

    /// <param name="Spoken">Was it written for somebody else?</param>
    public sealed record View(IReadOnlyList<DetailView> Details, IReadOnlyList<AdditionView> Additions, bool Withdrawn, bool Spoken, Consent? Consent);

    public async Task<View> OfReport(int number, string? secret, CancellationToken ct)
    {
        var report = await db.AllReports.AsNoTracking().SingleOrDefaultAsync(r => r.Number == number, ct) ?? throw Refusal.NotFound("report.unknown");
        var all = actor.IsStaff || await access.IsOwn(report, secret, ct);
        if (report.Private && !all) throw Refusal.Forbidden("report.private");
        if (report.HiddenAt is not null && !all) throw NotShown.ToOthers();
        var details = ReportDetails.Say(db.Town.FindCategory(report.Category, Report.Kind), report.Details, speech);
        var told = new List<AdditionView>();
        foreach (var addition in await db.Additions.AsNoTracking().Where(a => a.ReportId == report.Id).OrderBy(a => a.At).ThenBy(a => a.Id).ToListAsync(ct))
            told.Add(new AdditionView(addition.Text, addition.At, await PhotosView.Of(db, Addition.Kind, addition.Id, ct)));
        var spoken = await SpokenOf(Report.Kind, report.Id, ct);
        return new View([.. details.Where(d => d.Public || all)], told, report.WithdrawnAt is not null, spoken is not null, actor.IsStaff ? spoken : null);
    }

    public async Task<bool> IsProposalSpoken(int number, CancellationToken ct)
    {
        var (spoken, proposals) = (db.SpokenFors, db.Proposals);
        return await spoken.AnyAsync(s => s.SubjectKind == Proposal.Kind && proposals.Any(p => p.Number == number && p.Id == s.SubjectId), ct);
    }

    private Task<Consent?> SpokenOf(string kind, Guid id, CancellationToken ct) =>
        db.SpokenFors.AsNoTracking().Where(s => s.SubjectKind == kind && s.SubjectId == id).Select(s => new Consent(s.Source, s.AgreedOn, s.AgreedTo, s.Contact)).SingleOrDefaultAsync(ct);
}
