using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Roads.Defects;
using Machimichi.Roads.Footage.Reading;
using Machimichi.Roads.Survey;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Repairs;

/// <summary>
/// Which defects a drive passed with the place clearly in view, whether they were seen, and what all passes together say: is there a defect at all,
/// and is it there still? A person decides on what is proposed.
/// </summary>
public sealed class VerifyRepairs(MachimichiDb db)
{
    private const double InViewFrom = 4, InViewTo = 15, InViewAcross = 5, AskEveryMeters = 120, DoubtfulCost = 5;

    /// <summary>Adds to the unit of work of the footage that it belongs to.</summary>
    /// <param name="seen">Defects that have a sighting in it, with what it says.</param>
    /// <param name="all">Where anything was seen: what another defect stands for may be this one after all, so it is no pass without it.</param>
    /// <param name="recall">The detector's, as measured; null where it was not.</param>
    internal async Task Record(
        Guid footageId, Guid driveId, LocalPlane plane, IReadOnlyList<LookedAt> frames, IReadOnlyDictionary<Guid, double> seen, IReadOnlyList<FollowedDefect> all, double? recall, CancellationToken ct)
    {
        var passed = new List<Defect>();
        var clear = frames.Where(f => f is { Flaws: FrameFlaws.None, Place.HeadingDegrees: not null }).ToList();
        foreach (var defect in await Along(clear, ct))
        {
            var inView = clear.Where(f => IsInView(f, defect, plane)).ToList();
            if (inView.Count == 0 && !seen.ContainsKey(defect.Id)) continue;
            var at = inView.Count > 0 ? inView[0].At : defect.LastSeenAt;
            var evidence = seen.TryGetValue(defect.Id, out var own) ? own : all.Where(f => MayBe(f.Spot, defect, plane)).Select(f => f.Evidence).DefaultIfEmpty().Max();
            db.Passes.Add(new Pass(defect.Id, footageId, driveId, at, evidence, evidence > 0, inView.Count));
            passed.Add(defect);
        }
        await db.SaveChangesAsync(ct);
        await Judge(passed, recall, ct);
    }

    private static bool MayBe(Spot seen, Defect defect, LocalPlane plane) =>
        Spot.Cost(seen with { Error = seen.Error + LocateFrames.GpsError }, defect.SpotOn(plane)) is <= DoubtfulCost;

    private async Task Judge(List<Defect> passed, double? recall, CancellationToken ct)
    {
        var ids = passed.Select(d => d.Id).ToList();
        var passes = (await db.Passes.AsNoTracking().Where(p => ids.Contains(p.DefectId)).ToListAsync(ct)).ToLookup(p => p.DefectId);
        foreach (var defect in passed)
        {
            var its = passes[defect.Id].OrderBy(p => p.At).ToList();
            defect.Judge(its.Count(p => p.Tells), StillThere.Gone([.. its.Where(p => p.Tells).Select(p => p.Evidence)], recall, defect.RepairedAt is not null));
        }
    }

    private async Task<IReadOnlyList<Defect>> Along(List<LookedAt> frames, CancellationToken ct)
    {
        var (found, next) = (new Dictionary<Guid, Defect>(), 0.0);
        foreach (var frame in frames)
        {
            if (frame.MetersAlong < next) continue;
            next = frame.MetersAlong + AskEveryMeters;
            var here = new Place(frame.Place!.Value.Latitude, frame.Place.Value.Longitude);
            foreach (var defect in await db.Defects
                .Where(d => d.State != DefectState.Rejected && d.State != DefectState.Joined)
                .NearOfMany(d => d.Cell, here, AskEveryMeters + InViewTo).ToListAsync(ct))
                found.TryAdd(defect.Id, defect);
        }
        return [.. found.Values.OrderBy(d => d.Number)];
    }

    private static bool IsInView(LookedAt frame, Defect defect, LocalPlane plane)
    {
        var (place, heading) = (frame.Place!.Value, frame.Place.Value.HeadingDegrees!.Value);
        if (defect.HeadingDegrees is { } its && Spot.Angle(its, heading) > Spot.SameWayDegrees) return false;
        var (from, to) = (plane.ToMeters(place.Latitude, place.Longitude), plane.ToMeters(defect.Latitude, defect.Longitude));
        var (north, east) = (to.North - from.North, to.East - from.East);
        var (sin, cos) = Math.SinCos(double.DegreesToRadians(heading));
        var (ahead, right) = (north * cos + east * sin, east * cos - north * sin);
        return ahead is >= InViewFrom and <= InViewTo && Math.Abs(right) <= InViewAcross;
    }
}
