using System.Text.Json;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Platform.Identity;
using Machimichi.Roads.Survey;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Network;

/// <summary>
/// The town's own road network, from GeoJSON lines: cut into pieces, in place of those given before and of those made from tracks where it has a road.
/// What is known of a piece (when it was seen, how cracked) goes to the piece that lies there now.
/// </summary>
public sealed class ImportNetwork(MachimichiDb db, Actor actor)
{
    public const long MostBytes = 64 << 20;
    private const int MostPieces = 500_000;
    private const double SameMeters = 15;

    /// <param name="Kept">Pieces made from tracks that stay, since the network has no road there.</param>
    public sealed record Receipt(int Roads, int Segments, double Km, int Kept);

    public async Task<Receipt> Handle(Stream json, CancellationToken ct)
    {
        var roads = await Read(json, ct);
        var pieces = roads.SelectMany(r => CutRoads.Cut(r.Points).Select(p => (r.Name, Piece: p))).ToList();
        if (pieces.Count == 0) throw new Refusal("network.no-lines", "file");
        if (pieces.Count > MostPieces) throw new Refusal("network.too-long", "file", values: [("km", (int)(MostPieces * CutRoads.PieceMeters / 1000))]);
        if (pieces.Min(p => Place.MetersBetween(db.Town.Center.Lat, db.Town.Center.Lon, p.Piece.Latitude, p.Piece.Longitude)) > 100_000) throw new Refusal("network.elsewhere", "file");

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Readings write coverage under this lock too.
        await db.NextNumber("merge", ct);
        var before = await db.Segments.ToListAsync(ct);
        var plane = new LocalPlane(pieces[0].Piece.Latitude, pieces[0].Piece.Longitude);
        var grid = new SquareGrid<(Segment Segment, PieceOnPlane Piece)>(before.Select(s => (s, s.On(plane))), s => (s.Piece.North, s.Piece.East), 50);
        var (replaced, added) = (new HashSet<Guid>(), new List<Segment>());
        var number = await db.TakeNumbers("segment", pieces.Count, ct);
        foreach (var (name, piece) in pieces)
        {
            var segment = new Segment(number++, SegmentOrigin.Network, piece, name, db.Town.NearestDistrict(piece.Latitude, piece.Longitude).Code);
            var (north, east) = plane.ToMeters(piece.Latitude, piece.Longitude);
            var here = new PieceOnPlane(north, east, piece.HeadingDegrees, piece.Meters);
            var same = grid.Around(north, east).Where(s => here.WayOf(s.Piece.HeadingDegrees) != 0 && here.Holds(s.Piece.North, s.Piece.East, SameMeters)).ToList();
            foreach (var old in same.OrderBy(s => s.Segment.LastSeenAt).ThenBy(s => s.Segment.Number)) segment.Inherit(old.Segment);
            replaced.UnionWith(same.Select(s => s.Segment.Id));
            added.Add(segment);
        }
        var gone = before.Where(s => s.Origin == SegmentOrigin.Network || replaced.Contains(s.Id)).ToList();
        db.Segments.RemoveRange(gone);
        db.Segments.AddRange(added);
        var km = added.Sum(s => s.Meters) / 1000;
        db.Note(actor.Name, "network.imported", "town", Guid.Empty, new { roads = roads.Count, segments = added.Count, km = Math.Round(km, 1) });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return new Receipt(roads.Count, added.Count, km, before.Count - gone.Count);
    }

    internal async Task<Receipt> Upload(IFormFile? file, CancellationToken ct)
    {
        if (file is not { Length: > 0 }) throw new Refusal("network.none-given", "file");
        await using var stream = file.OpenReadStream();
        return await Handle(stream, ct);
    }

    private static async Task<List<(string Name, List<(double, double)> Points)>> Read(Stream json, CancellationToken ct)
    {
        var roads = new List<(string, List<(double, double)>)>();
        try
        {
            using var document = await JsonDocument.ParseAsync(json, cancellationToken: ct);
            Collect(document.RootElement, "", roads);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException) { throw new Refusal("network.unreadable", "file", values: [("detail", e.Message)]); }
        return roads;
    }

    private static void Collect(JsonElement element, string name, List<(string, List<(double, double)>)> roads)
    {
        switch (element.GetProperty("type").GetString())
        {
            case "FeatureCollection":
                foreach (var feature in element.GetProperty("features").EnumerateArray()) Collect(feature, name, roads);
                break;
            case "Feature" when element.GetProperty("geometry") is { ValueKind: JsonValueKind.Object } geometry:
                Collect(geometry, NameOf(element), roads);
                break;
            case "LineString":
                roads.Add((name, Points(element.GetProperty("coordinates"))));
                break;
            case "MultiLineString":
                foreach (var line in element.GetProperty("coordinates").EnumerateArray()) roads.Add((name, Points(line)));
                break;
        }
    }

    private static string NameOf(JsonElement feature)
    {
        if (!feature.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object || !properties.TryGetProperty("name", out var name)) return "";
        if (name.ValueKind == JsonValueKind.Object) return name.TryGetProperty("ja", out var ja) && ja.ValueKind == JsonValueKind.String ? ja.GetString()! : "";
        return name.ValueKind == JsonValueKind.String ? name.GetString()! : "";
    }

    // Mercator has no place for the poles, and longitude before latitude is what GeoJSON says.
    private static List<(double, double)> Points(JsonElement coordinates) =>
        [.. coordinates.EnumerateArray().Select(p => (Latitude: p[1].GetDouble(), Longitude: p[0].GetDouble()))
            .Select(p => Math.Abs(p.Latitude) <= 85 && Math.Abs(p.Longitude) <= 180 ? p : throw new FormatException($"{p.Latitude}, {p.Longitude}"))];
}
