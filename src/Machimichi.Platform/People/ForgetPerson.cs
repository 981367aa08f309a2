using Machimichi.Platform.Data;
using Machimichi.Platform.Files;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Jobs;
using Machimichi.Platform.Language;
using Machimichi.Platform.Notifications;
using Machimichi.Platform.Photos;
using Machimichi.Platform.Towns;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Platform.People;

/// <summary>
/// Forgets whoever asks, in every town, in one transaction: each capability its own tables, then the account with its sessions.
/// The audit trail keeps its numbers, which lead to nobody any more.
/// </summary>
public sealed class ForgetPerson(MachimichiDb db, CollectPerson collect, TownDirectory towns, IServiceScopeFactory scopes, Texts texts, Speech speech)
{
    public async Task Handle(bool keepWords, CancellationToken ct)
    {
        var person = await collect.Asking(ct);
        var forgetting = new Forgetting(keepWords);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        foreach (var town in await towns.All(ct)) await ForgetIn(town, person, forgetting, transaction, ct);
        await ForgetPhotos(forgetting.Photos, ct);
        var left = forgetting.Addresses.ToList();
        // What was sent to an address that the person had left without an account; what still waits may be for somebody else there.
        await db.DeleteLetters(db.OutgoingMessages.Where(m => left.Contains(m.To) && m.SentAt != null), ct);
        foreach (var key in await db.PersonalExports.Where(e => e.PersonId == person.Id && e.FileKey != "").Select(e => e.FileKey).ToListAsync(ct)) Delete([key]);
        await db.PersonalExports.Where(e => e.PersonId == person.Id).ExecuteDeleteAsync(ct);
        await db.Users.Where(u => u.Id == person.Id).ExecuteDeleteAsync(ct);
        if (person.Mail.Length > 0)
            db.SendLast(person.Mail, texts.Get(speech.Language, "person.gone.subject", ("town", db.Town.Name.In(speech.Language))), texts.Get(speech.Language, keepWords ? "person.gone.kept" : "person.gone.withdrawn"));
        db.Note(person.Actor, "person.forgotten", "person", person.Id, new { words = keepWords ? "kept" : "withdrawn" });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private async Task ForgetIn(TownFile town, Person person, Forgetting forgetting, IDbContextTransaction transaction, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TownScope>().Choose(town);
        var there = scope.ServiceProvider.GetRequiredService<MachimichiDb>();
        there.Database.SetDbConnection(db.Database.GetDbConnection());
        await there.Database.UseTransactionAsync(transaction.GetDbTransaction(), ct);
        foreach (var holder in scope.ServiceProvider.GetServices<IPersonalData>()) await holder.Forget(person, forgetting, ct);
        await there.SaveChangesAsync(ct);
    }

    private async Task ForgetPhotos(List<Guid> ids, CancellationToken ct)
    {
        // Photos of every town: each was named by the town that owns it.
        var photos = db.Photos.IgnoreQueryFilters().Where(p => ids.Contains(p.Id));
        var keys = await photos.Select(p => new[] { p.RawKey, p.LargeKey, p.MediumKey, p.SmallKey }).ToListAsync(ct);
        await photos.ExecuteDeleteAsync(ct);
        Delete([.. keys.SelectMany(k => k).Where(k => k.Length > 0).Distinct()]);
    }

    private void Delete(IReadOnlyList<string> keys)
    {
        if (keys.Count > 0) db.Enqueue(DeleteFiles.Kind, new DeleteFiles.Payload(keys));
    }
}

/// <summary>Deletes files that belonged to somebody who was forgotten, once that is certain. Equal pictures are one file, so one that a photo still shows stays.</summary>
public sealed class DeleteFiles(MachimichiDb db, IFileStore files) : IBackgroundJob<DeleteFiles.Payload>
{
    public const string Kind = "files-gone";

    public sealed record Payload(IReadOnlyList<string> Keys);

    public async Task Run(Payload payload, JobProgress progress, CancellationToken ct)
    {
        var photos = db.Photos.IgnoreQueryFilters();
        foreach (var key in payload.Keys)
            if (!await photos.AnyAsync(p => p.LargeKey == key || p.MediumKey == key || p.SmallKey == key || p.RawKey == key, ct)) await files.Delete(key, ct);
    }
}
