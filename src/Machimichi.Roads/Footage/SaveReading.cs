using Machimichi.Platform.Data;
using Machimichi.Roads.Defects;
using Machimichi.Roads.Footage.Reading;
using Machimichi.Roads.Network;
using Machimichi.Roads.Repairs;
using Machimichi.Roads.Survey;
using Machimichi.Vision;
using Microsoft.EntityFrameworkCore;
using Detection = Machimichi.Roads.Survey.Detection;

namespace Machimichi.Roads.Footage;

/// <summary>What the frames of one footage came to, in one transaction: frames, sightings, the defects that they are, the passes, the pieces of road that were seen.</summary>
public sealed class SaveReading(MachimichiDb db, IDetector detector, MergeIntoDefects merge, VerifyRepairs repairs, RecordCoverage coverage)
{
    internal async Task Handle(Guid footageId, FootageTrack track, SurveyResult seen, bool pitchKnown, CancellationToken ct)
    {
        var origin = track.Track.Fixes[0];
        var plane = new LocalPlane(origin.Latitude, origin.Longitude);
        var followed = FollowAlongTheRoad.Join(LocateFrames.OnPlane(plane, seen.Frames, detector.Model, pitchKnown));

        // What was tracked so far is stale once somebody else may have written; the transaction reads anew.
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Taking the number locks the town's counter, so that two workers never merge at once and make one defect two.
        var order = await db.NextNumber("merge", ct);
        var footage = await db.Footage.SingleAsync(f => f.Id == footageId, ct);
        if (footage.IsRead) return;

        var frames = Frames(footage, seen.Frames);
        db.Frames.AddRange(frames.Values);
        await db.SaveChangesAsync(ct);
        var sightings = await merge.Merge(plane, [.. followed.Select((f, i) => Sighting(footage, f, i, seen.Frames, frames, plane))], ct);
        foreach (var sighting in sightings) Mark(sighting, followed[sighting.Ordinal], frames);
        await repairs.Record(footage.Id, footage.DriveId, plane, seen.Frames, sightings.GroupBy(s => s.DefectId).ToDictionary(g => g.Key, g => g.Sum(s => s.Evidence)), followed, detector.Model.Quality.Recall, ct);
        await coverage.Handle(plane, track, seen.Frames, ct);
        footage.Finish(new FootageResult(track.StartedAt, track.EndedAt, track.Track.Source, track.Line(), track.Track.LengthMeters, LocateFrames.MetersSeen(seen.Frames),
            seen.Frames.Count, seen.Frames.Count(f => f.Flaws != FrameFlaws.None), seen.Frames.Sum(f => f.Found.Count), sightings.Count,
            $"{detector.Model.Name} {detector.Model.Version}", seen.Missing?.Key ?? "", seen.Missing?.Detail ?? ""), order, db.Now);
        (await db.Drives.SingleAsync(d => d.Id == footage.DriveId, ct)).Span(track.StartedAt, track.EndedAt);
        db.Note("system", "footage.read", "footage", footage.Id, new { footage.Frames, footage.Detections, footage.Sightings, footage.Model });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private Dictionary<int, Frame> Frames(FootageFile footage, IReadOnlyList<LookedAt> seen)
    {
        var frames = new Dictionary<int, Frame>();
        foreach (var look in seen.Where(f => f.FileKey.Length > 0))
        {
            var frame = new Frame(Guid.CreateVersion7(), footage.Id, footage.DriveId, look.Ordinal)
            {
                At = look.At, Latitude = look.Place?.Latitude, Longitude = look.Place?.Longitude, HeadingDegrees = look.Place?.HeadingDegrees, SpeedMps = look.Place?.SpeedMps,
                Flaws = look.Flaws, Width = look.Width, Height = look.Height, HorizonY = look.Camera.HorizonY, FileKey = look.FileKey,
            };
            foreach (var found in look.Found) frame.Detections.Add(new Detection(frame.Id, footage.Id, detector.Model.Classes[found.Class], found.Score, found.Box));
            frames.Add(look.Ordinal, frame);
        }
        return frames;
    }

    private static NewSighting Sighting(
        FootageFile footage, FollowedDefect found, int ordinal, IReadOnlyList<LookedAt> seen, Dictionary<int, Frame> frames, LocalPlane plane)
    {
        var (latitude, longitude) = plane.ToDegrees(found.Spot.North, found.Spot.East);
        var spot = found.Spot with { Error = found.Spot.Error + LocateFrames.GpsError };
        var best = seen[found.Best.Frame];
        return new NewSighting(defect => new Sighting(footage.Id, footage.DriveId, defect, ordinal)
        {
            At = best.At, BestFrameId = frames[found.Best.Frame].Id, Class = found.Class, Score = found.Best.Score, Frames = found.Detections.Select(d => d.Frame).Distinct().Count(), Evidence = found.Evidence,
            Latitude = latitude, Longitude = longitude,
            NorthVariance = spot.Error.AheadVariance, EastVariance = spot.Error.RightVariance, NorthEastCovariance = spot.Error.Covariance,
            HeadingDegrees = spot.HeadingDegrees, RightMeters = found.Best.RightMeters, AlongMeters = spot.AlongMeters, AcrossMeters = spot.AcrossMeters,
            SquareMeters = found.SquareMeters, LengthMeters = found.LengthMeters, Severity = Damage.Severity(found.Class, found.SquareMeters),
        }, spot, best.At, latitude, longitude);
    }

    private static void Mark(Sighting sighting, FollowedDefect found, Dictionary<int, Frame> frames)
    {
        foreach (var detection in found.Detections) frames[detection.Frame].Detections[detection.Index].SightingId = sighting.Id;
    }
}
