using Machimichi.Platform;
using Machimichi.Platform.Geo;
using Machimichi.Platform.Towns;

namespace Machimichi.Voice.Writing;

/// <summary>How the place of something became known, and so how exact it is.</summary>
public enum PlaceSource { Unknown, Chosen, Photo, Landmark, District }

/// <summary>Where something is: a point, or only a district, or (no district) the whole town.</summary>
internal sealed record Whereabouts(Place? Place, string District, PlaceSource Source)
{
    /// <summary>The sea between islands belongs to nobody's outline, and a phone's fix may lie beside the quay.</summary>
    public const double MarginMeters = 2000;

    public static readonly Whereabouts WholeTown = new(null, "", PlaceSource.Unknown);

    /// <summary>What was said goes before what the photo says: chosen point, landmark, photo, district. Null when nothing was said at all.</summary>
    public static Whereabouts? Of(TownFile town, double? latitude, double? longitude, string? landmark, string? district, Place? photo)
    {
        if (latitude is { } lat && longitude is { } lon) return At(town, new Place(lat, lon), PlaceSource.Chosen);
        if (!string.IsNullOrEmpty(landmark))
        {
            var known = town.Landmarks.FirstOrDefault(l => l.Code == landmark) ?? throw new Refusal("place.unknown-landmark", "landmark");
            return new Whereabouts(new Place(known.Lat, known.Lon), known.District, PlaceSource.Landmark);
        }
        var chosen = string.IsNullOrEmpty(district) ? null : town.FindDistrict(district) ?? throw new Refusal("place.unknown-district", "district");
        // A picture taken elsewhere says nothing against a district that somebody chose.
        if (photo is { } taken && (chosen is null || IsInside(town, taken))) return At(town, taken, PlaceSource.Photo);
        return chosen is null ? null : new Whereabouts(null, chosen.Code, PlaceSource.District);
    }

    private static Whereabouts At(TownFile town, Place place, PlaceSource source)
    {
        var outside = town.MetersOutside(place.Latitude, place.Longitude);
        if (outside > MarginMeters)
            throw new Refusal(source == PlaceSource.Photo ? "place.photo-outside" : "place.outside", "place", values: [("km", Math.Round(outside / 1000, outside < 10_000 ? 1 : 0))]);
        return new Whereabouts(place, town.NearestDistrict(place.Latitude, place.Longitude).Code, source);
    }

    private static bool IsInside(TownFile town, Place place) => town.MetersOutside(place.Latitude, place.Longitude) <= MarginMeters;
}
