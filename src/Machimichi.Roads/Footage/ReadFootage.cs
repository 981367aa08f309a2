using Machimichi.Platform.Data;
using Machimichi.Platform.Files;
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
            footage.Refuse(e switch { TrackException => "footage.no-track", FormatException => "footage.camera-file", _ => "footage.unreadable" }, e.Message, db.Now);
            db.Note("system", "footage.refused", "footage", footage.Id, new { footage.ReasonKey });
            await db.SaveChangesAsync(ct);
        }
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
            seen = await survey.Film(laid.Pictures[0], track, info, camera, Tell, ct);
        }
        else
        {
            (track, var stills) = ExtractTrack.OfStills(laid.Folder, beside, zone, footage.ReceivedAt, now);
            seen = await survey.Stills(stills, track, camera, Tell, ct);
        }
        if (seen.Frames.Count == 0)
            throw new FootageException("No picture could be looked at.", seen.Missing ?? "The track and the film have no moment in common, or the vehicle stood all the time.", "See that the track is of the same drive.");
        await save.Handle(footage.Id, track, seen, camera.KnowsPitch, ct);
    }
}
