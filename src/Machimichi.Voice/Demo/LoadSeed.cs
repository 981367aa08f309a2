using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Platform.Language;
using Machimichi.Voice.Answers;
using Machimichi.Voice.Moderation;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Machimichi.Voice.Writing;
using Machimichi.Works;
using Machimichi.Works.Cases;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Demo;

/// <summary>
/// A big town for measuring: reports with their cases, proposals with supports and answers, through the entities that people's own
/// go through, into the same tables, index and trail, written in bulk. The same seed gives the same words, places and days; a run
/// that was cut short goes on where it stopped.
/// </summary>
public sealed class LoadSeed(MachimichiDb db, LoadCases cases)
{
    private const int Chunk = 2000;
    private static readonly TimeSpan Past = TimeSpan.FromDays(5 * 365);

    public sealed record Request(int Reports, int Proposals, int People, int Seed);

    /// <param name="Reports">Written now; what was there already is not counted.</param>
    public sealed record Receipt(int Reports, int Proposals, int Supports);

    public async Task<Receipt> Handle(Request request, IProgress<string> progress, CancellationToken ct)
    {
        if (request.People < 1 || request.Reports < 0 || request.Proposals < 0) throw new Refusal("load.counts");
        await using var rows = new BulkRows(db);
        var supports = 0;
        var proposals = await InChunks("proposal", request.Proposals, request.Seed, progress, (from, to) => Propose(from, to, request, rows, n => supports += n, ct), ct);
        var reports = await InChunks("report", request.Reports, request.Seed, progress, (from, to) => Tell(from, to, request, rows, ct), ct);
        return new Receipt(reports, proposals, supports);
    }

    private async Task<int> InChunks(string kind, int count, int seed, IProgress<string> progress, Func<int, int, Task> write, CancellationToken ct)
    {
        var written = 0;
        for (var from = 0; from < count; from += Chunk)
        {
            var to = Math.Min(count, from + Chunk);
            var hash = SubmissionKey.Hash(KeyOf(kind, seed, from));
            if (kind == Proposal.Kind ? await db.AllProposals.AnyAsync(p => p.SubmissionHash == hash, ct) : await db.AllReports.AnyAsync(r => r.SubmissionHash == hash, ct)) continue;
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await write(from, to);
            await transaction.CommitAsync(ct);
            written += to - from;
            progress.Report($"{to} of {count} {kind}s");
        }
        return written;
    }

    private async Task Tell(int from, int to, Request request, BulkRows rows, CancellationToken ct)
    {
        var number = await db.TakeNumbers(Report.Kind, to - from, ct);
        var categories = db.Town.Categories.Where(c => c.For == Report.Kind).ToList();
        var (reports, keys, items) = (new List<Report>(), new List<ReportKey>(), new List<LoadCases.Item>());
        for (var i = from; i < to; i++)
        {
            var lots = new Lots(((ulong)request.Seed << 32) + (ulong)i);
            var (at, category, key) = (Day(i, request.Reports), lots.Of(categories), KeyOf(Report.Kind, request.Seed, i));
            var text = SeedTexts.Report(lots, category.Code);
            var isPrivate = !category.Public || lots.Below(40) == 0;
            var report = Report.Submit(number++, category.Code, text, Where(lots, nowhere: 10), isPrivate, lots.Below(25) == 0, Contact.Of(SeedTexts.Name(lots), null), Texts.Japanese,
                DemoPeople.Person(lots.Below(request.People) + 1), SubmissionKey.Hash(key), at);
            var (end, ended, said) = End(lots, at);
            if (end != CaseState.New) report.Follow(end, ended);
            reports.Add(report);
            keys.Add(new ReportKey(report.Id, SubmissionKey.SecretOf(key)));
            items.Add(new LoadCases.Item(new NewSubject(new Subject(Report.Kind, report.Id), report.Title, report.Category, report.Latitude is { } lat ? new Place(lat, report.Longitude!.Value) : null,
                report.District, report.Urgent ? 3 : 2, null, $"/{db.Town.Slug}/reports/{report.Number}"), at, end, ended, said));
            db.Note("command", "report.submitted", Report.Kind, report.Id, new { report.Number, report.Category, report.District, report.Private });
        }
        await rows.Insert(reports, ct);
        await rows.Insert(keys, ct);
        await cases.Handle(items, rows, ct);
        await db.SaveNotes(rows, ct);
        await db.UpdateSearch([.. reports.Select(r => r.Id)], ct);
    }

    private async Task Propose(int from, int to, Request request, BulkRows rows, Action<int> count, CancellationToken ct)
    {
        var number = await db.TakeNumbers(Proposal.Kind, to - from, ct);
        var categories = db.Town.Categories.Where(c => c.For == Proposal.Kind).ToList();
        var (proposals, supports, answers) = (new List<Proposal>(), new List<Support>(), new List<Answer>());
        for (var i = from; i < to; i++)
        {
            var lots = new Lots(((ulong)request.Seed << 32) + 0x8000_0000 + (ulong)i);
            var at = Day(i, request.Proposals);
            var (title, body) = SeedTexts.Proposal(lots);
            var proposal = Proposal.Submit(number++, title, body, lots.Of(categories).Code, Where(lots, nowhere: 3), Contact.Of(SeedTexts.Name(lots), null), Texts.Japanese,
                DemoPeople.Person(lots.Below(request.People) + 1), SubmissionKey.Hash(KeyOf(Proposal.Kind, request.Seed, i)), at);
            // Few are supported by many, many by few.
            var most = Math.Min(request.People, 300);
            var supporters = (int)(most * Math.Pow(lots.Part(), 4)) + 1;
            var first = lots.Below(request.People);
            for (var n = 0; n < supporters; n++) supports.Add(new Support(proposal.Id, DemoPeople.Person((first + n) % request.People + 1), "", Texts.Japanese, at.AddHours(n + 1)));
            db.Note("command", "proposal.submitted", Proposal.Kind, proposal.Id, new { proposal.Number, proposal.Category, proposal.District });
            db.Note("command", "proposal.supported", Proposal.Kind, proposal.Id, new { proposal.Number, seed = supporters });
            if (lots.Below(5) < 2)
            {
                var (outcome, answered) = (lots.Of(Enum.GetValues<Outcome>()), at.AddDays(3 + lots.Below(60)));
                if (answered < db.Now)
                {
                    proposal.TakeAnswer(outcome, answered);
                    answers.Add(new Answer(Proposal.Kind, proposal.Id, proposal.Number, SeedTexts.Answer(lots, title), outcome, lots.Of(db.Town.Departments).Code, "command", 0, answered));
                    db.Note("command", "proposal.answered", Proposal.Kind, proposal.Id, new { proposal.Number, outcome = outcome.Word() });
                }
            }
            proposals.Add(proposal);
        }
        await rows.Insert(proposals, ct);
        await rows.Insert(supports, ct);
        await rows.Insert(answers, ct);
        await db.SaveNotes(rows, ct);
        var ids = proposals.Select(p => p.Id).ToList();
        var all = db.Supports;
        await db.Proposals.Where(p => ids.Contains(p.Id)).ExecuteUpdateAsync(s => s.SetProperty(p => p.SupportCount, p => all.Count(x => x.ProposalId == p.Id)), ct);
        await db.UpdateSearch(ids, ct);
        count(supports.Count);
    }

    private (CaseState End, DateTime At, string Text) End(Lots lots, DateTime at)
    {
        var age = (db.Now - at).TotalDays;
        var (turn, ended) = (lots.Below(100), at.AddDays(Math.Min(age * 0.9, 2 + lots.Below(40))));
        var end = age < 2 ? CaseState.New
            : turn < (age > 120 ? 2 : 25) ? CaseState.Confirmed
            : turn < (age > 120 ? 4 : 40) ? CaseState.Planned
            : turn >= 97 ? CaseState.NoAction : turn >= 92 ? CaseState.NotOurs : CaseState.Done;
        return (end, ended, end == CaseState.Done ? SeedTexts.Done(lots) : end is CaseState.NotOurs or CaseState.NoAction ? SeedTexts.NotDone(lots) : "");
    }

    // The first is the oldest.
    private DateTime Day(int index, int count)
    {
        var at = db.Now - Past * ((count - index) / (double)count);
        return new DateTime(at.Ticks - at.Ticks % TimeSpan.TicksPerSecond, DateTimeKind.Utc);
    }

    private Whereabouts Where(Lots lots, int nowhere)
    {
        var district = lots.Of(db.Town.Districts);
        if (lots.Below(nowhere) == 0) return new Whereabouts(null, district.Code, PlaceSource.District);
        for (var turn = 0; turn < 6; turn++)
        {
            // More of a town is near its middles than far from them.
            var (angle, radius) = (lots.Part() * 2 * Math.PI, 30 + 1500 * Math.Pow(lots.Part(), 1.5));
            var place = new Place(district.Lat, district.Lon).Move(radius * Math.Cos(angle), radius * Math.Sin(angle));
            if (db.Town.MetersOutside(place.Latitude, place.Longitude) == 0) return new Whereabouts(place, district.Code, PlaceSource.Chosen);
        }
        return new Whereabouts(new Place(district.Lat, district.Lon).Move(lots.Below(200) - 100, lots.Below(200) - 100), district.Code, PlaceSource.Chosen);
    }

    private string KeyOf(string kind, int seed, int index) => $"seed-{db.Town.Slug}-{seed}-{kind}-{index:D9}-for-measuring-only";
}
