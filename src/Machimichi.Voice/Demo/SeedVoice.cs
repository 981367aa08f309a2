using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Language;
using Machimichi.Voice.Answers;
using Machimichi.Voice.Moderation;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Machimichi.Voice.Writing;
using Machimichi.Works.Cases;
using Machimichi.Works.Orders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Voice.Demo;

/// <summary>
/// Replays the last months of a town that brings demo data (<c>towns/{slug}.demo.json</c> beside the program): each step goes
/// through the handler that people use, on the day on which it is told to have happened. A second run adds nothing.
/// </summary>
public sealed class SeedVoice(IServiceProvider provider, TownScope scope, TimeProvider clock)
{
    public static string FileOf(string slug) => Path.Combine(AppContext.BaseDirectory, "towns", $"{slug}.demo.json");

    public async Task Run(CancellationToken ct)
    {
        var file = FileOf(scope.Id);
        if (!File.Exists(file)) return;
        await using var content = File.OpenRead(file);
        await Run(DemoVoice.Read(content), ct);
    }

    internal async Task Run(DemoVoice demo, CancellationToken ct)
    {
        var then = new DemoClock(clock.GetUtcNow());
        await using var db = ActivatorUtilities.CreateInstance<MachimichiDb>(provider, then);
        var people = new DemoPeople(provider, db);
        var calls = new SeedCalls(people, clock.GetUtcNow(), scope.Id, index => people.Find(KeyOf(Proposal.Kind, index), Proposal.Kind, ct));
        var steps = demo.Proposals.Select((p, i) => (p.DaysAgo, Do: (Func<Task>)(() => Propose(people, p, i, ct))))
            .Concat(demo.Proposals.Select((p, i) => (p.Answer?.DaysAgo ?? -1, Do: (Func<Task>)(() => Answer(people, p, i, ct)))))
            .Concat(demo.Reports.Select((r, i) => (r.DaysAgo, Do: (Func<Task>)(() => Tell(people, r, i, ct)))))
            .Concat(demo.Reports.SelectMany((r, i) => r.Steps.Select(s => (s.DaysAgo, Do: (Func<Task>)(() => Move(people, i, s, ct))))))
            .Where(s => s.Item1 >= 0)
            .Concat(demo.Calls.SelectMany(c => calls.Steps(c, ct)));
        foreach (var (daysAgo, step) in steps.OrderByDescending(s => s.Item1))
        {
            then.GoTo(daysAgo);
            await step();
            db.ChangeTracker.Clear();
        }
    }

    private async Task Propose(DemoPeople people, DemoProposal p, int index, CancellationToken ct)
    {
        if (await people.Find(KeyOf(Proposal.Kind, index), Proposal.Kind, ct) is not null) return;
        var place = PlaceOf(p.District, p.At, index);
        var receipt = await people.As(index).Make<SubmitProposal>().Handle(new SubmitProposal.Request(KeyOf(Proposal.Kind, index), p.Title, p.Body, p.Category, p.District,
            place?.Latitude, place?.Longitude, p.By, Call: p.Call), ct);
        var proposal = await people.Db.Proposals.SingleAsync(x => x.Number == receipt.Number, ct);
        for (var i = 0; i < p.Supports; i++) people.Db.Supports.Add(new Support(proposal.Id, DemoPeople.Person(1000 + i), "", Texts.Japanese, people.Db.Now));
        people.Db.Note("system", "proposal.supported", Proposal.Kind, proposal.Id, new { receipt.Number, demo = p.Supports });
        await people.Db.SaveChangesAsync(ct);
        await people.Db.Proposals.Where(x => x.Id == proposal.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.SupportCount, p.Supports), ct);
    }

    private async Task Answer(DemoPeople people, DemoProposal p, int index, CancellationToken ct)
    {
        if (await people.Find(KeyOf(Proposal.Kind, index), Proposal.Kind, ct) is not { } number || await people.Db.Proposals.AnyAsync(x => x.Number == number && x.State == ProposalState.Answered, ct)) return;
        await people.AsStaff().Make<PublishAnswer>().ToProposal(new PublishAnswer.Request(number, p.Answer!.Body, p.Answer.Outcome, p.Answer.Department), ct);
    }

    private async Task Tell(DemoPeople people, DemoReport r, int index, CancellationToken ct)
    {
        if (await people.Find(KeyOf(Report.Kind, index), Report.Kind, ct) is not null) return;
        var place = PlaceOf(r.District, r.At, 100 + index);
        await people.As(500 + index).Make<SubmitReport>().Handle(new SubmitReport.Request(KeyOf(Report.Kind, index), r.Category, r.Text, place?.Latitude, place?.Longitude,
            null, r.District, r.Private, r.Urgent, r.By), ct);
    }

    private async Task Move(DemoPeople people, int index, DemoStep step, CancellationToken ct)
    {
        if (await people.Find(KeyOf(Report.Kind, index), Report.Kind, ct) is not { } number) return;
        var report = await people.Db.Reports.AsNoTracking().SingleAsync(r => r.Number == number, ct);
        var staff = people.AsStaff();
        var view = await staff.Make<CaseTimeline>().Of(new Works.Subject(Report.Kind, report.Id), ct);
        if (view is null || view.Steps.Any(s => s.State.Word() == step.To)) return;
        var cases = staff.Make<MoveCase>();
        switch (step.To)
        {
            case "confirmed": await cases.Confirm(view.CaseNumber, ct); break;
            case "planned": await staff.Make<OrderWork>().Handle(new OrderWork.Request(view.CaseNumber, step.Text, step.Text), ct); break;
            case "done":
                var order = (await staff.Make<ShowCase>().Handle(view.CaseNumber, ct)).Orders[^1];
                await staff.Make<FinishWork>().Handle(new FinishWork.Request(order.Number, step.Text, null, null), ct);
                break;
            case "not-ours": await cases.HandOver(view.CaseNumber, step.Text, "", ct); break;
            case "no-action": await cases.Decline(view.CaseNumber, step.Text, ct); break;
            default: throw new InvalidOperationException($"The demo data has a step \"{step.To}\"; known are confirmed, planned, done, not-ours, no-action.");
        }
    }

    private string KeyOf(string kind, int index) => $"demo-{scope.Id}-{kind}-{index:D6}-for-trying-only";

    // A landmark, or somewhere near the middle of the district: the same at each run, and on land.
    private Place? PlaceOf(string district, string? landmark, int seed)
    {
        if (landmark == "nowhere") return null;
        if (scope.Town.Landmarks.FirstOrDefault(l => l.Code == landmark) is { } known) return new Place(known.Lat, known.Lon).Move(seed % 7 * 6 - 18, seed % 5 * 7 - 14);
        if (scope.Town.FindDistrict(district) is not { } middle) return null;
        for (var turn = 0; turn < 40; turn++)
        {
            // The golden angle spreads points over a disc evenly.
            var (angle, radius) = ((seed * 40 + turn) * 2.399963, 60 + (seed * 37 + turn * 11) % 320);
            var place = new Place(middle.Lat, middle.Lon).Move(radius * Math.Cos(angle), radius * Math.Sin(angle));
            if (scope.Town.MetersOutside(place.Latitude, place.Longitude) == 0) return place;
        }
        return new Place(middle.Lat, middle.Lon);
    }
}

/// <summary>A clock that stands at a day of the past.</summary>
internal sealed class DemoClock(DateTimeOffset today) : TimeProvider
{
    private double ago;

    public void GoTo(double daysAgo) => ago = daysAgo;

    public override DateTimeOffset GetUtcNow() => today.AddDays(-ago);
}

/// <summary>The people of the demo, and handlers that act for one of them on the demo's day.</summary>
internal sealed class DemoPeople(IServiceProvider provider, MachimichiDb db)
{
    private Actor actor = new();

    public MachimichiDb Db => db;

    public static Guid Person(int number) => new(number, 0, 0x7000, [0x80, 0, 0, 0, 0, 0, 0, 1]);

    public DemoPeople As(int number)
    {
        actor = new Actor();
        actor.Be(null, Person(number), staff: false);
        return this;
    }

    public DemoPeople AsStaff()
    {
        actor = new Actor();
        actor.BeCommand();
        return this;
    }

    public T Make<T>() where T : class => (T)Make(typeof(T));

    // Whatever holds the unit of work or the person is made anew around ours; all else is the program's own.
    private object Make(Type type)
    {
        var constructor = type.GetConstructors(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)[0];
        return constructor.Invoke([.. constructor.GetParameters().Select(p => Part(p.ParameterType))]);
    }

    private object Part(Type type)
    {
        if (type == typeof(MachimichiDb)) return db;
        if (type == typeof(Actor)) return actor;
        if (type == typeof(IEnumerable<Works.ICaseListener>)) return new Works.ICaseListener[] { Make<FollowCase>() };
        return type.IsClass && type.Namespace!.StartsWith("Machimichi.", StringComparison.Ordinal) && type.GetConstructors() is [var only] && only.GetParameters().Any(p => p.ParameterType == typeof(MachimichiDb))
            ? Make(type)
            : provider.GetRequiredService(type);
    }

    public Task<int?> Find(string key, string kind, CancellationToken ct)
    {
        var hash = SubmissionKey.Hash(key);
        return kind == Proposal.Kind
            ? db.AllProposals.Where(p => p.SubmissionHash == hash).Select(p => (int?)p.Number).SingleOrDefaultAsync(ct)
            : db.AllReports.Where(r => r.SubmissionHash == hash).Select(r => (int?)r.Number).SingleOrDefaultAsync(ct);
    }
}
