using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Platform.Identity;
using Machimichi.Works.Joins;
using Machimichi.Works.Priority;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works.Cases;

/// <summary>Where every subject becomes work: a case of its own, or part of one that is open already.</summary>
public sealed class TriageDesk(MachimichiDb db, Actor actor, MoveCase moves, ProposeJoins propose)
{
    /// <summary>How near two subjects must be before anybody asks whether they are one. A phone's fix is good to 5–10 m, a sighting's to 2–5 m.</summary>
    public const double JoinMeters = 25;

    /// <summary>Opens a case for the subject, or joins it to the open case that was chosen. Adds to the unit of work; the caller saves, inside its transaction.</summary>
    /// <param name="confirmed">Did a member of staff confirm the subject with this very step? Then the case is confirmed, too.</param>
    /// <returns>The case's id and number.</returns>
    public async Task<(Guid Id, int Number)> Open(NewSubject subject, CancellationToken ct, Guid? joinCase = null, bool confirmed = false)
    {
        if (joinCase is { } chosen)
        {
            var existing = await db.Cases.Include(c => c.Subjects).SingleOrDefaultAsync(c => c.Id == chosen, ct) ?? throw Refusal.NotFound("case.unknown");
            if (confirmed && existing.State == CaseState.New) await moves.Apply(existing, "case.confirmed", (c, at) => c.Confirm(actor.Name, at), null, ct);
            existing.Join(subject, db.Now);
            existing.Weigh(WorkRules.Of(db.Town));
            db.Note(actor.Name, "case.joined", "case", existing.Id, new { existing.Number, subject.Subject.Kind, subject.Subject.Id });
            return (existing.Id, existing.Number);
        }
        var department = db.Town.Categories.FirstOrDefault(c => c.Code == subject.Category)?.Department ?? db.Town.Departments[0].Code;
        var opened = Case.Open(await db.NextNumber("case", ct), subject, department, actor.Name, db.Now);
        if (confirmed) opened.Confirm(actor.Name, db.Now);
        opened.Weigh(WorkRules.Of(db.Town));
        db.Cases.Add(opened);
        await propose.For(opened, ct);
        db.Note(actor.Name, "case.opened", "case", opened.Id, new { opened.Number, subject.Subject.Kind, subject.Subject.Id });
        return (opened.Id, opened.Number);
    }

    /// <summary>Open cases that may be the same thing: near, and of a kind that can be one. Nearest first.</summary>
    public async Task<IReadOnlyList<JoinCandidate>> Candidates(Place place, string category, CancellationToken ct, Guid? except = null)
    {
        var compatible = db.Town.CompatibleWith(category);
        var near = await db.Cases.AsNoTracking()
            .Near(c => c.OpenCell, place, JoinMeters)
            .Where(c => compatible.Contains(c.Category) && c.Id != except)
            .OrderBy(c => c.Number).Take(50)
            .Select(c => new { c.Id, c.Number, c.Title, c.State, c.Category, c.Latitude, c.Longitude, Subjects = c.Subjects.Select(s => new { s.Kind, s.Picture }).ToList() })
            .ToListAsync(ct);
        return [.. near
            .Select(c => new JoinCandidate(c.Id, c.Number, c.Title, c.State, c.Category,
                Place.MetersBetween(place.Latitude, place.Longitude, c.Latitude!.Value, c.Longitude!.Value),
                [.. c.Subjects.Select(s => s.Kind)], c.Subjects.Select(s => s.Picture).FirstOrDefault(p => p is not null)))
            .Where(c => c.Meters <= JoinMeters).OrderBy(c => c.Meters)];
    }
}

/// <param name="Meters">Distance from the place that was asked for.</param>
/// <param name="SubjectKinds">What it is about already ("report", "defect"), one entry a subject.</param>
public sealed record JoinCandidate(Guid Id, int Number, string Title, CaseState State, string Category, double Meters, IReadOnlyList<string> SubjectKinds, string? Picture);
