using Machimichi.Platform.Data;

namespace Machimichi.Platform.Photos;

public enum PhotoState { Waiting, Ready, Refused }

/// <summary>The sizes that are served: at most 1600, 960 and 480 pixels on the longer side.</summary>
public enum PhotoSize { Large, Medium, Small }

/// <summary>A picture that somebody sent. What was sent is nobody's to fetch; only the cleaned sizes are.</summary>
public sealed class Photo : ITownOwned
{
    public required Guid Id { get; init; }
    public string TownId { get; private set; } = "";

    /// <summary>What it belongs to ("report"); empty while its form is not sent yet.</summary>
    public string OwnerKind { get; set; } = "";
    public Guid OwnerId { get; set; }

    /// <summary>May everyone see it? Decided by whoever owns it.</summary>
    public bool Public { get; set; }
    public PhotoState State { get; set; }
    public string RawKey { get; set; } = "";
    public string LargeKey { get; set; } = "";
    public string MediumKey { get; set; } = "";
    public string SmallKey { get; set; } = "";
    public int Width { get; set; }
    public int Height { get; set; }
    public double? Latitude { get; set; }
    public double? Longitude { get; set; }
    public required DateTime ReceivedAt { get; init; }
}
