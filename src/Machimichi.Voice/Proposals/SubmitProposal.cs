using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Language;
using Machimichi.Platform.Towns;
using Machimichi.Voice.Calls;
using Machimichi.Voice.Moderation;
using Machimichi.Voice.Others;
using Machimichi.Voice.Photos;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Proposals;

/// <summary>Somebody proposes. No account is needed; sent twice, it is one proposal.</summary>
public sealed class SubmitProposal(MachimichiDb db, Actor actor, Speech speech, VoiceMails mails)
{
    public const int TitleLimit = 80, BodyLimit = 4000;

    /// <param name="Key">Made with the form: <see cref="SubmissionKey.New"/>.</param>
    /// <param name="District">Empty for the whole town.</param>
    /// <param name="Photos">Ids from <see cref="ReceivePhotos"/>.</param>
    /// <param name="Call">Slug of the call that it is an idea in, if any.</param>
    public sealed record Request(string? Key, string? Title, string? Body, string? Category, string? District = null, double? Latitude = null, double? Longitude = null,
        string? Nickname = null, string? Mail = null, IReadOnlyList<Guid>? Photos = null, string? Landmark = null, string? Call = null, OnBehalf? Behalf = null);

    public sealed record Receipt(int Number, string Path);

    /// <summary>Everything that the person should mend, each at its field; empty when it can be sent.</summary>
    public static IReadOnlyList<Refusal> Problems(Request request, TownFile town)
    {
        var (title, body) = (PlainText.Line(request.Title), PlainText.Lines(request.Body));
        Refusal?[] found =
        [
            SubmissionKey.Problem(request.Key),
            title.Length == 0 ? new Refusal("proposal.title-missing", "title") : PlainText.TooLong(title, TitleLimit, "title"),
            body.Length == 0 ? new Refusal("proposal.body-missing", "body") : PlainText.TooLong(body, BodyLimit, "body"),
            town.FindCategory(request.Category ?? "", Proposal.Kind) is null ? new Refusal("voice.category-missing", "category") : null,
            WhereProblem(request, town),
            .. Contact.Of(request.Nickname, request.Mail).Problems(),
            PhotosOfForm.Problem(request.Photos ?? []),
            .. request.Behalf?.Problems() ?? [],
        ];
        return [.. found.OfType<Refusal>()];
    }

    public async Task<Receipt> Handle(Request request, CancellationToken ct)
    {
        if (SubmissionKey.Problem(request.Key) is { } keyless) throw keyless;
        if (request.Behalf is not null && !actor.SpeaksForOthers) throw Refusal.Forbidden("behalf.forbidden");
        if (await SentBefore(request, ct) is { } before) return before;
        if (Problems(request, db.Town) is [var first, ..]) throw first;
        await db.RefuseBlocked(actor, ct);
        db.RefuseName(actor, request.Nickname);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Taking the number waits for whoever takes one now; only then is it certain whether this form was sent before.
        var number = await db.NextNumber(Proposal.Kind, ct);
        if (await SentBefore(request, ct) is { } meanwhile) return meanwhile;
        var photos = await PhotosOfForm.Find(db, request.Photos ?? [], ct);
        var proposal = Proposal.Submit(number, PlainText.Line(request.Title), PlainText.Lines(request.Body), request.Category!, Where(request, db.Town),
            Contact.Of(request.Nickname, request.Mail), speech.Language, request.Behalf is null ? actor.PersonId : Guid.Empty, SubmissionKey.Hash(request.Key!), db.Now);
        if (request.Call is { Length: > 0 } slug) await JoinCall(proposal, slug, ct);
        db.Proposals.Add(proposal);
        if (request.Behalf is { } behalf) db.SpokenFors.Add(new SpokenFor(Proposal.Kind, proposal.Id, behalf, actor.Name, db.Now));
        var held = db.Hold(Proposal.Kind, proposal, proposal.Title, proposal.Body, proposal.Nickname);
        photos.Give(Proposal.Kind, proposal.Id, everyone: !held);
        db.Note(actor.Name, "proposal.submitted", Proposal.Kind, proposal.Id, new { number, proposal.Category, proposal.District });
        mails.ProposalReceived(proposal, held);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Receive(number);
    }

    private async Task JoinCall(Proposal proposal, string slug, CancellationToken ct)
    {
        var call = await db.Calls.AsNoTracking().SingleOrDefaultAsync(c => c.Slug == slug, ct) ?? throw new Refusal("call.unknown", "call", RefusalKind.NotFound);
        call.AskForIdea(db.Now);
        proposal.JoinCall(call.Id);
    }

    private async Task<Receipt?> SentBefore(Request request, CancellationToken ct)
    {
        var hash = SubmissionKey.Hash(request.Key!);
        var sent = await db.AllProposals.AsNoTracking().SingleOrDefaultAsync(p => p.SubmissionHash == hash, ct);
        if (sent is null) return null;
        var contact = Contact.Of(request.Nickname, request.Mail);
        if ((sent.Title, sent.Body, sent.Category, sent.Nickname, sent.Mail) != (PlainText.Line(request.Title), PlainText.Lines(request.Body), request.Category, contact.Nickname, contact.Mail)
            || (request is { Latitude: { } lat, Longitude: { } lon } && (sent.Latitude, sent.Longitude) != (lat, lon))) throw new Refusal("voice.sent-already", values: [("number", sent.Number)]);
        return Receive(sent.Number);
    }

    private Receipt Receive(int number) => new(number, $"/{db.Town.Slug}/proposals/{number}");

    private static Whereabouts Where(Request r, TownFile town) =>
        Whereabouts.Of(town, r.Latitude, r.Longitude, r.Landmark, r.District, photo: null) ?? Whereabouts.WholeTown;

    private static Refusal? WhereProblem(Request request, TownFile town)
    {
        try { Where(request, town); return null; }
        catch (Refusal refusal) { return refusal; }
    }
}
