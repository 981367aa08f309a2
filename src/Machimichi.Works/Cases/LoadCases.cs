using Machimichi.Platform.Data;
using Machimichi.Works.Priority;

namespace Machimichi.Works.Cases;

/// <summary>Cases of a town made up for measuring, each opened and moved by the same rules as at the desk, written many at a time.</summary>
public sealed class LoadCases(MachimichiDb db)
{
    /// <param name="End">How far it has come.</param>
    /// <param name="EndedAt">When it came so far.</param>
    /// <param name="PublicText">What the town wrote with the last step.</param>
    public sealed record Item(NewSubject Subject, DateTime OpenedAt, CaseState End, DateTime EndedAt, string PublicText);

    /// <summary>Within the caller's transaction.</summary>
    public async Task Handle(IReadOnlyList<Item> items, BulkRows rows, CancellationToken ct)
    {
        var number = await db.TakeNumbers("case", items.Count, ct);
        var rules = WorkRules.Of(db.Town);
        var cases = items.Select(item => Make(item, number++, rules)).ToList();
        await rows.Insert(cases, ct);
        await rows.Insert(cases.SelectMany(c => c.Subjects), ct);
        await rows.Insert(cases.SelectMany(c => c.Events), ct);
        foreach (var c in cases) db.Note("command", "case.opened", "case", c.Id, new { c.Number, c.Subjects[0].Kind, Id = c.Subjects[0].SubjectId });
    }

    private Case Make(Item item, int number, WorkRules rules)
    {
        const string By = "command";
        var department = db.Town.Categories.FirstOrDefault(c => c.Code == item.Subject.Category)?.Department ?? db.Town.Departments[0].Code;
        var made = Case.Open(number, item.Subject, department, By, item.OpenedAt);
        made.Weigh(rules);
        if (item.End == CaseState.New) return made;
        made.Confirm(By, item.OpenedAt + (item.EndedAt - item.OpenedAt) / 3);
        if (item.End is CaseState.Planned or CaseState.Done) made.Plan("", By, item.OpenedAt + (item.EndedAt - item.OpenedAt) / 2);
        switch (item.End)
        {
            case CaseState.Done: made.Finish(item.PublicText, By, item.EndedAt); break;
            case CaseState.NotOurs: made.HandOver(item.PublicText, "", By, item.EndedAt); break;
            case CaseState.NoAction: made.Decline(item.PublicText, By, item.EndedAt); break;
        }
        return made;
    }
}
