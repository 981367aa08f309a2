using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Roads.Footage;
using Machimichi.Roads.Footage.Reading;
using Machimichi.Roads.Survey;
using Machimichi.Roads.Tracks;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Network;

/// <summary>
/// Which pieces of road a drive went along, and which of them it really saw: by a clear picture, in range. Where it went and no piece lies, pieces are
/// made from its track.
/// </summary>
public sealed class RecordCoverage(MachimichiDb db, EstimateCracks cracks)
{
    // In range as a pass is (Repairs): nearer is the bonnet, farther a crack is too few pixels.
    private const double InViewFrom = 4, InViewTo = 15;

    // A vehicle's GPS errs by some metres, and a road given by the town is drawn where its middle is.
    private const double OnTrackMeters = 9, OnNetworkMeters = 15;

    // So much of a piece must have been in view.
    private const double SeenShare = 0.8;

    private const double AskEveryMeters = 100, LongestStep = 1.6 * TrackStep, TrackStep = 5;

    /// <summary>Adds to the unit of work of the footage that it belongs to.</summary>
    internal async Task Handle(LocalPlane plane, FootageTrack track, IReadOnlyList<LookedAt> frames, CancellationToken ct)
    {
        var paths = Paths(track.Track);
        var near = await Near([.. paths.SelectMany(p => p).Select(f => (f.Latitude, f.Longitude)), .. frames.Where(f => f.Place is not null).Select(f => (f.Place!.Value.Latitude, f.Place.Value.Longitude))], ct);
        var pieces = near.Select(s => new Known(s, s.On(plane))).ToList();
        await Make(plane, paths, pieces, ct);
        Mark(plane, frames, pieces);
        await db.SaveChangesAsync(ct);
        await cracks.Renew([.. pieces.Where(p => p.Touched).Select(p => p.Segment)], ct);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Pieces whose middle lies near one of the places.</summary>
    internal async Task<IReadOnlyList<Segment>> Near(IReadOnlyList<(double Latitude, double Longitude)> places, CancellationToken ct)
    {
        var found = new Dictionary<Guid, Segment>();
        (double Latitude, double Longitude)? last = null;
        foreach (var place in places)
        {
            if (last is { } l && Place.MetersBetween(l.Latitude, l.Longitude, place.Latitude, place.Longitude) < AskEveryMeters) continue;
            last = place;
            foreach (var segment in await db.Segments.NearOfMany(s => s.Cell, new Place(place.Latitude, place.Longitude), AskEveryMeters + 50).ToListAsync(ct)) found.TryAdd(segment.Id, segment);
        }
        return [.. found.Values.OrderBy(s => s.Number)];
    }

    // Unbroken stretches of the track, a point every few metres.
    private static List<List<Fix>> Paths(Track track)
    {
        var paths = new List<List<Fix>>();
        foreach (var at in track.EveryMeters(TrackStep))
        {
            if (track.At(at) is not { HeadingDegrees: not null } fix) continue;
            if (paths.Count == 0 || Ground.Distance(paths[^1][^1], fix) > LongestStep) paths.Add([]);
            paths[^1].Add(fix);
        }
        return paths;
    }

    private async Task Make(LocalPlane plane, List<List<Fix>> paths, List<Known> pieces, CancellationToken ct)
    {
        var made = new List<RoadPiece>();
        foreach (var path in paths)
        {
            var free = new List<Fix>();
            foreach (var fix in path)
            {
                var (north, east) = plane.ToMeters(fix.Latitude, fix.Longitude);
                if (pieces.Exists(p => p.Has(north, east, fix.HeadingDegrees!.Value)))
                {
                    Cut(free);
                    free = [];
                }
                else free.Add(fix);
            }
            Cut(free);
        }
        if (made.Count == 0) return;
        var number = await db.TakeNumbers("segment", made.Count, ct);
        foreach (var piece in made)
        {
            var segment = new Segment(number++, SegmentOrigin.Track, piece, "", db.Town.NearestDistrict(piece.Latitude, piece.Longitude).Code);
            db.Segments.Add(segment);
            pieces.Add(new Known(segment, segment.On(plane)));
        }

        // A vehicle that turns round goes the same road twice in one footage: what was just made counts.
        void Cut(List<Fix> free)
        {
            if (free.Count < 3) return;
            foreach (var piece in CutRoads.Cut([.. free.Select(f => (f.Latitude, f.Longitude))]))
            {
                var (north, east) = plane.ToMeters(piece.Latitude, piece.Longitude);
                if (made.Exists(m => OnPlane(m).WayOf(piece.HeadingDegrees) != 0 && OnPlane(m).Holds(north, east, OnTrackMeters))) continue;
                made.Add(piece);
            }
        }

        PieceOnPlane OnPlane(RoadPiece piece)
        {
            var (north, east) = plane.ToMeters(piece.Latitude, piece.Longitude);
            return new PieceOnPlane(north, east, piece.HeadingDegrees, piece.Meters);
        }
    }

    private static void Mark(LocalPlane plane, IReadOnlyList<LookedAt> frames, List<Known> pieces)
    {
        var grid = new SquareGrid<Known>(pieces, p => (p.Piece.North, p.Piece.East), 60);
        foreach (var frame in frames)
        {
            if (frame.Place is not { HeadingDegrees: { } heading } place) continue;
            var (north, east) = plane.ToMeters(place.Latitude, place.Longitude);
            foreach (var piece in grid.Around(north, east)) piece.Look(north, east, heading, frame.At, frame.Flaws == FrameFlaws.None);
        }
        foreach (var piece in pieces) piece.Finish();
    }

    /// <summary>A piece, and which metres of it this footage had in view.</summary>
    private sealed class Known(Segment segment, PieceOnPlane piece)
    {
        private readonly bool[] inView = new bool[Math.Max(1, (int)Math.Round(piece.Meters))];
        private DateTime? passed, seen;
        private int ways;

        public Segment Segment => segment;
        public PieceOnPlane Piece => piece;
        public bool Touched { get; private set; }

        private double Across => segment.Origin == SegmentOrigin.Network ? OnNetworkMeters : OnTrackMeters;

        public bool Has(double north, double east, double heading) => piece.WayOf(heading) != 0 && piece.Holds(north, east, Across);

        public void Look(double north, double east, double heading, DateTime at, bool clear)
        {
            if (piece.WayOf(heading) is var way && way == 0) return;
            var (along, right) = piece.From(north, east);
            if (Math.Abs(right) > Across) return;
            if (Math.Abs(along) <= piece.Meters / 2) passed = at;
            if (!clear) return;
            var (from, to) = way == 1 ? (along + InViewFrom, along + InViewTo) : (along - InViewTo, along - InViewFrom);
            var any = false;
            for (var i = 0; i < inView.Length; i++)
            {
                var here = (i + 0.5) / inView.Length * piece.Meters - piece.Meters / 2;
                if (here < from || here > to) continue;
                inView[i] = any = true;
            }
            if (!any) return;
            (seen, ways) = (at, ways | way);
        }

        public void Finish()
        {
            if (passed is { } p) segment.Pass(p);
            if (seen is { } s && inView.Count(v => v) >= SeenShare * inView.Length) segment.See(s, ways);
            else seen = null;
            Touched = passed is not null || seen is not null;
        }
    }
}
