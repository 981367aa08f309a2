using Machimichi.Insight.Figures;
using Machimichi.Insight.Report;
using Machimichi.Platform.Data;
using Machimichi.Platform.Language;
using Machimichi.Roads;
using Machimichi.Voice;
using Microsoft.AspNetCore.Http;

namespace Machimichi.Insight.OpenData;

/// <summary>The town's open data, streamed from the rows of this moment: what is published, all of it, and nothing else.</summary>
public sealed class ServeOpenData(MachimichiDb db, PublishedVoice voice, ReadTown town, Texts texts)
{
    /// <param name="Rows">How many records.</param>
    /// <param name="Updated">When the newest thing in it happened, UTC; null where it is empty.</param>
    public sealed record Entry(string FileName, string Table, int Rows, DateTime? Updated);

    // In Japanese for everybody: a file must not change with the language of the browser that fetched it.
    private Words Words => new(texts, Texts.Japanese, db.Town);

    /// <summary>What there is, for a page.</summary>
    public async Task<IReadOnlyList<Entry>> List(CancellationToken ct) =>
        [.. (await Described(ct)).Select(f => new Entry(f.FileName, f.Table.Name, f.Rows ?? 0, f.Updated))];

    public async Task<IResult> Describe(HttpContext http, CancellationToken ct)
    {
        Open(http);
        var words = Words;
        return Results.Bytes(DataPackage.Describe(words, $"{words.Town.Slug}-open-data", words["insight.data.title", ("town", words.TownName)], db.Now, await Described(ct)), "application/json");
    }

    /// <param name="name">Name of the file.</param>
    /// <param name="from">Only what happened from this day of the town on.</param>
    /// <param name="to">Only what happened until this day, itself included.</param>
    public IResult File(string name, DateOnly? from, DateOnly? to, HttpContext http, CancellationToken ct)
    {
        var period = Period.Of(from, to, db.Town);
        if (Files().FirstOrDefault(f => f.Name == name) is not { } file) return Results.NotFound();
        Open(http);
        return Results.Stream(output => file.Write(output, period, ct), file.MediaType, file.Name);
    }

    private static void Open(HttpContext http)
    {
        http.Response.Headers.CacheControl = "public, max-age=300";
        http.Response.Headers.AccessControlAllowOrigin = "*";
    }

    private sealed record Source(string Name, string MediaType, Table Table, Func<Stream, Period, CancellationToken, Task> Write, Func<Period, CancellationToken, Task<(int Rows, DateTime? Updated)>> Measure);

    private Source[] Files()
    {
        var tables = new TownTables(Words);
        return
        [
            Csv(tables.Proposals, p => voice.Proposals(p.FromUtc, p.ToUtc), p => p.SubmittedAt),
            Csv(tables.Reports, p => voice.Reports(p.FromUtc, p.ToUtc), r => r.SubmittedAt),
            Csv(tables.Answers, p => voice.Answers(p.FromUtc, p.ToUtc), a => a.PublishedAt),
            Csv(tables.Cases, p => town.Cases(p, CancellationToken.None), c => c.OpenedAt),
            Csv(tables.Defects, Defects, d => d.LastSeenAt),
            new(DefectFeatures.FileName, DefectFeatures.MediaType, tables.Defects,
                (output, p, ct) => DefectFeatures.Write(output, tables.Defects, Defects(p), ct), (p, ct) => Measure(Defects(p), d => d.LastSeenAt, ct)),
        ];
    }

    private async IAsyncEnumerable<PublishedDefect> Defects(Period period)
    {
        foreach (var defect in await town.Defects(period, CancellationToken.None)) yield return defect;
    }

    private Source Csv<T>(Table<T> table, Func<Period, IAsyncEnumerable<T>> rows, Func<T, DateTime> happened) =>
        new(table.FileName, DataPackage.Csv, table, (output, p, ct) => table.Write(output, rows(p), db.Town.Zone, ct), (p, ct) => Measure(rows(p), happened, ct));

    private async Task<IReadOnlyList<DataFile>> Described(CancellationToken ct)
    {
        var described = new List<DataFile>();
        foreach (var file in Files())
        {
            var (rows, updated) = await file.Measure(Period.Always(db.Town), ct);
            described.Add(new DataFile(file.Name, file.MediaType, file.Table, rows, updated));
        }
        return described;
    }

    private static async Task<(int Rows, DateTime? Updated)> Measure<T>(IAsyncEnumerable<T> rows, Func<T, DateTime> happened, CancellationToken ct)
    {
        var (count, newest) = (0, (DateTime?)null);
        await foreach (var row in rows.WithCancellation(ct))
        {
            count++;
            if (newest is null || happened(row) > newest) newest = happened(row);
        }
        return (count, newest);
    }
}
