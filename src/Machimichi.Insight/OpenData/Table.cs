namespace Machimichi.Insight.OpenData;

/// <param name="Name">Header of the column; its meaning is the text <c>insight.column.NAME</c>.</param>
/// <param name="Type">Its type in the words of the Table Schema standard.</param>
public record Column(string Name, string Type);

public sealed record Column<T>(string Name, string Type, Func<T, object?> Of) : Column(Name, Type);

/// <summary>The shape of one data file.</summary>
public abstract record Table(string Name)
{
    public abstract IReadOnlyList<Column> Shape { get; }

    public string FileName => $"{Name}.csv";
}

public sealed record Table<T>(string Name, IReadOnlyList<Column<T>> Columns) : Table(Name)
{
    public override IReadOnlyList<Column> Shape => Columns;

    public async Task Write(Stream output, IAsyncEnumerable<T> rows, TimeZoneInfo zone, CancellationToken ct, bool shiftJis = false)
    {
        await using var csv = new CsvWriter(output, zone, shiftJis);
        await csv.Write(Columns.Select(c => c.Name), ct);
        await foreach (var row in rows.WithCancellation(ct)) await csv.Write(Columns.Select(c => c.Of(row)), ct);
    }
}
