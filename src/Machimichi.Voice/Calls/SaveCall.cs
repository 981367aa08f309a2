using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Towns;
using Machimichi.Voice.Photos;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Calls;

/// <summary>Staff write a call, or change one. A new one is a draft; sent twice, it is one draft.</summary>
public sealed class SaveCall(MachimichiDb db, Actor actor)
{
    public const int QuestionLimit = CallForm.QuestionLimit, IntroductionLimit = CallForm.IntroductionLimit;

    /// <param name="Slug">Of the call that is changed; null for a new one.</param>
    /// <param name="Key">Of a new one: <see cref="SubmissionKey.New"/>.</param>
    /// <param name="Address">Of a new one: its name in addresses; empty for one by its number.</param>
    /// <param name="Mode">Word of a <see cref="VoteMode"/>.</param>
    /// <param name="Days">First and last day of each phase, as a date field sends them. Those of a published call are left as they are; see <see cref="MovePhase"/>.</param>
    /// <param name="Photos">The picture; none leaves the one that is there.</param>
    /// <param name="Version">Of the call that was read before it was changed.</param>
    public sealed record Request(string? Slug, string? Key, string? Address, string? Question, string? Introduction, string? Mode, string? PerPerson, string? Total,
        string? MostChoices, string? Winners, IReadOnlyDictionary<PhaseKind, (string? From, string? To)> Days, IReadOnlyList<Guid>? Photos = null, int Version = 0);

    public sealed record Receipt(string Slug);

    /// <summary>Everything that is to mend, each at its field.</summary>
    public static IReadOnlyList<Refusal> Problems(Request request, TownFile town) => CallForm.Read(request, town.Zone).Problems;

    public async Task<Receipt> Handle(Request request, CancellationToken ct)
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        var form = CallForm.Read(request, db.Town.Zone);
        if (form.Problems is [var first, ..]) throw first;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var call = request.Slug is null ? await Begin(request, form, ct) : await Change(request, form, ct);
        await GivePicture(call, request.Photos ?? [], ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return new Receipt(call.Slug);
    }

    private async Task<Call> Begin(Request request, CallForm form, CancellationToken ct)
    {
        if (SubmissionKey.Problem(request.Key) is { } keyless) throw keyless;
        var number = await db.NextNumber(Call.Kind, ct);
        var hash = SubmissionKey.Hash(request.Key!);
        if (await db.Calls.SingleOrDefaultAsync(c => c.SubmissionHash == hash, ct) is { } sent) return sent;
        var slug = PlainText.Line(request.Address) is { Length: > 0 } address ? address : $"call-{number}";
        if (await db.Calls.AnyAsync(c => c.Slug == slug, ct)) throw new Refusal("call.slug-taken", "address", RefusalKind.Conflict);
        var call = Call.Draft(slug, form.Question, form.Introduction, hash, db.Now);
        call.Decide(form.Rules, db.Now);
        call.Plan(form.Phases);
        db.Calls.Add(call);
        db.Note(actor.Name, "call.drafted", Call.Kind, call.Id, new { slug });
        return call;
    }

    private async Task<Call> Change(Request request, CallForm form, CancellationToken ct)
    {
        var call = await db.LockCall(request.Slug, ct);
        if (call.Version != request.Version) throw Refusal.Conflict("call.changed-meanwhile");
        call.Decide(form.Rules, db.Now);
        if (call.PublishedAt is null) call.Plan(form.Phases);
        call.Reword(form.Question, form.Introduction);
        db.Note(actor.Name, "call.changed", Call.Kind, call.Id, new { call.Slug, form.Question });
        return call;
    }

    private async Task GivePicture(Call call, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0) return;
        var photos = await PhotosOfForm.Find(db, [ids[^1]], ct);
        foreach (var old in await db.Photos.Where(p => p.OwnerKind == Call.Kind && p.OwnerId == call.Id).ToListAsync(ct)) old.Public = false;
        photos.Give(Call.Kind, call.Id, everyone: true);
    }
}
