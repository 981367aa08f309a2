using Machimichi.Platform.Language;

namespace Machimichi.Roads.Defects;

/// <summary>Defects as GeoJSON (RFC 7946) with the properties that the map shows.</summary>
public static class DefectFeatures
{
    public static object Public(IEnumerable<PublishedDefect> defects, string town, Speech speech) => Collection(defects.Select(d => Feature(d.Latitude, d.Longitude, new
    {
        kind = "defect", number = d.Number, state = MapState(d.State), title = Title(d.Class, d.Severity, speech), severity = MapSeverity(d.Severity), url = $"/{town}/roads#defect-{d.Number}",
        damage = d.Class, grade = d.Severity, status = d.State.ToString(), square_meters = Math.Round(d.SquareMeters, 2), error_meters = Math.Round(d.ErrorMeters, 1),
        first_seen = d.FirstSeenAt, last_seen = d.LastSeenAt, drives = d.Drives, repaired = d.RepairedAt, @case = d.CaseNumber,
    })));

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
