using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Language;
using Machimichi.Platform;
using Machimichi.Roads.Network;
using Machimichi.Roads.Privacy;
using Machimichi.Works.Cases;
using Machimichi.Works;

namespace Machimichi.Roads.Defects;

/// <summary>A person says that it is one: from then on it is public, and work; a case of its own, or part of one that is open at the place.</summary>
public sealed class ConfirmDefect(MachimichiDb db, Actor actor, TriageDesk desk, ShowPublishedCrop crop, Texts texts, EstimateCracks cracks)
{
    public const string SubjectKind = "defect";

    /// <param name="JoinCase">Id of the open case that it is part of; null for a case of its own.</param>
    public sealed record Request(int Number, Guid? JoinCase = null);

    public sealed record Receipt(int Number, int CaseNumber);

    public async Task<Receipt> Handle(Request request, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var defect = await db.FindDefect(request.Number, ct);
        defect.Confirm(db.Now);
        var category = ShowDefect.CategoryOf(db, defect.Class) ?? throw new Refusal("defect.no-category");
        var district = db.Town.FindDistrict(defect.District)?.Name.Ja ?? "";
        var title = $"{texts.Get(Texts.Japanese, $"defect.class.{defect.Class}")} {texts.Get(Texts.Japanese, $"defect.severity.{defect.Severity}")} {district}".TrimEnd();
        var picture = (await crop.Showable([defect.Number], ct)).Count > 0 ? $"/{db.Town.Slug}/defects/{defect.Number}.jpg" : null;
        var (caseId, number) = await desk.Open(new NewSubject(new Subject(SubjectKind, defect.Id), title, category, new Place(defect.Latitude, defect.Longitude), defect.District,
            defect.Severity, picture, $"/{db.Town.Slug}/console/roads/defects?defect={defect.Number}", ErrorOf(defect)), ct, request.JoinCase, confirmed: true);
        defect.BelongTo(caseId, number);
        db.Note(actor.Name, "defect.confirmed", SubjectKind, defect.Id, new { defect.Number, defect.Class, defect.Severity, caseNumber = number });
        await db.SaveDecision(ct);
        await cracks.Around(defect, ct);
        await transaction.CommitAsync(ct);
        return new Receipt(defect.Number, number);
    }

    private static PlaceError ErrorOf(Defect defect) => new(defect.NorthVariance, defect.EastVariance, defect.NorthEastCovariance);
}
