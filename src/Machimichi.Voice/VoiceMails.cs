using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Language;
using Machimichi.Platform.Notifications;
using Machimichi.Voice.Answers;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Machimichi.Voice.Writing;
using Machimichi.Works;

namespace Machimichi.Voice;

/// <summary>The letters that Voice writes, each in its reader's language, promised with the save of their cause. Nothing happens where no address was left.</summary>
public sealed class VoiceMails(MachimichiDb db, Texts texts, PlatformOptions options)
{
    internal void ProposalReceived(Proposal proposal) =>
        Write(proposal.Mail, proposal.Language, "mail.proposal-received", ("number", proposal.Number), ("title", proposal.Title), ("link", PageOf(proposal)));

    internal bool ProposalAnswered(Proposal proposal, string mail, string language, bool own, Outcome outcome, string body, string department) =>
        Write(mail, language, own ? "mail.proposal-answered" : "mail.supported-answered", ("number", proposal.Number), ("title", proposal.Title),
            ("outcome", texts.Get(language, $"proposal.outcome.{outcome.Word()}")), ("text", body), ("department", DepartmentIn(language, department)), ("link", PageOf(proposal)));

    internal void ReportReceived(Report report, string ownPath) =>
        Write(report.Mail, report.Language, "mail.report-received", ("number", report.Number), ("title", TitleOf(report)), ("link", options.PublicAddress + ownPath));

    internal bool ReportAnswered(Report report, string body, string department) =>
        report.Mail.Length > 0 && Write(report.Mail, report.Language, "mail.report-answered", ("number", report.Number), ("title", TitleOf(report)),
            ("text", body), ("department", DepartmentIn(report.Language, department)), ("link", OwnPageOf(report)));

    internal bool ReportMoved(Report report, CaseState state, string text) =>
        report.Mail.Length > 0 && Write(report.Mail, report.Language, $"mail.report-{state.Word()}", ("number", report.Number), ("title", TitleOf(report)),
            ("text", text.Length > 0 ? $"{text}\n\n" : ""), ("link", OwnPageOf(report)));

    private bool Write(string mail, string language, string key, params (string Name, object Value)[] values)
    {
        if (mail.Length == 0) return false;
        // A text that somebody wrote goes in last: a brace in it is a brace, never a placeholder.
        (string, object)[] all = [("town", db.Town.Name.In(language == Texts.Easy ? Texts.Japanese : language)), .. values.Where(v => !IsWritten(v.Name)), .. values.Where(v => IsWritten(v.Name))];
        db.Send(mail, texts.Get(language, $"{key}.subject", all), texts.Get(language, $"{key}.body", all));
        return true;
    }

    private static bool IsWritten(string name) => name is "title" or "text";

    private string TitleOf(Report report) =>
        report.Title.Length > 0 ? report.Title : db.Town.FindCategory(report.Category, Report.Kind)?.Name.In(report.Language) ?? report.Category;

    private string DepartmentIn(string language, string code) => db.Town.Departments.FirstOrDefault(d => d.Code == code)?.Name.In(language == Texts.Easy ? Texts.Japanese : language) ?? "";

    private string PageOf(Proposal proposal) => $"{options.PublicAddress}/{db.Town.Slug}/proposals/{proposal.Number}";

    // Only hashes of secrets are kept, so a later letter brings a new one.
    private string OwnPageOf(Report report)
    {
        var secret = SubmissionKey.NewSecret();
        db.ReportKeys.Add(new ReportKey(report.Id, secret));
        return $"{options.PublicAddress}/{db.Town.Slug}/reports/{report.Number}?key={secret}";
    }
}
