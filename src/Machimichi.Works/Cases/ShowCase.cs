using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Works.Orders;
using Machimichi.Works.Priority;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works.Cases;

/// <summary>One case with what it is about, its steps, its orders and what may be the same.</summary>
public sealed class ShowCase(MachimichiDb db, TriageDesk desk)
{
    public sealed record SubjectView(string Kind, Guid Id, string Title, string? Picture, string Path, DateTime JoinedAt);

    public sealed record Step(CaseState State, string PublicText, string Actor, DateTime At, string Office, string Why);

    /// <param name="Author">Address of the colleague; empty for one who left.</param>
    public sealed record NoteView(string Text, string Author, DateTime At, IReadOnlyList<Guid> Photos);

    /// <param name="DaysLeft">Working days until the deadline; negative when it is past.</param>
    public sealed record Care(DateOnly? Deadline, bool DeadlineIsChosen, int DaysLeft, Guid? PersonId, string Person, int Version, IReadOnlyList<Reason> Reasons, IReadOnlyList<NoteView> Notes);

    public sealed record OrderView(int Number, OrderState State, string Instruction, DateTime OrderedAt, DateTime? DoneAt, string CrewNote, Guid? BeforePhoto, Guid? AfterPhoto);

    public sealed record View(Guid Id, int Number, CaseState State, string Title, string Category, string Department, string District, double? Latitude, double? Longitude,
        int Severity, DateTime OpenedAt, DateTime? DoneAt, int? MergedIntoNumber, IReadOnlyList<SubjectView> Subjects, IReadOnlyList<Step> Steps,
        IReadOnlyList<OrderView> Orders, IReadOnlyList<JoinCandidate> Same, IReadOnlyList<int> JoinedNumbers, Care Care)
    {
        public bool IsOpen => State.IsOpen();
    }

    public async Task<View> Handle(int number, CancellationToken ct)
    {
        var one = await db.Cases.AsNoTracking().Include(c => c.Subjects).Include(c => c.Events).AsSplitQuery()
            .SingleOrDefaultAsync(c => c.Number == number, ct) ?? throw Refusal.NotFound("case.unknown");
        var orders = await db.WorkOrders.AsNoTracking().Where(o => o.CaseId == one.Id).OrderBy(o => o.Number)
            .Select(o => new OrderView(o.Number, o.State, o.Instruction, o.OrderedAt, o.DoneAt, o.CrewNote, o.BeforePhoto, o.AfterPhoto)).ToListAsync(ct);
        var merged = one.MergedInto is { } into ? await db.Cases.Where(c => c.Id == into).Select(c => (int?)c.Number).SingleOrDefaultAsync(ct) : null;
        var joined = await db.Cases.Where(c => c.MergedInto == one.Id).Select(c => c.Number).ToListAsync(ct);
        IReadOnlyList<JoinCandidate> same = one is { Cell: not null, IsOpen: true }
            ? await desk.Candidates(new Place(one.Latitude!.Value, one.Longitude!.Value), one.Category, ct, except: one.Id)
            : [];
        return new View(one.Id, one.Number, one.State, one.Title, one.Category, one.Department, one.District, one.Latitude, one.Longitude, one.Severity, one.OpenedAt,
            one.DoneAt, merged, [.. one.Subjects.OrderBy(s => s.JoinedAt).Select(s => new SubjectView(s.Kind, s.SubjectId, s.Title, s.Picture, s.Path, s.JoinedAt))],
            [.. one.Events.OrderBy(e => e.At).ThenBy(e => e.Id).Select(e => new Step(e.State, e.PublicText, e.ActorName, e.At, e.Office, e.Why))], orders, same, joined, await CareOf(one, ct));
    }

    private async Task<Care> CareOf(Case one, CancellationToken ct)
    {
        var rules = WorkRules.Of(db.Town);
        var notes = await db.CaseNotes.AsNoTracking().Where(n => n.CaseId == one.Id).OrderBy(n => n.At).ToListAsync(ct);
        var ids = notes.Select(n => n.AccountId).OfType<Guid>().Distinct().ToList();
        var authors = await db.Users.AsNoTracking().Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.Email ?? "", ct);
        var noteIds = notes.Select(n => n.Id).ToList();
        var photos = (await db.Photos.AsNoTracking().Where(p => p.OwnerKind == FinishWork.NotePhotos && noteIds.Contains(p.OwnerId)).OrderBy(p => p.Id).Select(p => new { p.OwnerId, p.Id }).ToListAsync(ct)).ToLookup(p => p.OwnerId, p => p.Id);
        var left = one.Deadline is { } day ? rules.Days.Between(rules.DayOf(db.Now), day) : 0;
        return new Care(one.Deadline, one.DeadlineIsChosen, left, one.PersonId, one.Person, one.Version, rules.Reasons(Weighed.Of(one), db.Now),
            [.. notes.Select(n => new NoteView(n.Text, n.AccountId is { } id ? authors.GetValueOrDefault(id, "") : "", n.At, [.. photos[n.Id]]))]);
    }
}
