using System.Globalization;
using Machimichi.Roads.Footage.Reading;

namespace Machimichi.Roads.Tracks.Formats;

/// <summary>The last resort: ExifTool, where it is installed, knows a hundred recorders more.</summary>
internal static class ExifToolReader
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private const int MostLines = 500_000;

    public static Track? Read(string path)
    {
        if (ExternalTool.Find("exiftool") is not { } tool)
            return null;
        var fixes = new FixList();
        var answer = ExternalTool.Ask(
            tool,
            [
                "-ee3",
                "-n",
                "-q",
                "-m",
                "-f",
                "-api",
                "LargeFileSupport=1",
                "-p",
                "$GPSLatitude|$GPSLongitude|$GPSDateTime|$GPSSpeed|$GPSSpeedRef|$GPSTrack|$SampleTime",
                Path.GetFullPath(path),
            ],
            Patience,
            MostLines
        );
        // Of encrypted places it gives what stands there, with a warning: they are somewhere else.
        if (
            answer.Complaint.Contains("encryption", StringComparison.Ordinal)
            || answer.Complaint.Contains("experimental", StringComparison.Ordinal)
        )
            return null;
        foreach (var line in answer.Lines)
            if (line.Split('|') is [var lat, var lon, var time, var speed, var unit, var track, var sample] && Time(time) is { } utc)
                if (Instants.Number(lat) is { } latitude && Instants.Number(lon) is { } longitude)
                    fixes.Add(
                        new Fix(utc, latitude, longitude, Instants.Number(speed) * PerSecond(unit), Instants.Number(track)),
                        Instants.Number(sample) is >= 0 and < 1e6 and { } at ? TimeSpan.FromSeconds(at) : null
                    );
        return fixes.Count > 0 ? fixes.ToTrack("exiftool") : null;
    }

    private static double PerSecond(string unit) =>
        unit switch
        {
            "N" => Instants.MpsPerKnot,
            "M" => 1609.344 / 3600,
            _ => 1 / 3.6,
        };

    private static DateTime? Time(string text) =>
        DateTime.TryParseExact(
            text.TrimEnd('Z'),
            ["yyyy:MM:dd HH:mm:ss", "yyyy:MM:dd HH:mm:ss.FFFFFFF"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var utc
        )
            ? utc
            : null;
}
