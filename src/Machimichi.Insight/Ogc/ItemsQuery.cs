using System.Globalization;
using Machimichi.Platform;
using Machimichi.Platform.Geo;
using Microsoft.AspNetCore.Http;

namespace Machimichi.Insight.Ogc;

/// <summary>A reference system that clients may ask in. Those of EPSG say latitude first.</summary>
internal sealed record Crs(string Uri, bool LatitudeFirst)
{
    public static readonly Crs Crs84 = new("http://www.opengis.net/def/crs/OGC/1.3/CRS84", LatitudeFirst: false);

    /// <summary>CRS84, JGD2011 (EPSG:6668) and WGS 84.</summary>
    public static readonly IReadOnlyList<Crs> All =
        [Crs84, new("http://www.opengis.net/def/crs/EPSG/0/6668", LatitudeFirst: true), new("http://www.opengis.net/def/crs/EPSG/0/4326", LatitudeFirst: true)];

    public static Crs Find(string uri, string parameter) =>
        uri.Length == 0 ? Crs84 : All.FirstOrDefault(c => c.Uri == uri) ?? throw new Refusal("ogc.crs", parameter, values: [("known", string.Join(", ", All.Select(c => c.Uri)))]);
}

/// <summary>What is asked of a collection's items, judged before the database is asked.</summary>
internal sealed record ItemsQuery(FeatureQuery Features, Crs Crs, int Limit)
{
    public const int Usual = 100, Most = 1000;
    public static readonly IReadOnlyList<string> Names = ["bbox", "bbox-crs", "crs", "datetime", "limit", "cursor", "f", "lang"];

    public static ItemsQuery Of(IQueryCollection query)
    {
        RefuseUnknown(query, Names);
        var limit = Math.Min(Whole(query, "limit", 1) ?? Usual, Most);
        var (from, to) = Time(query["datetime"].ToString());
        var box = Box(query["bbox"].ToString(), Crs.Find(query["bbox-crs"].ToString(), "bbox-crs"));
        // One more than asked says whether something follows.
        return new ItemsQuery(new FeatureQuery(box, from, to, Whole(query, "cursor", 0) ?? 0, limit + 1), Crs.Find(query["crs"].ToString(), "crs"), limit);
    }

    public static void RefuseUnknown(IQueryCollection query, IReadOnlyList<string> names)
    {
        if (query.Keys.FirstOrDefault(k => !names.Contains(k)) is { } unknown) throw new Refusal("ogc.parameter", unknown, values: [("names", string.Join(", ", names))]);
        if (query.FirstOrDefault(q => q.Value.Count > 1).Key is { } twice) throw new Refusal("ogc.twice", twice);
    }

    private static int? Whole(IQueryCollection query, string name, int least)
    {
        if (!query.ContainsKey(name)) return null;
        return int.TryParse(query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least ? number : throw new Refusal("ogc.number", name, values: [("least", least)]);
    }

    // With six numbers the third and the sixth are heights, which nothing here has.
    private static GeoBox? Box(string text, Crs crs)
    {
        if (text.Length == 0) return null;
        var parts = text.Split(',');
        var numbers = new double[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i])) throw new Refusal("ogc.bbox", "bbox");
        if (numbers.Length is not (4 or 6)) throw new Refusal("ogc.bbox", "bbox");
        var (first, second, third, fourth) = (numbers[0], numbers[1], numbers[^(numbers.Length / 2)], numbers[^(numbers.Length / 2 - 1)]);
        var box = crs.LatitudeFirst ? new GeoBox(second, first, fourth, third) : new GeoBox(first, second, third, fourth);
        var fits = box.South <= box.North && box.South >= -90 && box.North <= 90 && Math.Abs(box.West) <= 180 && Math.Abs(box.East) <= 180;
        return fits ? box : throw new Refusal("ogc.bbox", "bbox");
    }

    private static (DateTime From, DateTime To) Time(string text)
    {
        var (earliest, latest) = (DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc).AddYears(1), new DateTime(9000, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        if (text.Length == 0) return (earliest, latest);
        var ends = text.Split('/');
        if (ends.Length > 2) throw Wrong(text);
        var from = ends[0] is "" or ".." && ends.Length == 2 ? earliest : Moment(ends[0], text).From;
        var to = ends[^1] is "" or ".." && ends.Length == 2 ? latest : Moment(ends[^1], text).To;
        return from < to ? (from, to) : throw Wrong(text);
    }

    // RFC 3339; a day alone, as people type it, is the whole day (UTC).
    private static (DateTime From, DateTime To) Moment(string text, string whole)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1 and < 9000)
            return (day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc), day.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));
        string[] forms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];
        // An offset whose plus was not escaped comes as a blank.
        var mended = text.Length > 6 && text[^6] == ' ' ? $"{text[..^6]}+{text[^5..]}" : text.ToUpperInvariant();
        return DateTime.TryParseExact(mended, forms, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time) && time.Kind == DateTimeKind.Utc && time.Year is > 1 and < 9000
            ? (time, time.AddTicks(1)) : throw Wrong(whole);
    }

    private static Refusal Wrong(string text) => new("ogc.datetime", "datetime", values: [("text", text)]);
}
