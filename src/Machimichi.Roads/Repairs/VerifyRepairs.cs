using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Roads.Defects;
using Machimichi.Roads.Footage.Reading;
using Machimichi.Roads.Survey;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Repairs;

/// <summary>Which confirmed defects a drive passed with the place clearly in view, and whether they were seen. It judges nothing; a person does.</summary>
public sealed class VerifyRepairs(MachimichiDb db)
{
    private const double InViewFrom = 4, InViewTo = 15, InViewAcross = 5, AskEveryMeters = 120;

    /// <summary>Adds to the unit of work of the footage that it belongs to.</summary>
    internal async Task Record(Guid footageId, Guid driveId, LocalPlane plane, IReadOnlyList<LookedAt> frames, IReadOnlySet<Guid> seen, CancellationToken ct)
    {
        var clear = frames.Where(f => f is { Flaws: FrameFlaws.None, Place.HeadingDegrees: not null }).ToList();
        foreach (var defect in await Along(clear, ct))
        {
            var inView = clear.Where(f => IsInView(f, defect, plane)).ToList();
            if (inView.Count > 0) db.Passes.Add(new Pass(defect.Id, footageId, driveId, inView[0].At, seen.Contains(defect.Id), inView.Count));
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
                .Where(d => d.State == DefectState.Confirmed || d.State == DefectState.RepairOrdered || d.State == DefectState.Repaired)
                .Near(d => d.Cell, here, AskEveryMeters + InViewTo).ToListAsync(ct))
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
