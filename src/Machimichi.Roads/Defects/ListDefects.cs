using System.Globalization;
using Machimichi.Platform.Data;
using Machimichi.Roads.Repairs;
using Machimichi.Roads.Simulation;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Defects;

/// <summary>Defects by their state: those that wait for a person's word first, worst and surest first, a page at a time.</summary>
public sealed class ListDefects(MachimichiDb db)
{
    public const int PageSize = 100;

    /// <param name="State">candidate (the default), confirmed (and under repair), gone (confirmed, but the last passes do not see them), repaired, rejected, faint or all (but rejected and faint).</param>
    /// <param name="Drive">Only what this drive saw.</param>
    public sealed record Request(string State = "candidate", string? District = null, string? Class = null, int? Drive = null, int Page = 1);

    public sealed record Row(
        int Number, DefectState State, string Class, int Severity, string District, double SquareMeters, double LengthMeters, int Drives, float Score,
        double Latitude, double Longitude, Guid BestFrameId, DateTime FirstSeenAt, DateTime LastSeenAt, int? CaseNumber, double GoneProbability);

    public sealed record Result(IReadOnlyList<Row> Rows, int Total, int Page);

    public async Task<Result> Handle(Request request, CancellationToken ct)
    {
        var defects = OfState(db.Defects.AsNoTracking(), request.State);
        if (!string.IsNullOrEmpty(request.District)) defects = defects.Where(d => d.District == request.District);
        if (!string.IsNullOrEmpty(request.Class)) defects = defects.Where(d => d.Class == request.Class);
        if (request.Drive is { } drive)
        {
            var seen = from s in db.Sightings join v in db.Drives on s.DriveId equals v.Id where v.Number == drive select s.DefectId;
            defects = defects.Where(d => seen.Contains(d.Id));
        }
        var page = Math.Max(1, request.Page);
        var total = await defects.CountAsync(ct);
        var rows = await Rows(defects.OrderByDescending(d => d.Severity).ThenByDescending(d => d.BestScore).ThenBy(d => d.Number)
            .Skip((page - 1) * PageSize).Take(PageSize)).ToListAsync(ct);
        return new Result(rows, total, page);
    }

    /// <summary>All of a state at once, for a map.</summary>
    public Task<List<Row>> ForMap(string state, int most, CancellationToken ct) =>
        Rows(OfState(db.Defects.AsNoTracking(), state).OrderByDescending(d => d.Severity).ThenBy(d => d.Number).Take(most)).ToListAsync(ct);

    /// <summary>What <see cref="RoadScore"/> holds against the truth: all but what was rejected, joined or is too faint to be shown.</summary>
    public async Task<List<FoundDefect>> Scored(CancellationToken ct) =>
        [.. (await ForMap("all", int.MaxValue, ct)).Select(d => new FoundDefect(d.Number.ToString(CultureInfo.InvariantCulture), d.Class, d.Latitude, d.Longitude, d.State.ToString(),
            d.State == DefectState.Repaired || d.GoneProbability >= StillThere.Proposed))];

    private static IQueryable<Row> Rows(IQueryable<Defect> defects) => defects.Select(d => new Row(
        d.Number, d.State, d.Class, d.Severity, d.District, d.SquareMeters, d.LengthMeters, d.Drives, d.BestScore,
        d.Latitude, d.Longitude, d.BestFrameId, d.FirstSeenAt, d.LastSeenAt, d.CaseNumber, d.GoneProbability));

    private static IQueryable<Defect> OfState(IQueryable<Defect> defects, string state) => state switch
    {
        "all" => defects.Where(d => d.State != DefectState.Joined && d.State != DefectState.Rejected && d.State != DefectState.Faint),
        "public" => defects.Where(d => d.State == DefectState.Confirmed || d.State == DefectState.RepairOrdered || d.State == DefectState.Repaired),
        "confirmed" => defects.Where(d => d.State == DefectState.Confirmed || d.State == DefectState.RepairOrdered),
        "gone" => defects.Where(d => (d.State == DefectState.Confirmed || d.State == DefectState.RepairOrdered) && d.GoneProbability >= StillThere.Proposed),
        "faint" => defects.Where(d => d.State == DefectState.Faint),
        "repaired" => defects.Where(d => d.State == DefectState.Repaired),
        "rejected" => defects.Where(d => d.State == DefectState.Rejected),
        _ => defects.Where(d => d.State == DefectState.Candidate),
    };
}
