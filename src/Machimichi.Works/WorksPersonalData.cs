using Machimichi.Platform.Data;
using Machimichi.Platform.People;
using Machimichi.Works.Cases;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works;

/// <summary>What somebody did on cases and orders. The work stays; who did it becomes somebody who was here.</summary>
internal sealed class WorksPersonalData(MachimichiDb db) : IPersonalData
{
    public IReadOnlyCollection<string> Columns => ["case_events.actor_name", "case_notes.actor_name", "cases.person_id", "work_orders.ordered_by", "work_orders.done_by"];

    public async Task HandOver(Person person, PersonalFile file, CancellationToken ct)
    {
        var steps = from e in db.Set<CaseEvent>() join c in db.Cases on e.CaseId equals c.Id where e.ActorName == person.Actor orderby e.At select new { c.Number, e.State, e.PublicText, e.At };
        file.Add("case-steps", (await steps.ToListAsync(ct)).Select(s => new { s.Number, state = s.State.ToString(), text = s.PublicText, s.At }));
        file.Add("case-notes", await (from n in db.CaseNotes join c in db.Cases on n.CaseId equals c.Id where n.ActorName == person.Actor orderby n.At select new { c.Number, n.Text, n.At }).ToListAsync(ct));
        file.Add("cases-in-my-care", await db.Cases.Where(c => c.PersonId == person.Id).OrderBy(c => c.Number).Select(c => new { c.Number, c.Title }).ToListAsync(ct));
        file.Add("orders", await db.WorkOrders.Where(o => o.OrderedBy == person.Actor || o.DoneBy == person.Actor).OrderBy(o => o.Number)
            .Select(o => new { o.Number, orderedByMe = o.OrderedBy == person.Actor, doneByMe = o.DoneBy == person.Actor, o.Instruction, note = o.CrewNote, o.OrderedAt, o.DoneAt }).ToListAsync(ct));
    }

    public async Task Forget(Person person, Forgetting forgetting, CancellationToken ct)
    {
        var cases = db.Cases;
        await db.Set<CaseEvent>().Where(e => e.ActorName == person.Actor && cases.Any(c => c.Id == e.CaseId)).ExecuteUpdateAsync(s => s.SetProperty(e => e.ActorName, Person.Former), ct);
        await db.CaseNotes.Where(n => n.ActorName == person.Actor).ExecuteUpdateAsync(s => s.SetProperty(n => n.ActorName, Person.Former), ct);
        await cases.Where(c => c.PersonId == person.Id).ExecuteUpdateAsync(s => s.SetProperty(c => c.PersonId, (Guid?)null).SetProperty(c => c.Person, ""), ct);
        await db.WorkOrders.Where(o => o.OrderedBy == person.Actor).ExecuteUpdateAsync(s => s.SetProperty(o => o.OrderedBy, Person.Former), ct);
        await db.WorkOrders.Where(o => o.DoneBy == person.Actor).ExecuteUpdateAsync(s => s.SetProperty(o => o.DoneBy, Person.Former), ct);
    }
}
