using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Answers;
using Machimichi.Voice.Moderation;
using Machimichi.Voice.Photos;
using Machimichi.Voice.Writing;
using Machimichi.Works;
using Machimichi.Works.Cases;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Reports;

/// <summary>One report: for everyone unless it is private; with its secret, from the browser that sent it, or for staff in any case.</summary>
public sealed class ShowReport(MachimichiDb db, Actor actor, CaseTimeline timeline, ReportAccess access, AnswerRepair repairs)
{
    /// <param name="Own">Is the reader the one who sent it (by the secret link, or by this browser)?</param>
    /// <param name="HasMail">Told to the reporter only: does an address wait for news?</param>
    /// <param name="Steps">What its case went through, with what the town wrote; first step first.</param>
    /// <param name="CaseNumber">Told to staff only.</param>
    /// <param name="AfterPhoto">The photo that proves the repair.</param>
    /// <param name="Repair">What its sender said last of a repair; told to the sender and to staff.</param>
    /// <param name="NotShown">Why only its sender and staff see it; null for what everyone may see.</param>
    public sealed record View(int Number, string Title, string Text, string Category, string District, double? Latitude, double? Longitude, PlaceSource PlaceSource, string Nickname,
        bool Private, bool Urgent, CaseState State, DateTime SubmittedAt, DateTime? DoneAt, bool Own, bool HasMail, PhotosView Photos,
        IReadOnlyList<AnswerView> Answers, IReadOnlyList<CaseTimeline.Step> Steps, Guid? BeforePhoto, Guid? AfterPhoto, int? CaseNumber, NotShown? NotShown = null, AnswerRepair.View? Repair = null);

    public async Task<View> Handle(int number, string? secret, CancellationToken ct)
    {
        var r = await db.AllReports.AsNoTracking().SingleOrDefaultAsync(r => r.Number == number, ct) ?? throw Refusal.NotFound("report.unknown");
        var own = await access.IsOwn(r, secret, ct);
        if (r.Private && !own && !actor.IsStaff) throw Refusal.Forbidden("report.private");
        if (r.HiddenAt is not null && !own && !actor.IsStaff) throw NotShown.ToOthers();
        var work = await timeline.Of(new Subject(Report.Kind, r.Id), ct);
        return new View(r.Number, r.Title, r.Text, r.Category, r.District, r.Latitude, r.Longitude, r.PlaceSource, r.Nickname, r.Private, r.Urgent, work?.State ?? r.State,
            r.SubmittedAt, r.DoneAt, own, own && r.Mail.Length > 0, await PhotosView.Of(db, Report.Kind, r.Id, ct), await AnswerView.Of(db, Report.Kind, r.Id, ct),
            work?.Steps ?? [], work?.BeforePhoto, work?.AfterPhoto, actor.IsStaff ? work?.CaseNumber : null,
            r.HiddenAt is null ? null : await NotShown.Of(db, r.Id, ct),
            own || actor.IsStaff ? (await repairs.OfReports([r.Id], ct)).LastOrDefault(a => r.DoneAt is null || a.At >= r.DoneAt) : null);
    }
}
