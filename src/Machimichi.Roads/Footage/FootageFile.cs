using Machimichi.Platform.Data;
using Machimichi.Roads.Footage.Reading;

namespace Machimichi.Roads.Footage;

public enum FootageState { Waiting, Reading, Done, Part, Refused }

/// <summary>One file as it is kept: its name beside the others, and where its bytes are.</summary>
internal sealed record KeptFile(string Name, string Key);

/// <summary>
/// One recorder file, or one folder of stills. What it holds is its identity: the same bytes are the same footage.
/// Everything found in it is written in the one transaction that ends its reading, so a reading that was cut off left nothing.
/// </summary>
internal sealed class FootageFile : ITownOwned
{
    private FootageFile() { }

    public FootageFile(Guid driveId, string name, FootageKind kind, string contentHash, long bytes, DateTime receivedAt)
    {
        (Id, DriveId, Name, Kind, ContentHash) = (Guid.CreateVersion7(), driveId, name.Length > 400 ? name[^400..] : name, kind, contentHash);
        (Bytes, ReceivedAt) = (bytes, receivedAt);
    }

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public Guid DriveId { get; private set; }
    public string Name { get; private init; } = "";
    public FootageKind Kind { get; private init; }
    public string ContentHash { get; private init; } = "";
    public long Bytes { get; private init; }
    public DateTime ReceivedAt { get; private init; }

    /// <summary>The kept files, the film or the stills first, what lies beside them (track, camera) after; JSON.</summary>
    public string Files { get; private set; } = "[]";

    public FootageState State { get; private set; }

    /// <summary>Key of the text that says why it was refused or read in part.</summary>
    public string ReasonKey { get; private set; } = "";
    public string ReasonDetail { get; private set; } = "";
    public Guid TicketId { get; private set; }

    public DateTime? StartedAt { get; private set; }
    public DateTime? EndedAt { get; private set; }
    public string TrackSource { get; private set; } = "";

    /// <summary>The way it took, thinned for a map: "lat,lon lat,lon …".</summary>
    public string TrackLine { get; private set; } = "";
    public double MetersDriven { get; private set; }
    public double MetersSeen { get; private set; }
    public int Frames { get; private set; }
    public int UnclearFrames { get; private set; }
    public int Detections { get; private set; }
    public int Sightings { get; private set; }
    public string Model { get; private set; } = "";
    public DateTime? ReadAt { get; private set; }

    /// <summary>Which merge of the town this was: merges happen one after the other, and this is their order.</summary>
    public int MergeOrder { get; private set; }

    public bool IsRead => State is FootageState.Done or FootageState.Part;

    public void Await(string files, Guid ticketId) =>
        (Files, TicketId, State, ReasonKey, ReasonDetail) = (files, ticketId, FootageState.Waiting, "", "");

    public void BeginReading() => State = FootageState.Reading;

    public void Refuse(string reasonKey, string detail, DateTime at) =>
        (State, ReasonKey, ReasonDetail, ReadAt) = (FootageState.Refused, reasonKey, Short(detail), at);

    public void Finish(FootageResult result, int mergeOrder, DateTime at)
    {
        State = result.PartKey.Length > 0 ? FootageState.Part : FootageState.Done;
        (ReasonKey, ReasonDetail) = (result.PartKey, Short(result.PartDetail));
        (StartedAt, EndedAt, TrackSource, TrackLine) = (result.StartedAt, result.EndedAt, result.TrackSource, result.TrackLine);
        (MetersDriven, MetersSeen, Frames, UnclearFrames) = (result.MetersDriven, result.MetersSeen, result.Frames, result.UnclearFrames);
        (Detections, Sightings, Model, ReadAt, MergeOrder) = (result.Detections, result.Sightings, result.Model, at, mergeOrder);
    }

    private static string Short(string text) => text.Length > 600 ? text[..600] : text;
}

/// <summary>What the reading of one footage came to.</summary>
/// <param name="PartKey">Text key of why only a part could be read; empty when all was.</param>
internal sealed record FootageResult(
    DateTime StartedAt, DateTime EndedAt, string TrackSource, string TrackLine, double MetersDriven, double MetersSeen,
    int Frames, int UnclearFrames, int Detections, int Sightings, string Model, string PartKey, string PartDetail);
