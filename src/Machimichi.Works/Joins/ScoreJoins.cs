using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Works.Cases;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works.Joins;

/// <summary>
/// How right the proposals are, on a made year whose truth is known. Subject after subject comes in; what is proposed is answered as somebody
/// who knows the truth would, and what is repaired is closed. Nothing of it stays in the database.
/// </summary>
public sealed class ScoreJoins(MachimichiDb db, ProposeJoins propose)
{
    /// <param name="Possible">Subjects whose thing had an open case when they came.</param>
    /// <param name="Proposed">Joins that were proposed.</param>
    /// <param name="Right">Of these, the ones that are one thing.</param>
    public sealed record Score(int Subjects, int Things, int Possible, int Proposed, int Right)
    {
        public double Precision => Proposed == 0 ? 0 : (double)Right / Proposed;
        public double Recall => Possible == 0 ? 0 : (double)Right / Possible;
    }

    private const string By = "command";

    public async Task<Score> Handle(int subjects, ulong seed, CancellationToken ct)
    {
        var start = db.Now.Date.AddDays(-366);
        var made = MadeThings.Of(db.Town, subjects, seed, DateTime.SpecifyKind(start, DateTimeKind.Utc));
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var number = await db.TakeNumbers("case", made.Count, ct);
        var (open, thingOf) = (new Dictionary<int, List<(Guid Id, DateTime? Until)>>(), new Dictionary<Guid, int>());
        var (possible, proposed, right) = (0, 0, 0);
        var repairs = new PriorityQueue<Guid, DateTime>();
        foreach (var one in made)
        {
            while (repairs.TryPeek(out var done, out var at) && at <= one.At)
            {
                repairs.Dequeue();
                await Close(done, at, ct);
                open[thingOf[done]].RemoveAll(c => c.Id == done);
            }
            var opened = Case.Open(number++, one.Subject, "", By, one.At);
            db.Cases.Add(opened);
            var known = open.TryGetValue(one.Thing, out var cases) && cases.Count > 0;
            if (known) possible++;
            var proposal = await propose.For(opened, ct);
            if (proposal is not null) proposed++;
            if (proposal is not null && known && thingOf[proposal.OtherId] == one.Thing)
            {
                right++;
                opened.MergeInto(await db.Cases.Include(c => c.Subjects).SingleAsync(c => c.Id == proposal.OtherId, ct), By, one.At);
            }
            else if (one.RepairedAt is null || one.RepairedAt > one.At)
            {
                if (!open.ContainsKey(one.Thing)) open[one.Thing] = [];
                open[one.Thing].Add((opened.Id, one.RepairedAt));
                thingOf[opened.Id] = one.Thing;
                if (one.RepairedAt is { } repaired) repairs.Enqueue(opened.Id, repaired);
            }
            else opened.Decline("-", By, one.At);
            await db.SaveChangesAsync(ct);
            db.ChangeTracker.Clear();
        }
        return new Score(made.Count, made.Select(m => m.Thing).Distinct().Count(), possible, proposed, right);
    }

    private async Task Close(Guid id, DateTime at, CancellationToken ct)
    {
        (await db.Cases.Include(c => c.Subjects).SingleAsync(c => c.Id == id, ct)).Decline("-", By, at);
        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();
    }
}
