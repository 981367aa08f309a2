using Machimichi.Roads.Footage.Reading;

namespace Machimichi.Roads;

/// <summary>What an installation may choose about its drives.</summary>
public sealed record RoadsOptions
{
    /// <summary>The detector's model; a relative path is looked for beside the program, then in the working folder.</summary>
    public string ModelPath { get; init; } = Path.Combine("models", "road-damage.onnx");

    /// <summary>Metres between two frames of a film that are looked at.</summary>
    public double FrameEveryMeters { get; init; } = 5;

    /// <summary>Keyframes alone are decoded several times faster, but lie farther apart: what is seen once instead of three times is missed more often.</summary>
    public FrameChoice Pictures { get; init; } = FrameChoice.Exact;

    /// <summary>Of the frames in which nothing was found, every so many is kept to be looked at.</summary>
    public int KeepEveryEmptyFrame { get; init; } = 10;

    /// <summary>The longer side, in pixels, of a frame that is kept.</summary>
    public int KeptPixels { get; init; } = 1600;

    /// <summary>A folder with a folder for each town in it, and in that one for each vehicle: what is laid there is imported. Empty for none.</summary>
    public string WatchedFolder { get; init; } = "";

    public TimeSpan WatchEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>So long a vehicle's files must not have grown.</summary>
    public TimeSpan StillFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The model's file; null where there is none.</summary>
    public string? ModelFile => FindModel() is var path && File.Exists(path) ? path : null;

    internal string FindModel()
    {
        if (Path.IsPathRooted(ModelPath)) return ModelPath;
        var beside = Path.Combine(AppContext.BaseDirectory, ModelPath);
        return File.Exists(beside) ? beside : Path.GetFullPath(ModelPath);
    }
}
