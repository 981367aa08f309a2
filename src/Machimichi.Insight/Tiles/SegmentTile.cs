using Machimichi.Insight.OpenData;
using Machimichi.Roads;

namespace Machimichi.Insight.Tiles;

/// <summary>The town's roads as lines: when they were last seen, how cracked they are estimated to be. From afar, pieces that say the same are one line.</summary>
internal static class SegmentTile
{
    public const string Layer = "segments";

    public static readonly IReadOnlyList<Column> Columns = [new("age", "string"), new("last_seen_at", "datetime"), new("crack_class_estimate", "string"), new("district", "string")];

    // From here on each piece is one that can be asked for.
    private const int PiecesFrom = 15;

    // Where the end of one piece is the beginning of the next.
    private const double SamePlace = 1e-5;

    public static byte[] Write(IReadOnlyList<PublishedSegment> segments, int z, int x, int y)
    {
        var lines = new List<(int Number, List<(double Latitude, double Longitude)> Line, PublishedSegment First)>();
        foreach (var segment in segments)
        {
            if (z < PiecesFrom && lines.Count > 0 && Continues(lines[^1], segment)) lines[^1].Line.AddRange(segment.Line.Skip(1));
            else lines.Add((segment.Number, [.. segment.Line], segment));
        }
        return VectorTile.WriteLines(Layer, Columns, lines.Select(l => (l.Number,
            (IReadOnlyList<(double, double)>)[.. l.Line.Select(p => (TilesApi.East(p.Longitude, z) - x, TilesApi.South(p.Latitude, z) - y))],
            (IReadOnlyList<object?>)[l.First.Age.ToString(), z < PiecesFrom ? null : l.First.LastSeenAt, l.First.CrackClass?.ToString(), z < PiecesFrom ? null : l.First.District])));
    }

    private static bool Continues((int Number, List<(double Latitude, double Longitude)> Line, PublishedSegment First) line, PublishedSegment next) =>
        line.First.Age == next.Age && line.First.CrackClass == next.CrackClass
        && Math.Abs(line.Line[^1].Latitude - next.Line[0].Latitude) < SamePlace && Math.Abs(line.Line[^1].Longitude - next.Line[0].Longitude) < SamePlace;
}
