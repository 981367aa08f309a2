using Machimichi.Insight.Figures;
using Machimichi.Insight.Ogc;
using Machimichi.Insight.Report;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Language;
using Machimichi.Roads;
using Machimichi.Voice;
using Microsoft.AspNetCore.Http;

namespace Machimichi.Insight.OpenData;

/// <summary>The town's open data, streamed from the rows of this moment: what is published, all of it, and nothing else.</summary>
public sealed class ServeOpenData(MachimichiDb db, PublishedVoice voice, PublishedRoads roads, ReadTown town, Texts texts)
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

    /// <param name="Name">Name of the file.</param>
    /// <param name="From">Only what happened from this day of the town on.</param>
    /// <param name="To">Only what happened until this day, itself included.</param>
    /// <param name="Since">Only what came or changed from this day on.</param>
    /// <param name="Encoding"><c>utf-8</c> (the default) or <c>sjis</c>, for CSV.</param>
    public sealed record Request(string Name, DateOnly? From, DateOnly? To, DateOnly? Since, string? Encoding);

    public IResult File(Request request, HttpContext http, CancellationToken ct)
    {
        var span = new Span(Period.Of(request.From, request.To, db.Town), request.Since is { } since ? Period.Of(since, null, db.Town).FromUtc : null);
        if (request.Encoding is not (null or "" or "utf-8" or "sjis")) throw new Refusal("insight.encoding", "encoding", values: [("encoding", request.Encoding)]);
        var shiftJis = request.Encoding == "sjis";
        if (Files().FirstOrDefault(f => f.Name == request.Name) is not { } file) return Results.NotFound();
        if (shiftJis && file.MediaType != DataPackage.Csv) throw new Refusal("insight.encoding-csv", "encoding");
        Open(http);
        return Results.Stream(output => file.Write(output, span, shiftJis, ct), file.MediaType == DataPackage.Csv ? $"text/csv; charset={(shiftJis ? "Shift_JIS" : "utf-8")}" : file.MediaType, file.Name);
    }

    private static void Open(HttpContext http)
    {
        http.Response.Headers.CacheControl = "public, max-age=300";
        http.Response.Headers.AccessControlAllowOrigin = "*";
    }

    private sealed record Span(Period Period, DateTime? Since)
    {
        public DateTime From => Period.FromUtc;
        public DateTime To => Period.ToUtc;
    }

    private sealed record Source(string Name, string MediaType, Table Table, Func<Stream, Span, bool, CancellationToken, Task> Write, Func<Span, CancellationToken, Task<(int Rows, DateTime? Updated)>> Measure);

    private Source[] Files()
    {
        var tables = new TownTables(Words);
        return
        [
            Csv(tables.Proposals, s => voice.Proposals(s.From, s.To, s.Since), p => p.SubmittedAt),
            Places(tables.Proposals, s => voice.Proposals(s.From, s.To, s.Since), p => p.SubmittedAt, p => p.Number, p => Position.Of(p.Latitude, p.Longitude)),
            Csv(tables.Reports, s => voice.Reports(s.From, s.To, s.Since), r => r.SubmittedAt),
            Places(tables.Reports, s => voice.Reports(s.From, s.To, s.Since), r => r.SubmittedAt, r => r.Number, r => Position.Of(r.Latitude, r.Longitude)),
            Csv(tables.Answers, s => voice.Answers(s.Since > s.From ? s.Since.Value : s.From, s.To), a => a.PublishedAt),
            Csv(tables.Cases, s => town.Cases(s.Period, CancellationToken.None, s.Since), c => c.OpenedAt),
            Csv(tables.Defects, s => roads.Defects(s.From, s.To, s.Since), d => d.LastSeenAt),
            Places(tables.Defects, s => roads.Defects(s.From, s.To, s.Since), d => d.LastSeenAt, d => d.Number, d => Position.Of(d.Latitude, d.Longitude)),
        ];
    }

    private Source Csv<T>(Table<T> table, Func<Span, IAsyncEnumerable<T>> rows, Func<T, DateTime> happened) =>
        new(table.FileName, DataPackage.Csv, table, (output, s, shiftJis, ct) => table.Write(output, rows(s), db.Town.Zone, ct, shiftJis), (s, ct) => Measure(rows(s), happened, ct));

    private static Source Places<T>(Table<T> table, Func<Span, IAsyncEnumerable<T>> rows, Func<T, DateTime> happened, Func<T, int> number, Func<T, Position?> place) =>
        new($"{table.Name}.geojson", Features.MediaType, table, (output, s, _, ct) => Features.Write(output, table, rows(s), number, place, ct), (s, ct) => Measure(rows(s), happened, ct));

    private async Task<IReadOnlyList<DataFile>> Described(CancellationToken ct)
    {
        var (described, all) = (new List<DataFile>(), new Span(Period.Always(db.Town), null));
        foreach (var file in Files())
        {
            var (rows, updated) = await file.Measure(all, ct);
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
