using Machimichi.Insight.Figures;
using Machimichi.Insight.OpenData;
using Machimichi.Insight.Report;
using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Platform.Language;
using Machimichi.Roads;
using Machimichi.Voice;
using Machimichi.Works;

namespace Machimichi.Insight.Ogc;

/// <summary>One thing of a collection: its columns' values, in their order, and where it is.</summary>
public sealed record Item(int Number, Position? Position, IReadOnlyList<object?> Values);

/// <summary>WGS 84 degrees, which are JGD2011 to within what a phone or a camera knows.</summary>
public readonly record struct Position(double Latitude, double Longitude)
{
    public static Position? Of(double? latitude, double? longitude) => latitude is { } lat && longitude is { } lon ? new Position(Math.Round(lat, 5), Math.Round(lon, 5)) : null;
}

/// <param name="Time">The column that "datetime" asks for.</param>
/// <param name="Read">Items by number, a part at a time.</param>
internal sealed record Collection(string Id, IReadOnlyList<Column> Columns, string Time, Func<FeatureQuery, CancellationToken, Task<IReadOnlyList<Item>>> Read)
{
    /// <summary>What a map tile shows of it (zoom, x, y, how many at most), where it knows better than by the tile's box.</summary>
    public Func<int, int, int, int, CancellationToken, Task<IReadOnlyList<Item>>>? ReadTile { get; init; }
}

/// <summary>What the town publishes as features, in the columns of its open data.</summary>
public sealed class Collections(MachimichiDb db, PublishedVoice voice, PublishedRoads roads, PublishedWorks works, Texts texts)
{
    private TownTables Tables => new(new Words(texts, Texts.Japanese, db.Town));

    internal IReadOnlyList<Collection> All()
    {
        var tables = Tables;
        return
        [
            Of(tables.Reports, "submitted_at", voice.ReportsPage, r => r.Number, r => Position.Of(r.Latitude, r.Longitude)),
            Of(tables.Proposals, "submitted_at", voice.ProposalsPage, p => p.Number, p => Position.Of(p.Latitude, p.Longitude)),
            Of(tables.Defects, "first_seen_at", roads.Page, d => d.Number, d => Position.Of(d.Latitude, d.Longitude)) with
            {
                ReadTile = async (z, x, y, most, ct) => Items(tables.Defects, await roads.DefectsOfTile(z, x, y, most, ct), d => d.Number, d => Position.Of(d.Latitude, d.Longitude)),
            },
            new Collection("works", Shown(tables.Cases), "opened_at", Works),
        ];
    }

    internal Collection? Find(string id) => All().FirstOrDefault(c => c.Id == id);

    // A case's place is known from a public defect or not at all: that of a private report is nobody's business.
    private async Task<IReadOnlyList<Item>> Works(FeatureQuery asked, CancellationToken ct)
    {
        var within = asked.Within is { } box ? (await roads.CasePlaces(box, null, ct)).Select(p => p.CaseNumber).Distinct().ToList() : null;
        var cases = await works.Page(asked, within, ct);
        if (cases.Count == 0) return [];
        var numbers = cases.Select(c => c.Number).ToList();
        var places = (await roads.CasePlaces(null, numbers, ct)).GroupBy(p => p.CaseNumber).ToDictionary(g => g.Key, g => Position.Of(g.First().Latitude, g.First().Longitude));
        var vouchers = await voice.Reports(cases.Min(c => c.OpenedAt) - PublicCases.Together, cases.Max(c => c.OpenedAt) + PublicCases.Together).ToListAsync(ct);
        var (shown, columns) = (new PublicCases(vouchers), Shown(Tables.Cases));
        return [.. cases.Select(shown.Show).Select(c => new Item(c.Number, places.GetValueOrDefault(c.Number), [.. columns.Select(column => column.Of(c))]))];
    }

    private static Collection Of<T>(Table<T> table, string time, Func<FeatureQuery, CancellationToken, Task<List<T>>> read, Func<T, int> number, Func<T, Position?> place)
    {
        return new Collection(table.Name, Shown(table), time, async (asked, ct) => Items(table, await read(asked, ct), number, place));
    }

    private static List<Item> Items<T>(Table<T> table, List<T> rows, Func<T, int> number, Func<T, Position?> place)
    {
        var columns = Shown(table);
        return rows.ConvertAll(row => new Item(number(row), place(row), columns.ConvertAll(c => c.Of(row))));
    }

    private static List<Column<T>> Shown<T>(Table<T> table) => [.. table.Columns.Where(c => c.Name is not ("latitude" or "longitude"))];
}
