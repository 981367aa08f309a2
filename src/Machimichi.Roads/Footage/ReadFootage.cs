using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Files;
using Machimichi.Platform.Geo;
using Machimichi.Platform.Jobs;
using Machimichi.Roads.Footage.Reading;
using Machimichi.Roads.Survey;
using Machimichi.Roads.Tracks;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Footage;

/// <summary>
/// One footage from its bytes to defects: track, frames, then places, sightings, merge and passes (<see cref="SaveReading"/>) in one transaction at
/// its end, so whenever it is cut off, running it again gives what an undisturbed run gives.
/// </summary>
public sealed class ReadFootage(
    MachimichiDb db, IFileStore files, DetectFrames survey, SaveReading save) : IBackgroundJob<ReadFootage.Payload>
{
    public const string Kind = "roads.footage", Group = "footage";

    // What a recording brings from farther away was not filmed for this town.
    private const double FarthestKm = 500;

    // So often a reading begins anew because ffmpeg was killed; after that, what could be had is kept.
    private const int TriesForAll = 3;

    public sealed record Payload(Guid FootageId);

    public async Task Run(Payload payload, JobProgress progress, CancellationToken ct)
    {
        var footage = await db.Footage.SingleOrDefaultAsync(f => f.Id == payload.FootageId, ct);
        if (footage is null || footage.IsRead || footage.State == FootageState.Refused) return;
        footage.BeginReading();
        await db.SaveChangesAsync(ct);
        try
        {
            using var laid = await LaidOutFootage.Of(footage, files, ct);
            await Read(footage, laid, progress, ct);
        }
        catch (Exception e) when (e is TrackException or FootageException or FormatException)
        {
            var (key, detail) = e switch
            {
                TrackException t => (t.Key, t.Detail ?? t.Message),
                FootageException f => (f.Key, f.Detail ?? f.Message),
                _ => ("footage.camera-file", e.Message),
            };
            footage.Refuse(key, detail, db.Now);
            db.Note("system", "footage.refused", "footage", footage.Id, new { footage.ReasonKey });
            await db.SaveChangesAsync(ct);
        }
        // Trying again by itself would only wait: somebody has to make room.
        catch (Exception e) when (DiskFull.Is(e)) { throw new Refusal(DiskFull.Key); }
    }

    private async Task Read(FootageFile footage, LaidOutFootage laid, JobProgress progress, CancellationToken ct)
    {
        var (zone, now) = (db.Town.Zone, db.Now);
        var camera = laid.Beside.Find(p => Path.GetFileName(p) == CameraFile.FileName) is { } json ? CameraFile.Read(await File.ReadAllBytesAsync(json, ct)) : new CameraFile();
        var beside = laid.Beside.Find(p => Path.GetFileName(p) != CameraFile.FileName);
        Task Tell(int done, int of) => progress.Report(of == 0 ? 0 : 0.98 * done / of, $"{done} / {of}", ct);

        FootageTrack track;
        SurveyResult seen;
        if (footage.Kind == FootageKind.Video)
        {
            var info = FootageProbe.Read(laid.Pictures[0]);
            track = ExtractTrack.OfFilm(laid.Pictures[0], beside, info, zone, footage.ReceivedAt, now);
            Here(track);
            seen = await survey.Film(laid.Pictures[0], track, info, camera, Tell, ct);
        }
        else
        {
            (track, var stills) = ExtractTrack.OfStills(laid.Folder, beside, zone, footage.ReceivedAt, now);
            Here(track);
            seen = await survey.Stills(stills, track, camera, Tell, ct);
        }
        if (seen.Missing is { MayComeYet: true } && await db.JobTickets.AnyAsync(t => t.Id == progress.TicketId && t.Attempts < TriesForAll, ct))
            throw new IOException($"ffmpeg was ended from outside: {seen.Missing.Detail}");
        if (seen.Frames.Count == 0)
            throw new FootageException("No picture could be looked at.", "The track and the film have no moment in common, or the vehicle stood all the time.", "See that the track is of the same drive.")
            {
                Key = seen.Missing is null ? "footage.no-moment" : "footage.unreadable", Detail = seen.Missing?.Detail ?? "",
            };
        await save.Handle(footage.Id, track, seen, camera.KnowsPitch, ct);
    }

    private void Here(FootageTrack track)
    {
        var centre = db.Town.Center;
        var km = track.Track.Fixes.Min(f => Place.MetersBetween(centre.Lat, centre.Lon, f.Latitude, f.Longitude)) / 1000;
        if (km > FarthestKm)
            throw new TrackException($"The track lies {km:0} km from the town.", "See that it is this town's footage, and that the recorder's GPS is right.") { Key = "footage.elsewhere", Detail = $"{km:0} km" };
    }
}
