using Machimichi.Platform.Data;
using Machimichi.Roads.Footage.Reading;
using Machimichi.Vision;

namespace Machimichi.Roads.Survey;

/// <summary>A picture of a drive that is kept to be looked at: one with detections, or one of a thin sample.</summary>
internal sealed class Frame : ITownOwned
{
    private Frame() { }

    public Frame(Guid id, Guid footageId, Guid driveId, int ordinal) => (Id, FootageId, DriveId, Ordinal) = (id, footageId, driveId, ordinal);

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public Guid FootageId { get; private init; }
    public Guid DriveId { get; private init; }

    /// <summary>Which of the footage's frames that were looked at, from 0.</summary>
    public int Ordinal { get; private init; }
    public DateTime At { get; init; }
    public double? Latitude { get; init; }
    public double? Longitude { get; init; }
    public double? HeadingDegrees { get; init; }
    public double? SpeedMps { get; init; }
    public FrameFlaws Flaws { get; init; }

    /// <summary>Pixels of the picture that was looked at; boxes are in these.</summary>
    public int Width { get; init; }
    public int Height { get; init; }

    /// <summary>y of the horizon in those pixels; nothing above it is published.</summary>
    public double HorizonY { get; init; }
    public string FileKey { get; init; } = "";
    public List<Detection> Detections { get; } = [];
}

/// <summary>A box in a frame.</summary>
internal sealed class Detection : ITownOwned
{
    private Detection() { }

    public Detection(Guid frameId, Guid footageId, string damage, float score, Box box)
    {
        (Id, FrameId, FootageId, Class, Score) = (Guid.CreateVersion7(), frameId, footageId, damage, score);
        (Left, Top, Right, Bottom) = (box.Left, box.Top, box.Right, box.Bottom);
    }

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public Guid FrameId { get; private init; }
    public Guid FootageId { get; private init; }

    /// <summary>The sighting that it is part of; null where it lies too far away to be located.</summary>
    public Guid? SightingId { get; set; }
    public string Class { get; private init; } = "";
    public float Score { get; private init; }
    public float Left { get; private init; }
    public float Top { get; private init; }
    public float Right { get; private init; }
    public float Bottom { get; private init; }
}
