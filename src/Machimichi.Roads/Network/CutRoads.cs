using Machimichi.Platform.Geo;

namespace Machimichi.Roads.Network;

/// <summary>Cuts a line into pieces of about one length, following its bends.</summary>
internal static class CutRoads
{
    public const double PieceMeters = 20;

    // Points nearer than this are one.
    private const double Same = 0.05;

    /// <param name="line">Latitude and longitude, in driving order.</param>
    /// <returns>Pieces of one length each, near <see cref="PieceMeters"/>; none for a line without length.</returns>
    public static List<RoadPiece> Cut(IReadOnlyList<(double Latitude, double Longitude)> line)
    {
        var lengths = line.Zip(line.Skip(1), (a, b) => Place.MetersBetween(a.Latitude, a.Longitude, b.Latitude, b.Longitude)).ToList();
        var whole = lengths.Sum();
        if (whole < 1) return [];
        var count = Math.Max(1, (int)Math.Round(whole / PieceMeters));
        var step = whole / count;
        var (pieces, points, covered) = (new List<RoadPiece>(count), new List<(double, double)> { line[0] }, 0.0);
        for (var i = 0; i < lengths.Count; i++)
        {
            var (a, b) = (line[i], line[i + 1]);
            while (pieces.Count < count - 1 && covered + lengths[i] >= (pieces.Count + 1) * step)
            {
                var share = lengths[i] == 0 ? 0 : ((pieces.Count + 1) * step - covered) / lengths[i];
                (double, double) end = (a.Latitude + (b.Latitude - a.Latitude) * share, a.Longitude + (b.Longitude - a.Longitude) * share);
                points.Add(end);
                pieces.Add(Piece(points, step));
                points = [end];
            }
            covered += lengths[i];
            points.Add(b);
        }
        pieces.Add(Piece(points, step));
        return pieces;
    }

    private static RoadPiece Piece(List<(double Latitude, double Longitude)> points, double meters)
    {
        List<(double Latitude, double Longitude)> kept = [points[0]];
        foreach (var p in points.Skip(1))
            if (Place.MetersBetween(kept[^1].Latitude, kept[^1].Longitude, p.Latitude, p.Longitude) > Same) kept.Add(p);
        if (kept.Count == 1) kept.Add(points[^1]);
        var (first, last) = (kept[0], kept[^1]);
        var east = (last.Longitude - first.Longitude) * Math.Cos(double.DegreesToRadians(first.Latitude));
        var heading = (double.RadiansToDegrees(Math.Atan2(east, last.Latitude - first.Latitude)) + 360) % 360;
        return new RoadPiece(kept, (first.Latitude + last.Latitude) / 2, (first.Longitude + last.Longitude) / 2, heading, meters);
    }
}
