using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works.Notes;

/// <summary>Something that only the staff need to know of a case.</summary>
internal sealed class CaseNote : ITownOwned
{
    private CaseNote() { }

    public CaseNote(Guid caseId, string text, string actor, DateTime at, Guid? id = null) => (Id, CaseId, Text, ActorName, At) = (id ?? Guid.CreateVersion7(), caseId, text, actor, at);

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public Guid CaseId { get; private init; }
    public string Text { get; private init; } = "";
    public string ActorName { get; private init; } = "";
    public DateTime At { get; private init; }

    /// <summary>Who wrote it, while they have an account.</summary>
    public Guid? AccountId => Guid.TryParse(ActorName.AsSpan(ActorName.IndexOf(':', StringComparison.Ordinal) + 1), out var id) ? id : null;
}

public sealed class WriteNote(MachimichiDb db, Actor actor)
{
    public const int Limit = 2000;

    public async Task Handle(int number, string text, CancellationToken ct)
    {
        var note = text.Trim();
        if (note.Length == 0) throw new Refusal("note.empty", "note");
        if (note.Length > Limit) throw new Refusal("text.too-long", "note", values: [("limit", Limit)]);
        var id = await db.Cases.Where(c => c.Number == number).Select(c => (Guid?)c.Id).SingleOrDefaultAsync(ct) ?? throw Refusal.NotFound("case.unknown");
        db.CaseNotes.Add(new CaseNote(id, note, actor.Name, db.Now));
        db.Note(actor.Name, "case.noted", "case", id, new { number });
        await db.SaveChangesAsync(ct);
    }
}
