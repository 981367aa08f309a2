using Machimichi.Platform.Data;

namespace Machimichi.Voice.Reports;

/// <summary>What the sender of a report told later. It is as public as the report is.</summary>
internal sealed class Addition : ITownOwned
{
    public const string Kind = "addition";

    private Addition() { }

    public Addition(Guid reportId, string text, string submissionHash, DateTime at) =>
        (Id, ReportId, Text, SubmissionHash, At) = (Guid.CreateVersion7(), reportId, text, submissionHash, at);

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public Guid ReportId { get; private init; }
    public string Text { get; private init; } = "";
    public string SubmissionHash { get; private init; } = "";
    public DateTime At { get; private init; }
}
