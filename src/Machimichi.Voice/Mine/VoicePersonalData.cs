using Machimichi.Platform.Data;
using Machimichi.Platform.Language;
using Machimichi.Platform.People;
using Machimichi.Voice.Calls;
using Machimichi.Voice.Comments;
using Machimichi.Voice.Moderation;
using Machimichi.Voice.Others;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Mine;

/// <summary>
/// What somebody said here. When they are forgotten, a report stays as a fact of the road and a support as a number; proposals stay
/// without a name or are taken back, as the person wishes.
/// </summary>
internal sealed class VoicePersonalData(MachimichiDb db, Texts texts) : IPersonalData
{
    public IReadOnlyCollection<string> Columns =>
    [
        "proposals.person_id", "proposals.mail", "proposals.nickname", "reports.person_id", "reports.mail", "reports.nickname",
        "supports.person_id", "supports.mail", "call_votes.person_id", "answers.published_by", "answer_drafts.written_by", "spoken_for.entered_by", "comments.person_id", "comments.nickname",
        "follows.person_id", "follows.mail",
        "decisions.decided_by", "notices.person_id", "blocks.person_id", "blocks.blocked_by",
    ];

    public async Task HandOver(Person person, PersonalFile file, CancellationToken ct)
    {
        await Proposals(person, file, ct);
        await Reports(person, file, ct);
        await Comments(person, file, ct);
        var supports = from s in db.Supports join p in db.AllProposals on s.ProposalId equals p.Id where s.PersonId == person.Id orderby s.At select new { p.Number, p.Title, s.Mail, s.At };
        file.Add("supports", await supports.ToListAsync(ct));
        var follows = db.Follows.Where(f => f.PersonId == person.Id || (person.Mail != "" && f.Mail == person.Mail));
        file.Add("follows", await follows.OrderBy(f => f.At).Select(f => new { kind = f.SubjectKind, number = f.SubjectNumber, f.Mail, f.At, f.ConfirmedAt }).ToListAsync(ct));
        var (choices, projects) = (db.CallChoices, db.Projects);
        var votes = from v in db.CallVotes
                      join c in db.Calls on v.CallId equals c.Id
                      where v.PersonId == person.Id
                      orderby v.At
                      select new { call = c.Question, v.At, projects = (from x in choices join p in projects on x.ProjectId equals p.Id where x.VoteId == v.Id orderby p.Number select new { p.Number, p.Title }).ToList() };
        file.Add("votes", await votes.ToListAsync(ct));
        file.Add("answers", await db.Answers.Where(a => a.PublishedBy == person.Actor).OrderBy(a => a.PublishedAt).Select(a => new { a.SubjectKind, a.SubjectNumber, a.Body, a.PublishedAt }).ToListAsync(ct));
        file.Add("answer-drafts", await db.AnswerDrafts.Where(d => d.WrittenBy == person.Actor).OrderBy(d => d.WrittenAt).Select(d => new { d.Body, d.WrittenAt }).ToListAsync(ct));
        file.Add("notices", await db.Notices.Where(n => n.PersonId == person.Id).OrderBy(n => n.At).Select(n => new { n.SubjectKind, n.Words, n.At }).ToListAsync(ct));
        file.Add("blocks", await db.Blocks.Where(b => b.PersonId == person.Id).OrderBy(b => b.At).Select(b => new { b.Reason, b.At, ends = b.Until }).ToListAsync(ct));
        file.Add("decisions", await db.Decisions.Where(d => d.DecidedBy == person.Actor).OrderBy(d => d.At).Select(d => new { d.SubjectKind, d.SubjectNumber, d.Words, d.At }).ToListAsync(ct));
        file.Add("blocked", await db.Blocks.Where(b => b.BlockedBy == person.Actor).OrderBy(b => b.At).Select(b => new { b.Reason, b.At, ends = b.Until }).ToListAsync(ct));
        file.Add("spoken-for", await db.SpokenFors.Where(s => s.EnteredBy == person.Actor).OrderBy(s => s.EnteredAt).Select(s => new { s.SubjectKind, s.EnteredAt }).ToListAsync(ct));
    }

    private async Task Proposals(Person person, PersonalFile file, CancellationToken ct)
    {
        var mine = await db.AllProposals.AsNoTracking().Where(p => p.PersonId == person.Id).OrderBy(p => p.Number).ToListAsync(ct);
        var ids = mine.Select(p => p.Id).ToList();
        var before = (await db.ProposalVersions.AsNoTracking().Where(v => ids.Contains(v.ProposalId)).OrderBy(v => v.Until).ToListAsync(ct)).ToLookup(v => v.ProposalId);
        file.Add("proposals", mine.Select(p => new
        {
            p.Number, p.Title, text = p.Body, category = CategoryIn(file.Language, p.Category), district = DistrictIn(file.Language, p.District), p.Latitude, p.Longitude,
            p.Nickname, p.Mail, p.SubmittedAt, p.SupportCount, outcome = p.Outcome?.Word(), p.WithdrawnAt, versions = before[p.Id].Select(v => new { v.Title, text = v.Body, v.Until }),
        }));
        file.Photos.AddRange(await PhotosOf(Proposal.Kind, mine.Select(p => p.Id), ct));
    }

    private async Task Comments(Person person, PersonalFile file, CancellationToken ct)
    {
        var mine = await db.AllComments.AsNoTracking().Where(c => c.PersonId == person.Id).OrderBy(c => c.Number).ToListAsync(ct);
        var ids = mine.Select(c => c.Id).ToList();
        var earlier = (await db.EarlierComments.AsNoTracking().Where(e => ids.Contains(e.CommentId)).OrderBy(e => e.Until).ToListAsync(ct)).ToLookup(e => e.CommentId);
        file.Add("comments", mine.Select(c => new { c.Number, c.Text, stance = c.Stance.Word(), c.Nickname, c.At, c.WithdrawnAt, earlier = earlier[c.Id].Select(e => new { e.Text, e.Until }) }));
    }

    private async Task Reports(Person person, PersonalFile file, CancellationToken ct)
    {
        var mine = await db.AllReports.AsNoTracking().Where(r => r.PersonId == person.Id).OrderBy(r => r.Number).ToListAsync(ct);
        var ids = mine.Select(r => r.Id).ToList();
        var additions = await db.Additions.AsNoTracking().Where(a => ids.Contains(a.ReportId)).OrderBy(a => a.At).ToListAsync(ct);
        var said = (await db.RepairAnswers.AsNoTracking().Where(a => ids.Contains(a.ReportId)).OrderBy(a => a.At).ToListAsync(ct)).ToLookup(a => a.ReportId);
        var told = additions.ToLookup(a => a.ReportId);
        file.Add("reports", mine.Select(r => new
        {
            r.Number, r.Text, category = CategoryIn(file.Language, r.Category), r.Details, district = DistrictIn(file.Language, r.District), r.Latitude, r.Longitude,
            r.Nickname, r.Mail, r.Private, r.Urgent, r.SubmittedAt, r.WithdrawnAt, additions = told[r.Id].Select(a => new { a.Text, a.At }), repairs = said[r.Id].Select(a => new { a.Fixed, a.Satisfaction, a.At }),
        }));
        // Somebody else may have left this person's address; of their words nothing is handed over.
        if (person.Mail.Length > 0)
        {
            file.Add("contact-of", await db.AllReports.Where(r => r.Mail == person.Mail && r.PersonId != person.Id).OrderBy(r => r.Number).Select(r => new { kind = Report.Kind, r.Number, r.SubmittedAt }).ToListAsync(ct));
            file.Add("contact-of-proposals", await db.AllProposals.Where(p => p.Mail == person.Mail && p.PersonId != person.Id).OrderBy(p => p.Number).Select(p => new { kind = Proposal.Kind, p.Number, p.SubmittedAt }).ToListAsync(ct));
        }
        file.Photos.AddRange(await PhotosOf(Report.Kind, ids, ct));
        file.Photos.AddRange(await PhotosOf(Addition.Kind, additions.Select(a => a.Id), ct));
    }

    public async Task Forget(Person person, Forgetting forgetting, CancellationToken ct)
    {
        await ForgetProposals(person, forgetting, ct);
        await ForgetReports(person, forgetting, ct);
        await ForgetComments(person, forgetting, ct);
        await ForgetSupports(person, forgetting, ct);
        await ForgetVotes(person, ct);
        await ForgetFollows(person, forgetting, ct);
        await db.Answers.Where(a => a.PublishedBy == person.Actor).ExecuteUpdateAsync(s => s.SetProperty(a => a.PublishedBy, Person.Former), ct);
        await db.AnswerDrafts.Where(d => d.WrittenBy == person.Actor).ExecuteUpdateAsync(s => s.SetProperty(d => d.WrittenBy, Person.Former), ct);
        await db.SpokenFors.Where(x => x.EnteredBy == person.Actor).ExecuteUpdateAsync(s => s.SetProperty(x => x.EnteredBy, Person.Former), ct);
        await ForgetModeration(person, ct);
        if (person.Mail.Length == 0) return;
        await db.AllProposals.Where(p => p.Mail == person.Mail).ExecuteUpdateAsync(s => s.SetProperty(p => p.Mail, ""), ct);
        await db.AllReports.Where(r => r.Mail == person.Mail).ExecuteUpdateAsync(s => s.SetProperty(r => r.Mail, ""), ct);
        await db.Supports.Where(x => x.Mail == person.Mail).ExecuteUpdateAsync(s => s.SetProperty(x => x.Mail, ""), ct);
    }

    private async Task ForgetProposals(Person person, Forgetting forgetting, CancellationToken ct)
    {
        var mine = db.AllProposals.Where(p => p.PersonId == person.Id);
        forgetting.Addresses.UnionWith(await mine.Where(p => p.Mail != "").Select(p => p.Mail).ToListAsync(ct));
        if (!forgetting.KeepWords)
        {
            var ids = await mine.Select(p => p.Id).ToListAsync(ct);
            forgetting.Photos.AddRange(await PhotosOf(Proposal.Kind, ids, ct));
            // The row stays for its number, its supporters and what the town answered; of the author's words and place nothing does.
            var said = texts.Get(Texts.Japanese, "proposal.taken-back");
            await mine.ExecuteUpdateAsync(s => s.SetProperty(p => p.Title, said).SetProperty(p => p.Body, said).SetProperty(p => p.SearchText, "")
                .SetProperty(p => p.Latitude, (double?)null).SetProperty(p => p.Longitude, (double?)null).SetProperty(p => p.Cell, (long?)null), ct);
            await db.ProposalVersions.Where(v => ids.Contains(v.ProposalId)).ExecuteDeleteAsync(ct);
            await db.UpdateSearch(ids, ct);
        }
        await mine.ExecuteUpdateAsync(s => s.SetProperty(p => p.Nickname, "").SetProperty(p => p.Mail, "").SetProperty(p => p.PersonId, Guid.Empty), ct);
    }

    private async Task ForgetComments(Person person, Forgetting forgetting, CancellationToken ct)
    {
        var mine = db.AllComments.Where(c => c.PersonId == person.Id);
        await db.EarlierComments.Where(e => mine.Any(c => c.Id == e.CommentId)).ExecuteDeleteAsync(ct);
        if (!forgetting.KeepWords)
        {
            var (now, about) = ((DateTime?)db.Now, await mine.Select(c => c.ProposalId).Distinct().ToListAsync(ct));
            await mine.ExecuteUpdateAsync(s => s.SetProperty(c => c.Text, "").SetProperty(c => c.WithdrawnAt, c => c.WithdrawnAt ?? now), ct);
            await db.UpdateSearch(about, ct);
        }
        await mine.ExecuteUpdateAsync(s => s.SetProperty(c => c.Nickname, "").SetProperty(c => c.PersonId, Guid.Empty), ct);
    }

    private async Task ForgetReports(Person person, Forgetting forgetting, CancellationToken ct)
    {
        var mine = db.AllReports.Where(r => r.PersonId == person.Id);
        forgetting.Addresses.UnionWith(await mine.Where(r => r.Mail != "").Select(r => r.Mail).ToListAsync(ct));
        await db.ReportKeys.Where(k => mine.Any(r => r.Id == k.ReportId)).ExecuteDeleteAsync(ct);
        await mine.ExecuteUpdateAsync(s => s.SetProperty(r => r.Nickname, "").SetProperty(r => r.Mail, "").SetProperty(r => r.PersonId, Guid.Empty), ct);
    }

    private async Task ForgetSupports(Person person, Forgetting forgetting, CancellationToken ct)
    {
        var mine = await db.Supports.Where(s => s.PersonId == person.Id).Select(s => new { s.Id, s.Mail }).ToListAsync(ct);
        forgetting.Addresses.UnionWith(mine.Where(s => s.Mail.Length > 0).Select(s => s.Mail));
        // A number that nobody has: the support is still counted, and no two of them say that they were one person's.
        foreach (var support in mine)
        {
            var nobody = Guid.CreateVersion7();
            await db.Supports.Where(s => s.Id == support.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.PersonId, nobody).SetProperty(x => x.Mail, ""), ct);
        }
    }

    private async Task ForgetFollows(Person person, Forgetting forgetting, CancellationToken ct)
    {
        var mine = db.Follows.Where(f => f.PersonId == person.Id || (person.Mail != "" && f.Mail == person.Mail));
        forgetting.Addresses.UnionWith(await mine.Where(f => f.Mail != "").Select(f => f.Mail).ToListAsync(ct));
        await mine.ExecuteDeleteAsync(ct);
    }

    // A vote that is still open is taken back, or one could vote again by coming anew; one that is over stays counted.
    private async Task ForgetVotes(Person person, CancellationToken ct)
    {
        var now = db.Now;
        var mine = await (from v in db.CallVotes join c in db.Calls on v.CallId equals c.Id where v.PersonId == person.Id select new { v.Id, Open = c.VoteUntil > now }).ToListAsync(ct);
        foreach (var vote in mine)
        {
            var one = db.CallVotes.Where(v => v.Id == vote.Id);
            if (vote.Open)
            {
                await db.CallChoices.Where(c => c.VoteId == vote.Id).ExecuteDeleteAsync(ct);
                await one.ExecuteDeleteAsync(ct);
                continue;
            }
            var nobody = Guid.CreateVersion7();
            await one.ExecuteUpdateAsync(s => s.SetProperty(v => v.PersonId, nobody), ct);
        }
    }

    // Who comes anew is another person to the town, so a block of one who is gone holds for nobody.
    private async Task ForgetModeration(Person person, CancellationToken ct)
    {
        await db.Blocks.Where(b => b.PersonId == person.Id).ExecuteDeleteAsync(ct);
        await db.Blocks.Where(b => b.BlockedBy == person.Actor).ExecuteUpdateAsync(s => s.SetProperty(b => b.BlockedBy, Person.Former), ct);
        await db.Decisions.Where(d => d.DecidedBy == person.Actor).ExecuteUpdateAsync(s => s.SetProperty(d => d.DecidedBy, Person.Former), ct);
        foreach (var id in await db.Notices.Where(n => n.PersonId == person.Id).Select(n => n.Id).ToListAsync(ct))
        {
            var nobody = Guid.CreateVersion7();
            await db.Notices.Where(n => n.Id == id).ExecuteUpdateAsync(s => s.SetProperty(n => n.PersonId, nobody), ct);
        }
    }

    private Task<List<Guid>> PhotosOf(string kind, IEnumerable<Guid> owners, CancellationToken ct) =>
        db.Photos.Where(p => p.OwnerKind == kind && owners.Contains(p.OwnerId)).OrderBy(p => p.Id).Select(p => p.Id).ToListAsync(ct);

    private string CategoryIn(string language, string code) => db.Town.Categories.FirstOrDefault(c => c.Code == code)?.Name.In(language) ?? code;

    private string DistrictIn(string language, string code) => db.Town.FindDistrict(code)?.Name.In(language) ?? code;
}
