using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Works.Priority;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works.Cases;

/// <summary>Whose a case is and until when.</summary>
public sealed class AssignCase(MachimichiDb db, Actor actor, MoveCase moves)
{
    /// <param name="Person">Account of a member of staff or crew; null for nobody in particular.</param>
    /// <param name="Deadline">Null for the one that the town's rules give.</param>
    /// <param name="Version">Of the case as the person saw it: what somebody else changed meanwhile is not overwritten unseen.</param>
    public sealed record Request(int Number, string Department, Guid? Person, DateOnly? Deadline, int Version);

    public sealed record Colleague(Guid Id, string Email, Role Role);

    public async Task Handle(Request request, CancellationToken ct)
    {
        var one = await db.Cases.Include(c => c.Subjects).SingleOrDefaultAsync(c => c.Number == request.Number, ct) ?? throw Refusal.NotFound("case.unknown");
        if (one.Version != request.Version) throw Refusal.Conflict("case.changed-meanwhile");
        if (db.Town.Departments.All(d => d.Code != request.Department)) throw new Refusal("case.department-unknown", "department");
        var person = request.Person is { } id ? (await Colleagues(ct)).FirstOrDefault(c => c.Id == id) ?? throw new Refusal("case.person-unknown", "person") : null;
        var rules = WorkRules.Of(db.Town);
        one.Assign(request.Department, person?.Id, person?.Email ?? "", db.Now);
        one.Until(request.Deadline, rules, db.Now);
        db.Note(actor.Name, "case.assigned", "case", one.Id, new { one.Number, one.Department, person = person?.Id, one.Deadline });
        await moves.SaveOrTell(ct);
    }

    /// <summary>Who may be given a case: staff, administrators and crews of this town.</summary>
    public async Task<IReadOnlyList<Colleague>> Colleagues(CancellationToken ct)
    {
        var town = db.Town.Slug;
        var members = await db.Memberships.AsNoTracking().Where(m => m.TownId == town && (m.Role == Role.Staff || m.Role == Role.Admin || m.Role == Role.Crew))
            .Join(db.Users.AsNoTracking(), m => m.AccountId, a => a.Id, (m, a) => new { a.Id, a.Email, m.Role }).ToListAsync(ct);
        return [.. members.GroupBy(m => m.Id).Select(g => new Colleague(g.Key, g.First().Email ?? "", g.Max(m => m.Role))).OrderBy(c => c.Email, StringComparer.Ordinal)];
    }
}
