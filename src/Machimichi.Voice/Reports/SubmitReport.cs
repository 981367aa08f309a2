using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Language;
using Machimichi.Platform.Photos;
using Machimichi.Platform.Towns;
using Machimichi.Voice.Moderation;
using Machimichi.Voice.Others;
using Machimichi.Voice.Photos;
using Machimichi.Voice.Writing;
using Machimichi.Works;
using Machimichi.Works.Cases;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Reports;

/// <summary>Somebody reports a fault. The report, its case, its receipt's mail and its photos' owner are saved as one or not at all; sent twice, it is one report.</summary>
public sealed class SubmitReport(MachimichiDb db, Actor actor, Speech speech, TriageDesk desk, VoiceMails mails, TownDirectory towns)
{
    public const int TextLimit = 4000;

    /// <param name="Key">Made with the form: <see cref="SubmissionKey.New"/>.</param>
    /// <param name="Details">Answers to the questions of the category, by the question's code.</param>
    /// <param name="Accuracy">How sure the phone was of the chosen place, metres.</param>
    /// <param name="Behalf">Set by staff and heads of districts who write for somebody else.</param>
    /// <param name="Photos">Ids from <see cref="ReceivePhotos"/>; where one was taken is the place if no other is given.</param>
    public sealed record Request(string? Key, string? Category, string? Text, double? Latitude = null, double? Longitude = null, string? Landmark = null, string? District = null,
        bool Private = false, bool Urgent = false, string? Nickname = null, string? Mail = null, IReadOnlyList<Guid>? Photos = null,
        IReadOnlyDictionary<string, string>? Details = null, OnBehalf? Behalf = null, double? Accuracy = null);

    /// <param name="OwnPath">The reporter's own page, with the secret.</param>
    public sealed record Receipt(int Number, string Secret, string Path, string OwnPath);

    /// <summary>Everything that the person should mend, each at its field; empty when it can be sent.</summary>
    public async Task<IReadOnlyList<Refusal>> Problems(Request request, CancellationToken ct) =>
        await NameTheNeighbour([.. Problems(request, db.Town, await PlaceOf(request, ct))], request, ct);

    internal static IReadOnlyList<Refusal> Problems(Request request, TownFile town, Place? photo)
    {
        var text = PlainText.Lines(request.Text);
        Refusal?[] found =
        [
            SubmissionKey.Problem(request.Key),
            town.FindCategory(request.Category ?? "", Report.Kind) is null ? new Refusal("voice.category-missing", "category") : null,
            WhereProblem(request, town, photo),
            .. ReportDetails.Problems(town.FindCategory(request.Category ?? "", Report.Kind), request.Details),
            .. request.Behalf?.Problems() ?? [],
            text.Length == 0 && request.Photos is not { Count: > 0 } ? new Refusal("report.text-missing", "text") : PlainText.TooLong(text, TextLimit, "text"),
            .. Contact.Of(request.Nickname, request.Mail).Problems(),
            PhotosOfForm.Problem(request.Photos ?? []),
        ];
        return [.. found.OfType<Refusal>()];
    }

    public async Task<Receipt> Handle(Request request, CancellationToken ct)
    {
        if (SubmissionKey.Problem(request.Key) is { } keyless) throw keyless;
        if (request.Behalf is not null && !actor.SpeaksForOthers) throw Refusal.Forbidden("behalf.forbidden");
        if (await SentBefore(request, ct) is { } before) return before;
        if (await Problems(request, ct) is [var first, ..]) throw first;
        await db.RefuseBlocked(actor, ct);
        db.RefuseName(actor, request.Nickname);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Taking the number waits for whoever takes one now; only then is it certain whether this form was sent before.
        var number = await db.NextNumber(Report.Kind, ct);
        if (await SentBefore(request, ct) is { } meanwhile) return meanwhile;
        var photos = await PhotosOfForm.Find(db, request.Photos ?? [], ct);
        var report = Write(request, number, photos);
        db.Reports.Add(report);
        if (request.Behalf is { } behalf) db.SpokenFors.Add(new SpokenFor(Report.Kind, report.Id, behalf, actor.Name, db.Now));
        db.ReportKeys.Add(new ReportKey(report.Id, SubmissionKey.SecretOf(request.Key!)));
        await desk.Open(SubjectOf(report, photos, request.Accuracy), ct);
        var held = db.Hold(Report.Kind, report, report.Text, report.Nickname);
        photos.Give(Report.Kind, report.Id, everyone: !report.Private && !held);
        db.Note(actor.Name, "report.submitted", Report.Kind, report.Id, new { number, report.Category, report.District, report.Private });
        var receipt = ReceiptOf(number, request);
        mails.ReportReceived(report, receipt.OwnPath);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return receipt;
    }

    private Report Write(Request request, int number, List<Photo> photos)
    {
        var where = Where(request, db.Town, PlaceOf(photos))!;
        var category = db.Town.FindCategory(request.Category!, Report.Kind)!;
        return Report.Submit(number, category.Code, PlainText.Lines(request.Text), where, request.Private || !category.Public, request.Urgent,
            Contact.Of(request.Nickname, request.Mail), speech.Language, request.Behalf is null ? actor.PersonId : Guid.Empty, SubmissionKey.Hash(request.Key!), db.Now,
            ReportDetails.Keep(category, request.Details));
    }

    private NewSubject SubjectOf(Report report, List<Photo> photos, double? accuracy)
    {
        var place = report.Latitude is { } lat ? new Place(lat, report.Longitude!.Value) : (Place?)null;
        var title = report.Title.Length > 0 ? report.Title : db.Town.FindCategory(report.Category, Report.Kind)!.Name.Ja;
        var picture = photos.Count > 0 ? $"/{db.Town.Slug}/photos/{photos[0].Id}/small" : null;
        return new NewSubject(new Subject(Report.Kind, report.Id), title, report.Category, place, report.District, report.Urgent ? 3 : 2, picture, PathOf(report.Number), ErrorOf(report.PlaceSource, accuracy));
    }

    // No phone is surer than three metres, whatever it says; one that is hardly sure at all has guessed from its network.
    private static PlaceError ErrorOf(PlaceSource source, double? accuracy) => PlaceError.Within(source switch
    {
        PlaceSource.Landmark => PlaceError.LandmarkMeters,
        PlaceSource.Chosen when accuracy is { } meters and > 0 => Math.Clamp(meters, 3, PlaceError.LandmarkMeters),
        _ => PlaceError.PhoneMeters,
    });

    private async Task<Receipt?> SentBefore(Request request, CancellationToken ct)
    {
        var hash = SubmissionKey.Hash(request.Key!);
        var sent = await db.AllReports.AsNoTracking().SingleOrDefaultAsync(r => r.SubmissionHash == hash, ct);
        if (sent is null) return null;
        if (!Says(sent, request)) throw new Refusal("voice.sent-already", values: [("number", sent.Number)]);
        return ReceiptOf(sent.Number, request);
    }

    // All that was said must be the same; what became of it since (taken from public view, its place read from a photo) may differ.
    private bool Says(Report sent, Request request)
    {
        var contact = Contact.Of(request.Nickname, request.Mail);
        var place = request is { Latitude: not null, Longitude: not null } ? ((double?, double?)?)(request.Latitude, request.Longitude) : null;
        return (sent.Text, sent.Category, sent.Nickname, sent.Mail, sent.Urgent) == (PlainText.Lines(request.Text), request.Category, contact.Nickname, contact.Mail, request.Urgent)
            && (place is null ? sent.PlaceSource != PlaceSource.Chosen : place == (sent.Latitude, sent.Longitude))
            && (place is not null || string.IsNullOrEmpty(request.District) || sent.PlaceSource != PlaceSource.District || sent.District == request.District)
            && (!request.Private || sent.Private)
            && db.Town.FindCategory(sent.Category, Report.Kind) is { } category && sent.Details == ReportDetails.Keep(category, request.Details);
    }

    private Receipt ReceiptOf(int number, Request request)
    {
        var secret = SubmissionKey.SecretOf(request.Key!);
        return new Receipt(number, secret, PathOf(number), $"{PathOf(number)}?key={secret}");
    }

    private string PathOf(int number) => $"/{db.Town.Slug}/reports/{number}";

    private async Task<Place?> PlaceOf(Request request, CancellationToken ct)
    {
        var ids = request.Photos ?? [];
        return ids.Count == 0 ? null : PlaceOf(await db.Photos.AsNoTracking().Where(p => ids.Contains(p.Id) && p.OwnerKind == "").OrderBy(p => p.Id).ToListAsync(ct));
    }

    private static Place? PlaceOf(List<Photo> photos) =>
        photos.FirstOrDefault(p => p.Latitude is not null && p.Longitude is not null) is { } placed ? new Place(placed.Latitude!.Value, placed.Longitude!.Value) : null;

    // Where another town of this installation has that place, the person learns which.
    private async Task<IReadOnlyList<Refusal>> NameTheNeighbour(List<Refusal> found, Request request, CancellationToken ct)
    {
        var outside = found.FindIndex(p => p.TextKey is "place.outside" or "place.photo-outside");
        if (outside < 0) return found;
        var place = request is { Latitude: { } lat, Longitude: { } lon } ? new Place(lat, lon) : await PlaceOf(request, ct);
        if (place is { } point && (await towns.All(ct)).FirstOrDefault(t => t.Slug != db.Town.Slug && t.MetersOutside(point.Latitude, point.Longitude) == 0) is { } other)
            found[outside] = new Refusal("place.other-town", "place", values: [.. found[outside].Values, ("town", other.Name.In(speech.Language)), ("slug", other.Slug)]);
        return found;
    }

    private static Whereabouts? Where(Request r, TownFile town, Place? photo) => Whereabouts.Of(town, r.Latitude, r.Longitude, r.Landmark, r.District, photo);

    private static Refusal? WhereProblem(Request request, TownFile town, Place? photo)
    {
        try { return Where(request, town, photo) is null ? new Refusal("report.place-missing", "place") : null; }
        catch (Refusal refusal) { return refusal; }
    }
}
