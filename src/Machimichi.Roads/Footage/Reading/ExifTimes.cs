using System.Globalization;
using Machimichi.Roads.Tracks;
using Machimichi.Roads.Tracks.Formats;
using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using Directory = MetadataExtractor.Directory;

namespace Machimichi.Roads.Footage.Reading;

/// <summary>What the EXIF of a folder's pictures says of their times and places.</summary>
/// <param name="AreUtc">The times are UTC (from GPS, or with the camera's zone); else they are the camera's local time.</param>
internal sealed record ExifTimes(IReadOnlyDictionary<string, DateTime> Times, bool AreUtc, Track? Track)
{
    private const int OffsetTimeOriginal = 0x9011;

    // Where the first pictures have no time, a thousand more will not have one either.
    private const int Tried = 20;

    private readonly record struct Said(DateTime? Local, DateTime? Utc, GeoLocation? Place);

    public static ExifTimes Read(IReadOnlyList<string> paths)
    {
        var said = new List<(string Path, Said Said)>(paths.Count);
        foreach (var path in paths)
        {
            said.Add((path, Read(path)));
            if (said.Count == Tried && said.TrueForAll(one => one.Said.Local is null && one.Said.Utc is null))
                return new ExifTimes(new Dictionary<string, DateTime>(StringComparer.Ordinal), false, null);
        }
        var utc = said.Where(one => one.Said.Utc is not null)
            .ToDictionary(one => one.Path, one => one.Said.Utc!.Value, StringComparer.Ordinal);
        var local = said.Where(one => one.Said.Local is not null)
            .ToDictionary(one => one.Path, one => one.Said.Local!.Value, StringComparer.Ordinal);
        var fixes = said.Where(one => one.Said is { Utc: not null, Place: not null })
            .Select(one => new Fix(one.Said.Utc!.Value, one.Said.Place!.Latitude, one.Said.Place.Longitude, null, null))
            .OrderBy(fix => fix.Utc)
            .ToList();
        var areUtc = utc.Count > 0 && utc.Count >= local.Count;
        return new ExifTimes(areUtc ? utc : local, areUtc, fixes.Count > 1 ? new Track(fixes, "exif") : null);
    }

    private static Said Read(string path)
    {
        IReadOnlyList<Directory> directories;
        try
        {
            directories = ImageMetadataReader.ReadMetadata(path);
        }
        catch (Exception fault)
            when (fault
                    is ImageProcessingException
                        or IOException
                        or UnauthorizedAccessException
                        or ArgumentException
                        or IndexOutOfRangeException
            )
        {
            // A picture without readable EXIF is still a picture; whether it can be decoded shows later.
            return default;
        }
        var exif = directories.OfType<ExifSubIfdDirectory>().FirstOrDefault();
        var gps = directories.OfType<GpsDirectory>().FirstOrDefault();
        var local = Time(
            exif?.GetString(ExifDirectoryBase.TagDateTimeOriginal),
            exif?.GetString(ExifDirectoryBase.TagSubsecondTimeOriginal)
        );
        DateTime? utc = gps is not null && gps.TryGetGpsDate(out var byGps) ? DateTime.SpecifyKind(byGps, DateTimeKind.Utc) : null;
        if (local is { } at && exif?.GetString(OffsetTimeOriginal) is { } zone && Zone(zone) is { } offset)
            utc = DateTime.SpecifyKind(at - offset, DateTimeKind.Utc);
        return new Said(local, utc, gps?.GetGeoLocation());
    }

    private static DateTime? Time(string? text, string? fraction)
    {
        if (
            !DateTime.TryParseExact(text, "yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            || time.Year < 1990
        )
            return null;
        return fraction is { Length: > 0 and < 9 } && Instants.Number("0." + fraction.Trim()) is { } part ? time.AddSeconds(part) : time;
    }

    private static TimeSpan? Zone(string text)
    {
        var sign = text.StartsWith('-') ? -1 : 1;
        return TimeSpan.TryParseExact(text.TrimStart('+', '-'), @"hh\:mm", CultureInfo.InvariantCulture, out var zone) ? sign * zone : null;
    }
}
