using System.Globalization;
using Machimichi.Platform.Data;
using Machimichi.Voice.Calls;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Demo;

/// <param name="Days">For each phase how many days ago it began and ended; what is to come is negative.</param>
internal sealed record DemoCall(string Slug, string Question, string Introduction, string Mode, IReadOnlyDictionary<string, double[]> Days, string PerPerson = "", string Total = "")
{
    public IReadOnlyList<DemoProject> Projects { get; init; } = [];

    /// <summary>How many people vote; they take these choices by turns.</summary>
    public int Voters { get; init; }
    public IReadOnlyList<int[]> Choices { get; init; } = [];
    public DemoResult? Result { get; init; }
}

/// <param name="Idea">Which of the file's proposals it comes from, counted from 0.</param>
internal sealed record DemoProject(string Title, string Description, string Cost, int? Idea = null);

internal sealed record DemoResult(double DaysAgo, string Text);

/// <summary>The demo's calls: written, voted on and counted by the handlers that staff and people use.</summary>
internal sealed class SeedCalls(DemoPeople people, DateTimeOffset today, string town, Func<int, Task<int?>> numberOfProposal)
{
    private MachimichiDb Db => people.Db;

    public IEnumerable<(double DaysAgo, Func<Task> Do)> Steps(DemoCall call, CancellationToken ct)
    {
        yield return (call.Days["collecting"][0] + 2, () => Ask(call, ct));
        if (call.Projects.Count > 0) yield return ((call.Days["review"][0] + call.Days["review"][1]) / 2, () => Prepare(call, ct));
        if (call.Voters > 0) yield return ((call.Days["vote"][0] + call.Days["vote"][1]) / 2, () => Vote(call, ct));
        if (call.Result is { } result) yield return (result.DaysAgo, () => Tell(call, result, ct));
    }

    private async Task Ask(DemoCall call, CancellationToken ct)
    {
        if (await Db.Calls.AnyAsync(c => c.Slug == call.Slug, ct)) return;
        var days = Enum.GetValues<PhaseKind>().Where(k => call.Days.ContainsKey(k.Word())).ToDictionary(k => k, k => ((string?)Day(call.Days[k.Word()][0]), (string?)Day(call.Days[k.Word()][1])));
        await people.AsStaff().Make<SaveCall>().Handle(new SaveCall.Request(null, $"demo-{town}-call-{call.Slug}-for-trying-only", call.Slug, call.Question, call.Introduction,
            call.Mode, call.PerPerson, call.Total, null, null, days), ct);
        await people.AsStaff().Make<PublishCall>().Handle(call.Slug, ct);
    }

    private async Task Prepare(DemoCall call, CancellationToken ct)
    {
        if (await Db.Projects.AnyAsync(p => Db.Set<Call>().Any(c => c.Id == p.CallId && c.Slug == call.Slug), ct)) return;
        foreach (var p in call.Projects)
            await people.AsStaff().Make<EditProjects>().Save(new EditProjects.Request(call.Slug, null, p.Title, p.Description, p.Cost, p.Idea is { } idea ? await numberOfProposal(idea) : null), ct);
    }

    private async Task Vote(DemoCall call, CancellationToken ct)
    {
        if (await Db.CallVotes.AnyAsync(v => Db.Set<Call>().Any(c => c.Id == v.CallId && c.Slug == call.Slug), ct)) return;
        for (var i = 0; i < call.Voters; i++)
        {
            await people.As(2000 + i).Make<CastVote>().Handle(new CastVote.Request(call.Slug, call.Choices[i % call.Choices.Count]), ct);
            Db.ChangeTracker.Clear();
        }
    }

    private async Task Tell(DemoCall call, DemoResult result, CancellationToken ct)
    {
        if (await Db.Calls.AnyAsync(c => c.Slug == call.Slug && c.ResultAt != null, ct)) return;
        await people.AsStaff().Make<PublishResult>().Handle(call.Slug, result.Text, ct);
    }

    private string Day(double daysAgo) => TimeZoneInfo.ConvertTime(today.AddDays(-daysAgo), Db.Town.Zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
