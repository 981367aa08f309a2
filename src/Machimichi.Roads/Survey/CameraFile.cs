using System.Text.Json;
using Machimichi.Vision;

namespace Machimichi.Roads.Survey;

/// <summary>
/// What is known of a camera: <c>camera.json</c> beside the footage. Every part may be left out; what is given overrides the default.
/// <c>horizon</c> is the height of the horizon from the picture's top, as a fraction of the picture's height, and stands for the pitch.
/// </summary>
public sealed record CameraFile
{
    public const string FileName = "camera.json";

    /// <summary>Where a camera behind a windscreen, of which nothing is known, has its horizon.</summary>
    public const double DefaultHorizon = 0.45;

    public double? HeightMeters { get; init; }
    public double? FocalPixels { get; init; }
    public double? HorizontalFovDegrees { get; init; }
    public double? PitchDegrees { get; init; }
    public double? Horizon { get; init; }
    public double? YawDegrees { get; init; }
    public double? PrincipalX { get; init; }
    public double? PrincipalY { get; init; }
    public int? ImageWidth { get; init; }
    public int? ImageHeight { get; init; }

    /// <summary>Was the pitch measured? If not, a point 10 m ahead may be wrong by twice as much.</summary>
    public bool KnowsPitch => PitchDegrees is not null || Horizon is not null;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <exception cref="FormatException">Not JSON, or a value that no camera has; the message says which.</exception>
    public static CameraFile Read(ReadOnlySpan<byte> json)
    {
        CameraFile file;
        try { file = JsonSerializer.Deserialize<CameraFile>(json, Json) ?? new CameraFile(); }
        catch (JsonException e) { throw new FormatException($"{FileName} is not JSON as expected: {e.Message}", e); }
        Check(file.HeightMeters, 0.3, 5, "heightMeters");
        Check(file.FocalPixels, 10, 20000, "focalPixels");
        Check(file.HorizontalFovDegrees, 10, 170, "horizontalFovDegrees");
        Check(file.PitchDegrees, -30, 80, "pitchDegrees");
        Check(file.Horizon, -2, 0.9, "horizon");
        Check(file.YawDegrees, -60, 60, "yawDegrees");
        return file;
    }

    /// <summary>The camera for pictures of a size.</summary>
    public CameraPose For(int width, int height)
    {
        var (w, h) = (ImageWidth is > 0 ? ImageWidth.Value : width, ImageHeight is > 0 ? ImageHeight.Value : height);
        var pose = CameraPose.Default(w, h, HorizontalFovDegrees ?? 100, HeightMeters ?? 1.3, PitchDegrees ?? 0, YawDegrees ?? 0);
        pose = pose with { FocalPixels = FocalPixels ?? pose.FocalPixels, PrincipalX = PrincipalX ?? pose.PrincipalX, PrincipalY = PrincipalY ?? pose.PrincipalY };
        if (PitchDegrees is null) pose = pose.WithHorizon((Horizon ?? DefaultHorizon) * h);
        return (w, h) == (width, height) ? pose : pose.ForSize(width, height);
    }

    private static void Check(double? value, double least, double most, string name)
    {
        if (value is { } v && !(v >= least && v <= most))
            throw new FormatException(FormattableString.Invariant($"{FileName}: {name} is {v}, but must be {least} to {most}."));
    }
}
