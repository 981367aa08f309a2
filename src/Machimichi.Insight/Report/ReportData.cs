using Machimichi.Insight.Figures;
using Machimichi.Insight.OpenData;

namespace Machimichi.Insight.Report;

/// <summary>The data that a report rests on, as files: whoever doubts a figure can count it again.</summary>
internal static class ReportData
{
    public static async Task<IReadOnlyList<DataFile>> Write(string folder, TownRecord record, TrialFigures figures, Words words, DateTime now, CancellationToken ct)
    {
        var tables = new TownTables(words);
        var files = new List<DataFile>
        {
            await Rows(tables.Figures, FigureLine.Of(figures, record, words), null),
            await Rows(tables.Proposals, record.Proposals, record.Proposals.Max(p => (DateTime?)p.SubmittedAt)),
            await Rows(tables.Reports, record.Reports, record.Reports.Max(r => (DateTime?)r.SubmittedAt)),
            await Rows(tables.Answers, record.Answers, record.Answers.Max(a => (DateTime?)a.PublishedAt)),
            await Rows(tables.Driving, record.Driving, null),
            await Rows(tables.Defects, record.Defects, record.Defects.Max(d => (DateTime?)d.LastSeenAt)),
            await Rows(tables.Accuracy, record.Checked, record.Checked.Max(r => (DateTime?)r.At)),
            await Rows(tables.Cases, record.Cases, record.Cases.Max(c => (DateTime?)c.OpenedAt)),
        };
        await using (var features = File.Create(Path.Combine(folder, DefectFeatures.FileName)))
            await DefectFeatures.Write(features, tables.Defects, record.Defects.ToAsyncEnumerable(), ct);
        files.Add(new DataFile(DefectFeatures.FileName, DefectFeatures.MediaType, tables.Defects, record.Defects.Count, record.Defects.Max(d => (DateTime?)d.LastSeenAt)));
        var dictionary = files.SelectMany(f => f.Table.Shape.Select(c => new ColumnLine(f.FileName, c.Name, c.Type, words[$"insight.column.{c.Name}"]))).ToList();
        files.Add(await Rows(ColumnLine.Table, dictionary, null));
        await File.WriteAllBytesAsync(Path.Combine(folder, DataPackage.FileName),
            DataPackage.Describe(words, $"{words.Town.Slug}-{record.Period.First:yyyy-MM-dd}-{record.Period.Last:yyyy-MM-dd}", words["insight.report.title", ("town", words.TownName)], now, files), ct);
        return files;

        async Task<DataFile> Rows<T>(Table<T> table, IReadOnlyCollection<T> rows, DateTime? updated)
        {
            await using var file = File.Create(Path.Combine(folder, table.FileName));
            await table.Write(file, rows.ToAsyncEnumerable(), words.Town.Zone, ct);
            return new DataFile(table.FileName, DataPackage.Csv, table, rows.Count, updated);
        }
    }

    private sealed record ColumnLine(string File, string Column, string Type, string Meaning)
    {
        public static readonly Table<ColumnLine> Table = new("dictionary",
            [new("file", "string", c => c.File), new("column", "string", c => c.Column), new("type", "string", c => c.Type), new("meaning", "string", c => c.Meaning)]);
    }
}
