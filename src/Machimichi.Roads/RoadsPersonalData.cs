using Machimichi.Platform.Data;
using Machimichi.Platform.People;
using Machimichi.Roads.Footage;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads;

/// <summary>Who brought footage in. The footage is the town's and stays; who brought it becomes somebody who was here.</summary>
internal sealed class RoadsPersonalData(MachimichiDb db) : IPersonalData
{
    public IReadOnlyCollection<string> Columns => ["imports.by"];

    public async Task HandOver(Person person, PersonalFile file, CancellationToken ct) =>
        file.Add("footage-brought-in", await db.Set<FootageImport>().Where(i => i.By == person.Actor).OrderBy(i => i.Number).Select(i => new { i.Number, i.StartedAt }).ToListAsync(ct));

    public async Task Forget(Person person, Forgetting forgetting, CancellationToken ct) =>
        await db.Set<FootageImport>().Where(i => i.By == person.Actor).ExecuteUpdateAsync(s => s.SetProperty(i => i.By, Person.Former), ct);
}
