using System.Text.Json.Serialization;
using Machimichi.Platform.Language;

namespace Machimichi.Roads.Defects;

/// <summary>Confirmed defects on a map (RFC 7946).</summary>
public sealed record DefectCollection(string Type, IReadOnlyList<DefectFeature> Features);

public sealed record DefectFeature(string Type, DefectPoint Geometry, DefectProperties Properties);

/// <param name="Coordinates">Longitude, latitude.</param>
public sealed record DefectPoint(string Type, IReadOnlyList<double> Coordinates);

/// <param name="State">On the map: <c>open</c>, <c>doing</c> or <c>done</c>.</param>
/// <param name="Severity"><c>small</c>, <c>middle</c> or <c>large</c>.</param>
/// <param name="Damage"><c>D00</c>, <c>D10</c>, <c>D20</c> or <c>D40</c>.</param>
/// <param name="Grade">1 to 3.</param>
public sealed record DefectProperties(string Kind, int Number, string State, string Title, string Severity, string Url, string Damage, int Grade, string Status,
    [property: JsonPropertyName("square_meters")] double SquareMeters, [property: JsonPropertyName("error_meters")] double ErrorMeters,
    [property: JsonPropertyName("first_seen")] DateTime FirstSeen, [property: JsonPropertyName("last_seen")] DateTime LastSeen, int Drives, DateTime? Repaired, int? Case);

/// <summary>Defects as GeoJSON (RFC 7946) with the properties that the map shows.</summary>
public static class DefectFeatures
{
    public static object Public(IEnumerable<PublishedDefect> defects, string town, Speech speech) => Collection(defects.Select(d => Feature(d.Latitude, d.Longitude, new DefectProperties(
        "defect", d.Number, MapState(d.State), Title(d.Class, d.Severity, speech), MapSeverity(d.Severity), $"/{town}/roads#defect-{d.Number}",
        d.Class, d.Severity, d.State.ToString(), Math.Round(d.SquareMeters, 2), Math.Round(d.ErrorMeters, 1), d.FirstSeenAt, d.LastSeenAt, d.Drives, d.RepairedAt, d.CaseNumber))));

    public static object Staff(IEnumerable<ListDefects.Row> defects, string town, Speech speech) => Collection(defects.Select(d => Feature(d.Latitude, d.Longitude, new
    {
        kind = "defect", number = d.Number, state = MapState(d.State), title = $"{d.Number} {Title(d.Class, d.Severity, speech)} {speech[$"defect.state.{d.State}"]}", severity = MapSeverity(d.Severity),
        url = $"/{town}/console/roads/defects?defect={d.Number}", damage = d.Class, grade = d.Severity, status = d.State.ToString(), score = Math.Round(d.Score, 2), drives = d.Drives,
    })));

    private static string Title(string damage, int severity, Speech speech) => $"{speech[$"defect.class.{damage}"]} ・ {speech[$"defect.severity.{severity}"]}";

    private static string MapState(DefectState state) => state switch { DefectState.RepairOrdered => "doing", DefectState.Repaired => "done", _ => "open" };

    private static string MapSeverity(int severity) => severity switch { 3 => "large", 2 => "middle", _ => "small" };

    private static object Collection(IEnumerable<object> features) => new { type = "FeatureCollection", features };

    private static object Feature(double latitude, double longitude, object properties) =>
        new { type = "Feature", geometry = new { type = "Point", coordinates = new[] { Math.Round(longitude, 6), Math.Round(latitude, 6) } }, properties };
}
