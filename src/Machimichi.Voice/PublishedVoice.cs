using System.Linq.Expressions;
using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Voice.Answers;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Machimichi.Works;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice;

/// <summary>What Voice lets the public and the figures know: no address, no person, nothing of a private report but that there was one.</summary>
public sealed class PublishedVoice(MachimichiDb db)
{
    /// <summary>Proposals submitted in a period, half-open [from, to), UTC; with <paramref name="since"/> those that came or were answered since then.</summary>
    public IAsyncEnumerable<PublishedProposal> Proposals(DateTime from, DateTime to, DateTime? since = null) =>
        db.Proposals.AsNoTracking().Where(p => p.SubmittedAt >= from && p.SubmittedAt < to && (since == null || p.SubmittedAt >= since || p.AnsweredAt >= since)).OrderBy(p => p.Number)
            .Select(OfProposal)
            .AsAsyncEnumerable();

    /// <summary>Public reports submitted in a period, half-open [from, to), UTC; with <paramref name="since"/> those that changed since then.</summary>
    public IAsyncEnumerable<PublishedReport> Reports(DateTime from, DateTime to, DateTime? since = null) =>
        db.Reports.AsNoTracking().Where(r => !r.Private && r.SubmittedAt >= from && r.SubmittedAt < to && (since == null || r.ChangedAt >= since)).OrderBy(r => r.Number)
            .Select(OfReport)
            .AsAsyncEnumerable();

    /// <summary>Proposals by number, a part at a time.</summary>
    public Task<List<PublishedProposal>> ProposalsPage(FeatureQuery asked, CancellationToken ct)
    {
        var proposals = db.Proposals.AsNoTracking().Where(p => p.Number > asked.After && p.SubmittedAt >= asked.From && p.SubmittedAt < asked.To);
        if (asked.Within is { } box)
            proposals = proposals.Where(p => p.Latitude >= box.South && p.Latitude <= box.North && (box.Crosses ? p.Longitude >= box.West || p.Longitude <= box.East : p.Longitude >= box.West && p.Longitude <= box.East));
        return proposals.OrderBy(p => p.Number).Take(asked.Limit).Select(OfProposal).ToListAsync(ct);
    }

    /// <summary>Public reports by number, a part at a time.</summary>
    public Task<List<PublishedReport>> ReportsPage(FeatureQuery asked, CancellationToken ct)
    {
        var reports = db.Reports.AsNoTracking().Where(r => !r.Private && r.Number > asked.After && r.SubmittedAt >= asked.From && r.SubmittedAt < asked.To);
        if (asked.Within is { } box)
            reports = reports.Where(r => r.Latitude >= box.South && r.Latitude <= box.North && (box.Crosses ? r.Longitude >= box.West || r.Longitude <= box.East : r.Longitude >= box.West && r.Longitude <= box.East));
        return reports.OrderBy(r => r.Number).Take(asked.Limit).Select(OfReport).ToListAsync(ct);
    }

    /// <summary>Answers published in a period, half-open [from, to), UTC; those to private reports are left out.</summary>
    public IAsyncEnumerable<PublishedAnswer> Answers(DateTime from, DateTime to)
    {
        var (proposals, reports) = (db.Proposals, db.Reports);
        return db.Answers.AsNoTracking().Where(a => a.PublishedAt >= from && a.PublishedAt < to)
            .Where(a => (a.SubjectKind == Proposal.Kind && proposals.Any(p => p.Id == a.SubjectId)) || reports.Any(r => r.Id == a.SubjectId && !r.Private)).OrderBy(a => a.PublishedAt)
            .Select(a => new PublishedAnswer(a.SubjectKind, a.SubjectNumber, a.Body, a.Outcome, a.Department, a.PublishedAt))
            .AsAsyncEnumerable();
    }

    /// <summary>How many reports of a period, half-open [from, to), are private: counted, never shown.</summary>
    public Task<int> PrivateReports(DateTime from, DateTime to, CancellationToken ct) =>
        db.Reports.CountAsync(r => r.Private && r.SubmittedAt >= from && r.SubmittedAt < to, ct);

    private static readonly Expression<Func<Proposal, PublishedProposal>> OfProposal = p =>
        new PublishedProposal(p.Number, p.Title, p.Body, p.Category, p.District, p.Latitude, p.Longitude, p.Nickname, p.SubmittedAt, p.SupportCount, p.Outcome, p.AnsweredAt);

    private static readonly Expression<Func<Report, PublishedReport>> OfReport = r =>
        new PublishedReport(r.Number, r.Title, r.Text, r.Category, r.District, r.Latitude, r.Longitude, r.State, r.SubmittedAt, r.DoneAt);

    /// <summary>How many times people supported a proposal in a period, half-open [from, to).</summary>
    public Task<int> Supports(DateTime from, DateTime to, CancellationToken ct) => db.Supports.CountAsync(s => s.At >= from && s.At < to, ct);
}

/// <param name="Category">Code of the town's category.</param>
/// <param name="District">Code of the town's district; empty for the whole town.</param>
public sealed record PublishedProposal(int Number, string Title, string Body, string Category, string District, double? Latitude, double? Longitude, string Nickname,
    DateTime SubmittedAt, int Supports, Outcome? Outcome, DateTime? AnsweredAt);

public sealed record PublishedReport(int Number, string Title, string Text, string Category, string District, double? Latitude, double? Longitude, CaseState State,
    DateTime SubmittedAt, DateTime? DoneAt);

/// <param name="SubjectKind"><c>proposal</c> or <c>report</c>.</param>
public sealed record PublishedAnswer(string SubjectKind, int Number, string Body, Outcome? Outcome, string Department, DateTime PublishedAt);
