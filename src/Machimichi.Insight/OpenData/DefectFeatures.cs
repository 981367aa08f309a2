using Machimichi.Roads;

namespace Machimichi.Insight.OpenData;

/// <summary>Defects as GeoJSON.</summary>
internal static class DefectFeatures
{
    public const string FileName = "defects.geojson", MediaType = Features.MediaType;

    public static Task Write(Stream output, Table<PublishedDefect> table, IAsyncEnumerable<PublishedDefect> rows, CancellationToken ct) =>
        Features.Write(output, table, rows, d => d.Number, d => Ogc.Position.Of(d.Latitude, d.Longitude), ct);
}
