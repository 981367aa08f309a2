using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Network;

/// <summary>How long ago a piece of road was last really seen.</summary>
public enum SeenAge { Season, HalfYear, Year, Older, Never }

/// <summary>The town's roads by when they were last seen and how cracked they look, in sums and as the stretches that wait longest.</summary>
public sealed class ShowCoverage(MachimichiDb db)
{
    public const int MostStretches = 100;

    // Pieces that follow each other within this are one stretch.
    private const double JoinMeters = 30;

    /// <param name="Km">By age of the last sight.</param>
    /// <param name="Cracks">Kilometres by class, of what was seen.</param>
    public sealed record Sum(string District, double Km, IReadOnlyDictionary<SeenAge, double> ByAge, IReadOnlyDictionary<CrackClass, double> Cracks)
    {
        /// <summary>Per cent that was seen within half a year.</summary>
        public int FreshPercent => Km <= 0 ? 0 : (int)Math.Round(100 * (ByAge.GetValueOrDefault(SeenAge.Season) + ByAge.GetValueOrDefault(SeenAge.HalfYear)) / Km);
    }

    /// <summary>Pieces of one road that follow each other and are of one age.</summary>
    public sealed record Stretch(int Number, string RoadName, string District, double Meters, SeenAge Age, DateTime? LastSeenAt, DateTime? LastPassedAt, double Latitude, double Longitude, CrackClass? Worst);

    public sealed record View(double Km, IReadOnlyList<Sum> Districts, Sum Whole, IReadOnlyList<Stretch> Waiting, int WaitingTotal, bool HasNetwork);

    /// <param name="confirmedOnly">Are the cracks those that a person confirmed? The public knows of no others.</param>
    public async Task<View> Handle(bool confirmedOnly, CancellationToken ct)
    {
        var now = db.Now;
        var rows = (await db.Segments.AsNoTracking().OrderBy(s => s.Number)
            .Select(s => new { s.Number, s.RoadName, s.District, s.Latitude, s.Longitude, s.Meters, s.LastSeenAt, s.LastPassedAt, s.Origin, Percent = confirmedOnly ? s.ConfirmedCrackPercent : s.CrackPercent }).ToListAsync(ct))
            .ConvertAll(s => new Row(s.Number, s.RoadName, s.District, s.Latitude, s.Longitude, s.Meters, s.LastSeenAt, s.LastPassedAt, s.Origin, AgeOf(s.LastSeenAt, now), EstimateCracks.ClassOf(s.Percent)));
        var sums = rows.GroupBy(r => r.District).Select(g => SumOf(g.Key, [.. g])).OrderByDescending(s => s.Km).ToList();
        var waiting = Stretches(rows).Where(s => s.Age >= SeenAge.Year).OrderByDescending(s => s.Age == SeenAge.Never ? 1 : 0).ThenBy(s => s.LastSeenAt).ThenByDescending(s => s.Meters).ToList();
        return new View(rows.Sum(r => r.Meters) / 1000, sums, SumOf("", rows), [.. waiting.Take(MostStretches)], waiting.Count, rows.Exists(r => r.Origin == SegmentOrigin.Network));
    }

    public static SeenAge AgeOf(DateTime? seen, DateTime now) => seen switch
    {
        null => SeenAge.Never,
        { } at when now - at <= TimeSpan.FromDays(92) => SeenAge.Season,
        { } at when now - at <= TimeSpan.FromDays(183) => SeenAge.HalfYear,
        { } at when now - at <= TimeSpan.FromDays(366) => SeenAge.Year,
        _ => SeenAge.Older,
    };

    private static Sum SumOf(string district, List<Row> rows) => new(district, rows.Sum(r => r.Meters) / 1000,
        rows.GroupBy(r => r.Age).ToDictionary(g => g.Key, g => g.Sum(r => r.Meters) / 1000),
        rows.Where(r => r.Class is not null).GroupBy(r => r.Class!.Value).ToDictionary(g => g.Key, g => g.Sum(r => r.Meters) / 1000));

    private static List<Stretch> Stretches(List<Row> rows)
    {
        var found = new List<Stretch>();
        Row? last = null;
        foreach (var row in rows)
        {
            var follows = last is not null && last.Number + 1 == row.Number && (last.Age, last.District, last.RoadName) == (row.Age, row.District, row.RoadName)
                && Place.MetersBetween(last.Latitude, last.Longitude, row.Latitude, row.Longitude) < JoinMeters;
            last = row;
            if (!follows) found.Add(new Stretch(row.Number, row.RoadName, row.District, row.Meters, row.Age, row.LastSeenAt, row.LastPassedAt, row.Latitude, row.Longitude, row.Class));
            else
            {
                var one = found[^1];
                found[^1] = one with { Meters = one.Meters + row.Meters, LastSeenAt = Earlier(one.LastSeenAt, row.LastSeenAt), LastPassedAt = row.LastPassedAt ?? one.LastPassedAt, Worst = one.Worst is null || row.Class > one.Worst ? row.Class : one.Worst };
            }
        }
        return found;
    }

    private static DateTime? Earlier(DateTime? a, DateTime? b) => a < b ? a : b;

    private sealed record Row(int Number, string RoadName, string District, double Latitude, double Longitude, double Meters, DateTime? LastSeenAt, DateTime? LastPassedAt, SegmentOrigin Origin, SeenAge Age, CrackClass? Class);
}
