using System.Globalization;

namespace Machimichi.Roads.Simulation;

/// <summary>What to simulate. The same options give the same truth, the same tracks and the same frames.</summary>
public sealed record SimulationOptions
{
    /// <summary>The folder that receives the files. It is made when missing; files of the same names are replaced.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>The roads, driven one after another until the minutes or metres are used up. See <see cref="RoadLine.Read"/>.</summary>
    public required IReadOnlyList<RoadLine> Roads { get; init; }

    public ulong Seed { get; init; } = 1;

    /// <summary>How many times the same roads are driven.</summary>
    public int Drives { get; init; } = 1;

    /// <summary>Length of each drive. Ignored when <see cref="Meters"/> is given.</summary>
    public double Minutes { get; init; } = 1.25;

    public double? Meters { get; init; }

    public DateTime StartUtc { get; init; } = new(2026, 10, 5, 1, 0, 0, DateTimeKind.Utc);

    public double DaysBetweenDrives { get; init; } = 7;

    public double FramesPerSecond { get; init; } = 15;

    public double SpeedKmh { get; init; } = 35;

    /// <summary>Stops at crossings on each kilometre.</summary>
    public double StopsPerKilometer { get; init; } = 1.5;

    /// <summary>Horizontal error of the receiver, RMS of the distance in metres (not for each axis). Correlated over half a minute.</summary>
    public double GpsSigmaMeters { get; init; } = 1.5;

    /// <summary>How far the receiver's places run behind the pictures.</summary>
    public double GpsLagSeconds { get; init; }

    /// <summary>How many times in a drive the receiver is silent, each for <see cref="GpsGapSeconds"/>.</summary>
    public int GpsGaps { get; init; }

    public double GpsGapSeconds { get; init; } = 3;

    public double GpsFixesPerSecond { get; init; } = 1;

    public double DamagesPerKilometer { get; init; } = 45;

    /// <summary>The share of the damages that is repaired between two drives, when there are at least two.</summary>
    public double RepairedShare { get; init; } = 0.2;

    public SimulationCamera Camera { get; init; } = new();

    /// <summary>The program that makes the MP4, a name on the PATH or a full path.</summary>
    public string Ffmpeg { get; init; } = "ffmpeg";

    internal void Check()
    {
        if (string.IsNullOrWhiteSpace(OutputFolder))
            throw new SimulationException("No folder to write to was given. Give one, for example --out simulated.");
        if (Roads.Count == 0)
            throw new SimulationException("No road was given. Give a GeoJSON file with at least one LineString.");
        Between(Drives, 1, 1000, "drives");
        if (Meters is { } meters)
            Between(meters, 30, 200_000, "metres");
        else
            Between(Minutes, 0.05, 600, "minutes");
        Between(FramesPerSecond, 1, 60, "frames a second");
        Between(SpeedKmh, 5, 120, "speed in km/h");
        Between(StopsPerKilometer, 0, 20, "stops a kilometre");
        Between(GpsSigmaMeters, 0, 100, "GPS error in metres");
        Between(GpsLagSeconds, -10, 10, "GPS lag in seconds");
        Between(GpsGaps, 0, 1000, "GPS gaps");
        Between(GpsGapSeconds, 0, 600, "GPS gap in seconds");
        Between(GpsFixesPerSecond, 0.1, 30, "GPS fixes a second");
        Between(DamagesPerKilometer, 0, 110, "damages a kilometre");
        Between(RepairedShare, 0, 1, "share of repaired damages");
        Between(DaysBetweenDrives, 0.1, 3650, "days between drives");
        if (StartUtc.Kind != DateTimeKind.Utc)
            throw new SimulationException("The start time is not in UTC. Give it with a zone, for example 2026-10-05T10:00:00+09:00.");
        Camera.Check();
    }

    internal static void Between(double value, double least, double most, string name)
    {
        if (double.IsNaN(value) || value < least || value > most)
            throw new SimulationException(
                string.Create(CultureInfo.InvariantCulture, $"The {name} must be between {least} and {most}, not {value}.")
            );
    }
}

/// <summary>The recorder behind the windscreen. Pitch is positive when it looks down, yaw when it looks right of the driving direction.</summary>
public sealed record SimulationCamera
{
    public int Width { get; init; } = 1280;
    public int Height { get; init; } = 720;
    public double HeightMeters { get; init; } = 1.3;
    public double FocalPixels { get; init; } = 1150;
    public double PitchDegrees { get; init; } = 10;
    public double YawDegrees { get; init; }

    /// <summary>How much the springs let the pitch swing (standard deviation). The pose that is written down is the mean.</summary>
    public double PitchSwingDegrees { get; init; } = 0.12;

    internal void Check()
    {
        SimulationOptions.Between(Width, 64, 3840, "picture width");
        SimulationOptions.Between(Height, 64, 2160, "picture height");
        if (Width % 2 != 0 || Height % 2 != 0)
            throw new SimulationException("The picture's width and height must be even numbers, since H.264 stores colour for 2 x 2 pixels.");
        SimulationOptions.Between(HeightMeters, 0.4, 4, "camera height in metres");
        SimulationOptions.Between(FocalPixels, 0.2 * Width, 5 * Width, "focal length in pixels");
        SimulationOptions.Between(PitchDegrees, -5, 45, "camera pitch in degrees");
        SimulationOptions.Between(YawDegrees, -30, 30, "camera yaw in degrees");
        SimulationOptions.Between(PitchSwingDegrees, 0, 2, "pitch swing in degrees");
    }
}
