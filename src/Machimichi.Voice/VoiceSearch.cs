using Machimichi.Platform.Data;
using Machimichi.Platform.Search;
using Machimichi.Voice.Answers;
using Machimichi.Voice.Calls;
using Machimichi.Voice.Comments;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Voice;

/// <summary>What of Voice can be found: what its public pages show, no more.</summary>
internal static class VoiceSearch
{
    public const string Answers = "answer";

    public static IServiceCollection AddVoiceSearch(this IServiceCollection services)
    {
        foreach (var kind in new[] { new SearchKind(Proposal.Kind, 2), new SearchKind(Call.Kind, 2), new SearchKind(Answers, 1), new SearchKind(Report.Kind, 0), new SearchKind(Comment.Kind, 0) }) services.AddSingleton(kind);
        foreach (var source in Sources) services.AddSingleton(source);
        return services;
    }

    private static readonly SearchSource[] Sources =
    [
        new(typeof(Proposal), IsSubject: true, PublicProposals),
        new(typeof(Report), IsSubject: true, PublicReports),
        new(typeof(Addition), IsSubject: false, PublicAdditions),
        new(typeof(Comment), IsSubject: false, StandingComments),
        new(typeof(Answer), IsSubject: false, AnswersToProposals),
        new(typeof(Answer), IsSubject: false, AnswersToReports),
        new(typeof(Call), IsSubject: true, PublishedCalls),
    ];

    private static IQueryable<SearchEntry> PublicProposals(MachimichiDb db) => db.Proposals
        .Select(p => new SearchEntry { ThingId = p.Id, SubjectId = p.Id, Kind = Proposal.Kind, Path = "proposals/" + p.Number, Title = p.Title, Text = p.Body, Category = p.Category, District = p.District, At = p.SubmittedAt });

    private static IQueryable<Report> Readable(MachimichiDb db) => db.Reports.Where(r => !r.Private && r.WithdrawnAt == null);

    private static IQueryable<SearchEntry> PublicReports(MachimichiDb db) => Readable(db)
        .Select(r => new SearchEntry { ThingId = r.Id, SubjectId = r.Id, Kind = Report.Kind, Path = "reports/" + r.Number, Title = r.Title, Text = r.Text, Category = r.Category, District = r.District, At = r.SubmittedAt });

    private static IQueryable<SearchEntry> PublicAdditions(MachimichiDb db) =>
        from a in db.Additions
        join r in Readable(db) on a.ReportId equals r.Id
        where a.Text != ""
        select new SearchEntry { ThingId = a.Id, SubjectId = a.ReportId, Kind = Report.Kind, Path = "reports/" + r.Number, Title = r.Title, Text = a.Text, Category = r.Category, District = r.District, At = a.At };

    private static IQueryable<SearchEntry> StandingComments(MachimichiDb db) =>
        from c in db.Comments
        join p in db.Proposals on c.ProposalId equals p.Id
        where c.WithdrawnAt == null && p.SearchText != ""
        select new SearchEntry { ThingId = c.Id, SubjectId = p.Id, Kind = Comment.Kind, Path = "proposals/" + p.Number + "#comment-" + c.Number, Title = p.Title, Text = c.Text, Category = p.Category, District = p.District, At = c.At };

    private static IQueryable<SearchEntry> AnswersToProposals(MachimichiDb db) =>
        from a in db.Answers
        join p in db.Proposals on a.SubjectId equals p.Id
        where a.SubjectKind == Proposal.Kind
        select new SearchEntry { ThingId = a.Id, SubjectId = a.SubjectId, Kind = Answers, Path = "proposals/" + p.Number, Title = p.Title, Text = a.Body, Category = p.Category, District = p.District, At = a.PublishedAt };

    private static IQueryable<SearchEntry> AnswersToReports(MachimichiDb db) =>
        from a in db.Answers
        join r in Readable(db) on a.SubjectId equals r.Id
        where a.SubjectKind == Report.Kind
        select new SearchEntry { ThingId = a.Id, SubjectId = a.SubjectId, Kind = Answers, Path = "reports/" + r.Number, Title = r.Title, Text = a.Body, Category = r.Category, District = r.District, At = a.PublishedAt };

    private static IQueryable<SearchEntry> PublishedCalls(MachimichiDb db) => db.Calls.Where(c => c.PublishedAt != null)
        .Select(c => new SearchEntry { ThingId = c.Id, SubjectId = c.Id, Kind = Call.Kind, Path = "calls/" + c.Slug, Title = c.Question, Text = c.Introduction + "\n" + c.ResultText, Category = "", District = "", At = c.PublishedAt!.Value });
}
