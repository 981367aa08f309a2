using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Voice.Moderation;
using Machimichi.Voice.Photos;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Reports;

/// <summary>The sender of a report tells more: words, photos, or both. Sent twice, it is told once.</summary>
public sealed class AddToReport(MachimichiDb db, Actor actor, ReportAccess access)
{
    public const int TextLimit = 2000, Most = 30;

    /// <param name="Secret">The word of the secret link; not needed by the browser that sent the report.</param>
    /// <param name="Key">Made with the form: <see cref="SubmissionKey.New"/>.</param>
    public sealed record Request(int Number, string? Secret, string? Key, string? Text, IReadOnlyList<Guid> Photos);

    public sealed record Receipt(int Number);

    public async Task<Receipt> Handle(Request request, CancellationToken ct)
    {
        var report = await Check(request, ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await Add(report, request, ct)) return new Receipt(report.Number);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return new Receipt(report.Number);
    }

    internal async Task<Report> Check(Request request, CancellationToken ct)
    {
        if (SubmissionKey.Problem(request.Key) is { } keyless) throw keyless;
        var report = await access.Own(request.Number, request.Secret, ct);
        await db.RefuseBlocked(actor, ct);
        if (report.WithdrawnAt is not null) throw Refusal.Conflict("report.is-withdrawn");
        var text = PlainText.Lines(request.Text);
        if (text.Length == 0 && request.Photos.Count == 0) throw new Refusal("report.addition-empty", "more");
        if (PlainText.TooLong(text, TextLimit, "more") is { } tooLong) throw tooLong;
        if (PhotosOfForm.Problem(request.Photos) is { } tooMany) throw tooMany;
        return report;
    }

    /// <summary>Adds to the unit of work, within the caller's transaction.</summary>
    /// <returns>False where this form was told before.</returns>
    internal async Task<bool> Add(Report report, Request request, CancellationToken ct)
    {
        // Writing the report's row first makes two sendings of one form wait for each other.
        await db.AllReports.Where(r => r.Id == report.Id).ExecuteUpdateAsync(s => s.SetProperty(r => r.Urgent, r => r.Urgent), ct);
        var hash = SubmissionKey.Hash(request.Key!);
        if (await db.Additions.AnyAsync(a => a.SubmissionHash == hash, ct)) return false;
        if (await db.Additions.CountAsync(a => a.ReportId == report.Id, ct) >= Most) throw Refusal.Conflict("report.additions-full", ("limit", Most));
        var photos = await PhotosOfForm.Find(db, request.Photos, ct);
        var text = PlainText.Lines(request.Text);
        var addition = new Addition(report.Id, text, hash, db.Now);
        db.Additions.Add(addition);
        if (report.HiddenAt is null) db.Hold(Report.Kind, report, text);
        photos.Give(Addition.Kind, addition.Id, everyone: !report.Private && report.HiddenAt is null);
        db.Note(actor.Name, "report.added-to", Report.Kind, report.Id, new { report.Number, photos = photos.Count });
        return true;
    }
}
