using System.Text.Json;
using NetTopologySuite.Geometries;

namespace Machimichi.Platform.Towns;

/// <summary>A name in the three languages of every text.</summary>
public sealed record LocalName(string Ja, string Easy, string En)
{
    public string In(string language) => language switch { "en" => En, "easy" => Easy, _ => Ja };
}

public sealed record TownPoint(double Lat, double Lon, double Zoom);
public sealed record District(string Code, LocalName Name, double Lat, double Lon, bool Island);

/// <param name="Kind">What makes damage near it matter more: <c>school</c>, <c>clinic</c>, <c>shelter</c>, <c>port</c>, <c>station</c>, <c>bus</c>, <c>office</c>; empty for a mere name.</param>
public sealed record Landmark(string Code, string District, LocalName Name, double Lat, double Lon, string Kind = "");
public sealed record Department(string Code, LocalName Name);
public sealed record Category(string Code, string For, LocalName Name, string Department, string Icon, IReadOnlyList<string>? Damage = null, bool Public = true,
    IReadOnlyList<Question>? Questions = null);

/// <summary>What a town asks about one category: <c>choice</c> (one of the options), <c>yesno</c>, <c>text</c> or <c>number</c>.</summary>
/// <param name="Public">May everyone read what was answered? Else only the staff do.</param>
public sealed record Question(string Code, LocalName Text, string Kind, IReadOnlyList<QuestionOption>? Options = null, bool Required = false, bool Public = false);
public sealed record QuestionOption(string Code, LocalName Name);
public sealed record TownMap(string Tiles, string Credit, string CreditUrl, double MaxZoom);

/// <param name="Account">Votes are cast with an account only; otherwise the browser is the person.</param>
public sealed record TownVotes(bool Account = false);

/// <param name="KeyHashes">SHA-256 of each api_key that may send, in hexadecimal; where there is any, a request without one of these keys is refused.</param>
/// <param name="Contact">Where to ask for a key.</param>
public sealed record TownOpen311(IReadOnlyList<string>? KeyHashes = null, string Contact = "");

/// <param name="SecondPerson">Is an answer to a proposal published by somebody else than who wrote it?</param>
public sealed record TownAnswers(bool SecondPerson = false);

/// <param name="PerPerson">How often one person may send something within ten minutes.</param>
/// <param name="PerNetwork">How often all who share one network may.</param>
public sealed record TownLimits(int PerPerson = 30, int PerNetwork = 300)
{
    // Under the least, nobody could report, support and comment in one sitting; over the most, it is no limit any more.
    public const int LeastPerPerson = 5, MostPerPerson = 600, LeastPerNetwork = 20, MostPerNetwork = 10_000;

    public bool IsSane => PerPerson is >= LeastPerPerson and <= MostPerPerson && PerNetwork is >= LeastPerNetwork and <= MostPerNetwork && PerNetwork >= PerPerson;
}

/// <summary>The colours of the installed application, as #rrggbb: its bar, and the ground it opens on.</summary>
public sealed record TownColors(string Theme = "#ffffff", string Background = "#faf8f3")
{
    internal bool AreColors => new[] { Theme, Background }.All(c => c is ['#', .. { Length: 6 } digits] && digits.All(char.IsAsciiHexDigit));
}

/// <param name="HeldWords">What holds one of them is shown to everyone only once staff have looked at it.</param>
/// <param name="RefusedNames">Nicknames that hold one of them are not taken, besides those that sound like the town office.</param>
public sealed record TownModeration(IReadOnlyList<string>? HeldWords = null, IReadOnlyList<string>? RefusedNames = null);

public sealed record Outline(string Type, double[][][][] Coordinates);

/// <summary>A town as its data file describes it (<c>towns/*.json</c>). Nothing in the code knows the name of one.</summary>
public sealed record TownFile(
    string Slug, string Code, LocalName Name, LocalName Prefecture, string TimeZone, TownPoint Center,
    IReadOnlyList<District> Districts, IReadOnlyList<Landmark> Landmarks, IReadOnlyList<Department> Departments,
    IReadOnlyList<Category> Categories, Outline Outline, string OutlineCredit, TownMap Map)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip };
    private Lazy<Geometry>? shape;

    /// <summary>How the town holds votes; left out, anyone may vote once with their browser.</summary>
    public TownVotes? Votes { get; init; }

    public TownColors Colors { get; init; } = new();

    /// <summary>Who may send over Open311; left out, anyone may, as over the pages.</summary>
    public TownOpen311? Open311 { get; init; }

    /// <summary>How the town works: its days, deadlines, weights and neighbours. Left out, those of <see cref="TownWorks"/>.</summary>
    public TownWorks Works { get; init; } = new();

    /// <summary>What is kept from view until staff have looked, and who may not be called what. Left out, nothing.</summary>
    public TownModeration Moderation { get; init; } = new();

    /// <summary>How the town answers; left out, whoever writes an answer may publish it.</summary>
    public TownAnswers? Answers { get; init; }

    /// <summary>How often people may send; left out, those of <see cref="TownLimits"/>.</summary>
    public TownLimits? Limits { get; init; }

    public static TownFile Parse(string json)
    {
        TownFile? town;
        try { town = JsonSerializer.Deserialize<TownFile>(json, Json); }
        catch (JsonException e) { throw new Refusal("town.unreadable", values: ("detail", e.Message)); }
        if (town is null || string.IsNullOrEmpty(town.Slug)) throw new Refusal("town.unreadable", values: ("detail", "slug"));
        if (!town.Slug.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')) throw new Refusal("town.slug", values: ("slug", town.Slug));
        if (town.Districts is not { Count: > 0 }) throw new Refusal("town.unreadable", values: ("detail", "districts"));
        if (town.Categories is not { Count: > 0 }) throw new Refusal("town.unreadable", values: ("detail", "categories"));
        if (town.Categories.SelectMany(c => c.Questions ?? []).FirstOrDefault(q => q.Kind is not ("yesno" or "text" or "number") && q is not { Kind: "choice", Options.Count: > 1 }) is { } wrong)
            throw new Refusal("town.unreadable", values: ("detail", $"question {wrong.Code}"));
        if (town.Colors is not { AreColors: true }) throw new Refusal("town.unreadable", values: ("detail", "colors"));
        if ((town.Works is null ? "works" : town.Works.Wrong(town.Categories)) is { } detail) throw new Refusal("town.unreadable", values: ("detail", detail));
        if (town.Moderation is null) throw new Refusal("town.unreadable", values: ("detail", "moderation"));
        if (town.Limits is { IsSane: false }) throw new Refusal("town.unreadable", values: ("detail", "limits"));
        if (town.Outline is not { Type: "MultiPolygon", Coordinates.Length: > 0 }) throw new Refusal("town.unreadable", values: ("detail", "outline"));
        return town;
    }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>The town's clock; days, deadlines and dates on pages are its.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    public Category? FindCategory(string code, string use) => Categories.FirstOrDefault(c => c.Code == code && c.For == use);
    public District? FindDistrict(string? code) => Districts.FirstOrDefault(d => d.Code == code);

    public District NearestDistrict(double lat, double lon) => Districts.MinBy(d => Geo.Place.MetersBetween(lat, lon, d.Lat, d.Lon))!;

    /// <summary>Metres from the outline: 0 inside, else to its nearest edge. The sea between the islands is outside, so callers allow a margin.</summary>
    public double MetersOutside(double lat, double lon)
    {
        var land = (shape ??= new Lazy<Geometry>(BuildShape)).Value;
        var point = land.Factory.CreatePoint(new Coordinate(lon, lat));
        if (land.Contains(point)) return 0;
        var nearest = NetTopologySuite.Operation.Distance.DistanceOp.NearestPoints(land, point)[0];
        return Geo.Place.MetersBetween(lat, lon, nearest.Y, nearest.X);
    }

    private Geometry BuildShape()
    {
        var factory = new GeometryFactory(new PrecisionModel(), 4326);
        LinearRing Ring(double[][] points) => factory.CreateLinearRing([.. points.Select(p => new Coordinate(p[0], p[1]))]);
        return factory.CreateMultiPolygon([.. Outline.Coordinates.Select(rings => factory.CreatePolygon(Ring(rings[0]), [.. rings.Skip(1).Select(Ring)]))]);
    }
}
