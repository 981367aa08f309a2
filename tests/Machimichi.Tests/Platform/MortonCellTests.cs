using FsCheck;
using FsCheck.Fluent;
using Machimichi.Platform.Geo;

namespace Machimichi.Tests.Platform;

public sealed class MortonCellTests
{
    [Fact]
    public void A_place_lies_in_the_cell_range_of_its_tile_at_every_zoom()
    {
        Prop.ForAll(Points().ToArbitrary(), p =>
        {
            var cell = MortonCell.Of(p.Lat, p.Lon);
            var (ux, uy) = MortonCell.Unit(p.Lat, p.Lon);
            for (var zoom = 0; zoom <= 22; zoom++)
            {
                var (first, last) = MortonCell.Tile(zoom, (int)(ux * (1 << zoom)), (int)(uy * (1 << zoom)));
                if (cell < first || cell > last) return false;
            }
            return true;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_place_within_the_distance_lies_in_one_of_the_ranges_around()
    {
        var gen = from p in Points() from metres in Gen.Choose(1, 5000) from bearing in Gen.Choose(0, 359) from share in Gen.Choose(0, 100) select (p, metres, bearing, share);
        Prop.ForAll(gen.ToArbitrary(), x =>
        {
            var centre = new Place(x.p.Lat, x.p.Lon);
            var away = x.metres * x.share / 100.0;
            var (sin, cos) = Math.SinCos(double.DegreesToRadians(x.bearing));
            var other = centre.Move(away * cos * 0.99, away * sin * 0.99);
            var ranges = MortonCell.Around(centre, x.metres);
            return ranges.Count <= 9 && ranges.Any(r => other.Cell >= r.First && other.Cell <= r.Last);
        }).QuickCheckThrowOnFailure();
    }

    private static Gen<(double Lat, double Lon)> Points() =>
        from lat in Gen.Choose(-60000, 60000) from lon in Gen.Choose(-179000, 179000) select (lat / 1000.0 + 0.00031, lon / 1000.0 + 0.00017);
}
