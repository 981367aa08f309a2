using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Towns;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Platform.People;

/// <summary>Everything that is kept of one person, in all towns of the installation.</summary>
public sealed class CollectPerson(MachimichiDb db, Actor actor, TownDirectory towns, IServiceScopeFactory scopes, UserManager<Account> accounts)
{
    /// <summary>Who asks; nobody asks for anyone else.</summary>
    public async Task<Person> Asking(CancellationToken ct)
    {
        if (actor.PersonId == Guid.Empty) throw Refusal.Forbidden();
        var mail = actor.AccountId is { } id ? await db.Users.Where(u => u.Id == id && u.EmailConfirmed).Select(u => u.Email).SingleOrDefaultAsync(ct) : null;
        return new Person(actor.PersonId, actor.Name, mail ?? "");
    }

    public async Task<IReadOnlyList<PersonalFile>> Handle(Person person, string language, CancellationToken ct)
    {
        var files = new List<PersonalFile> { await Account(person, language, ct) };
        foreach (var town in await towns.All(ct))
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<TownScope>().Choose(town);
            var file = new PersonalFile(town, language);
            foreach (var holder in scope.ServiceProvider.GetServices<IPersonalData>()) await holder.HandOver(person, file, ct);
            files.Add(file);
        }
        return [.. files.Where(f => f.Sections.Count > 0)];
    }

    private async Task<PersonalFile> Account(Person person, string language, CancellationToken ct)
    {
        var file = new PersonalFile(null, language);
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == person.Id, ct) is not { } account) return file;
        file.Add("account", [new { account.Nickname, mail = account.Email, mailConfirmed = account.EmailConfirmed }]);
        file.Add("passkeys", (await accounts.GetPasskeysAsync(account)).Select(p => new { p.Name, createdAt = p.CreatedAt.UtcDateTime }));
        file.Add("providers", await db.UserLogins.Where(l => l.UserId == person.Id).Select(l => new { name = l.ProviderDisplayName }).ToListAsync(ct));
        file.Add("sessions", await db.Sessions.Where(s => s.AccountId == person.Id).OrderBy(s => s.BegunAt).Select(s => new { s.Device, s.BegunAt, s.SeenAt }).ToListAsync(ct));
        return file;
    }
}
