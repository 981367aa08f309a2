using MetadataExtractor;
using MetadataExtractor.Formats.Exif;

namespace Machimichi.Platform.Photos;

/// <summary>Where a photo says it was taken (EXIF GPS), before that is removed from it.</summary>
public static class PhotoPlace
{
    public static Geo.Place? Read(byte[] file)
    {
        try
        {
            using var stream = new MemoryStream(file, writable: false);
            var place = ImageMetadataReader.ReadMetadata(stream).OfType<GpsDirectory>().FirstOrDefault()?.GetGeoLocation();
            return place is { IsZero: false } ? new Geo.Place(place.Latitude, place.Longitude) : null;
        }
        catch (Exception e) when (e is ImageProcessingException or IOException or MetadataException or Refusal)
        {
            return null;
        }
    }
}
