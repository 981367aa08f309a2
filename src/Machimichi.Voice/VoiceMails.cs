using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Language;
using Machimichi.Platform.Notifications;
using Machimichi.Voice.Answers;
using Machimichi.Voice.Following;
using Machimichi.Voice.Moderation;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Machimichi.Voice.Writing;
using Machimichi.Works;

namespace Machimichi.Voice;

/// <summary>The letters that Voice writes, each in its reader's language, promised with the save of their cause. Nothing happens where no address was left.</summary>
public sealed class VoiceMails(MachimichiDb db, Texts texts, PlatformOptions options, LetterLinks links)
{
    /// <param name="held">Do staff look at it before everyone does?</param>
    internal void ProposalReceived(Proposal proposal, bool held) =>
        Write(proposal.Mail, proposal.Language, held ? "mail.proposal-held" : "mail.proposal-received", ("number", proposal.Number), ("title", proposal.Title), ("link", PageOf(proposal)));

    /// <param name="whose">How they came to it: <c>proposal</c> for its author, <c>supported</c>, <c>followed</c>.</param>
    internal bool ProposalAnswered(Proposal proposal, string mail, string language, string whose, Outcome outcome, string body, string department) =>
        News(Proposal.Kind, proposal.Id, mail, language, $"mail.{whose}-answered", ("number", proposal.Number), ("title", proposal.Title),
            ("outcome", texts.Get(language, $"proposal.outcome.{outcome.Word()}")), ("text", body), ("department", DepartmentIn(language, department)), ("link", PageOf(proposal)));

    /// <param name="what"><c>done</c>, <c>moved</c> or <c>dropped</c>.</param>
    internal bool MilestoneChanged(Proposal proposal, Listener listener, Milestone milestone, string what) =>
        News(Proposal.Kind, proposal.Id, listener.Mail, listener.Language, $"mail.milestone-{what}", ("number", proposal.Number), ("title", proposal.Title), ("step", milestone.Title),
            ("day", Speech.Day(listener.Language, milestone.Due)), ("first", Speech.Day(listener.Language, milestone.FirstDue)), ("text", milestone.Reason), ("link", PageOf(proposal)));

    internal void ReportReceived(Report report, string ownPath) =>
        Write(report.Mail, report.Language, "mail.report-received", ("number", report.Number), ("title", TitleOf(report)), ("link", options.PublicAddress + ownPath));

    internal bool ReportAnswered(Report report, string body, string department) =>
        report.Mail.Length > 0 && News(Report.Kind, report.Id, report.Mail, report.Language, "mail.report-answered", ("number", report.Number), ("title", TitleOf(report)),
            ("text", body), ("department", DepartmentIn(report.Language, department)), ("link", OwnPageOf(report)));

    internal bool ReportMoved(Report report, CaseState state, string text) =>
        report.Mail.Length > 0 && News(Report.Kind, report.Id, report.Mail, report.Language, $"mail.report-{state.Word()}", ("number", report.Number), ("title", TitleOf(report)),
            ("text", text.Length > 0 ? $"{text}\n\n" : ""), ("link", OwnPageOf(report)));

    internal bool ReportJoined(Report report) =>
        report.Mail.Length > 0 && News(Report.Kind, report.Id, report.Mail, report.Language, "mail.report-joined", ("number", report.Number), ("title", TitleOf(report)), ("link", OwnPageOf(report)));

    /// <param name="about">Number of the proposal or report whose page shows it.</param>
    /// <param name="reason">Null when it is shown again.</param>
    internal void Decided(string kind, IModerated thing, int about, string mail, string language, string? reason, string words)
    {
        var title = thing switch { Proposal p => p.Title, Report r => TitleOf(r), Comments.Comment c => PlainText.TitleOf(c.Text), _ => "" };
        var link = thing is Report report ? OwnPageOf(report) : $"{options.PublicAddress}/{db.Town.Slug}/proposals/{about}{(thing is Comments.Comment ? $"#comment-{thing.Number}" : "")}";
        Write(mail, language, reason is null ? "mail.put-back" : "mail.taken-down", ("kind", texts.Get(language, $"moderation.kind.{kind}")), ("number", thing.Number), ("title", title),
            ("reason", reason is null ? "" : texts.Get(language, $"moderation.reason.{reason}")), ("link", link), ("text", words.Length > 0 ? $"{words}\n\n" : ""));
    }

    internal void AskFollower(Follow follow, string title) =>
        Write(follow.Mail, follow.Language, "mail.follow-ask", ("number", follow.SubjectNumber), ("title", title), ("link", links.Yes(follow)));

    internal bool FollowedReportAnswered(Report report, Follower follower, string body, string department) =>
        News(Report.Kind, report.Id, follower.Mail, follower.Language, "mail.followed-report-answered", ("number", report.Number), ("title", TitleOf(report, follower.Language)),
            ("text", body), ("department", DepartmentIn(follower.Language, department)), ("link", PublicPageOf(report)));

    internal bool FollowedReportMoved(Report report, Follower follower, CaseState state, string text) =>
        News(Report.Kind, report.Id, follower.Mail, follower.Language, "mail.followed-moved", ("number", report.Number), ("title", TitleOf(report, follower.Language)),
            ("state", texts.Get(follower.Language, $"state.{state}")), ("text", text.Length > 0 ? $"{text}\n\n" : ""), ("link", PublicPageOf(report)));

    // A letter of which more may follow says how to end them.
    private bool News(string kind, Guid subject, string mail, string language, string key, params (string Name, object Value)[] values) =>
        Letter(mail, language, key, mail.Length == 0 ? "" : links.End(kind, subject, mail), values);

    private bool Write(string mail, string language, string key, params (string Name, object Value)[] values) => Letter(mail, language, key, "", values);

    private bool Letter(string mail, string language, string key, string end, (string Name, object Value)[] values)
    {
        if (mail.Length == 0) return false;
        // A text that somebody wrote goes in last: a brace in it is a brace, never a placeholder.
        (string, object)[] all = [("town", db.Town.Name.In(language == Texts.Easy ? Texts.Japanese : language)), .. values.Where(v => !IsWritten(v.Name)), .. values.Where(v => IsWritten(v.Name))];
        var body = texts.Get(language, $"{key}.body", all);
        db.Send(mail, texts.Get(language, $"{key}.subject", all), end.Length == 0 ? body : $"{body}\n\n{texts.Get(language, "mail.end", ("link", end))}", end);
        return true;
    }

    private static bool IsWritten(string name) => name is "title" or "text" or "step";

    private string TitleOf(Report report) => TitleOf(report, report.Language);

    private string TitleOf(Report report, string language) =>
        report.Title.Length > 0 ? report.Title : db.Town.FindCategory(report.Category, Report.Kind)?.Name.In(language) ?? report.Category;

    private string DepartmentIn(string language, string code) => db.Town.Departments.FirstOrDefault(d => d.Code == code)?.Name.In(language == Texts.Easy ? Texts.Japanese : language) ?? "";

    private string PageOf(Proposal proposal) => $"{options.PublicAddress}/{db.Town.Slug}/proposals/{proposal.Number}";

    private string PublicPageOf(Report report) => $"{options.PublicAddress}/{db.Town.Slug}/reports/{report.Number}";

    // Only hashes of secrets are kept, so a later letter brings a new one.
    private string OwnPageOf(Report report)
    {
        var secret = SubmissionKey.NewSecret();
        db.ReportKeys.Add(new ReportKey(report.Id, secret));
        return $"{options.PublicAddress}/{db.Town.Slug}/reports/{report.Number}?key={secret}";
    }
}
