using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Machimichi.Platform.Data;

/// <summary>
/// Rows of the model by the ten thousand: one statement a table, prepared once, its parameters set again for each row. Within the
/// transaction that is open. What a save does beside writing rows (audit, search) is the caller's to ask for.
/// </summary>
public sealed class BulkRows(MachimichiDb db) : IAsyncDisposable
{
    private readonly Dictionary<Type, Statement> statements = [];

    public async Task Insert<T>(IEnumerable<T> rows, CancellationToken ct) where T : class
    {
        if (!statements.TryGetValue(typeof(T), out var statement)) statements[typeof(T)] = statement = new Statement(db, typeof(T));
        statement.Command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        foreach (var row in rows) await statement.Insert(row, ct);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var statement in statements.Values) await statement.Command.DisposeAsync();
    }

    private sealed class Statement
    {
        private readonly List<(DbParameter Parameter, Func<object, object?> Value)> columns = [];

        public Statement(MachimichiDb db, Type type)
        {
            var entity = db.Model.FindEntityType(type) ?? throw new InvalidOperationException($"{type.Name} has no table.");
            var table = StoreObjectIdentifier.Table(entity.GetTableName()!, entity.GetSchema());
            Command = db.Database.GetDbConnection().CreateCommand();
            var (names, places) = (new List<string>(), new List<string>());
            foreach (var property in entity.GetProperties().Where(p => p.GetColumnName(table) is not null))
            {
                var mapping = property.GetRelationalTypeMapping();
                var parameter = mapping.CreateParameter(Command, $"@p{columns.Count}", property.ClrType == typeof(string) ? "" : null, true);
                Command.Parameters.Add(parameter);
                var (read, convert, town) = (property.GetGetter(), mapping.Converter?.ConvertToProvider, db.Town.Slug);
                columns.Add((parameter, property.Name == nameof(ITownOwned.TownId) ? _ => town : row => read.GetClrValue(row) is { } value ? convert is null ? value : convert(value) : null));
                names.Add($"\"{property.GetColumnName(table)}\"");
                places.Add(parameter.ParameterName);
            }
            Command.CommandText = $"INSERT INTO \"{entity.GetTableName()}\" ({string.Join(", ", names)}) VALUES ({string.Join(", ", places)})";
        }

        public DbCommand Command { get; }

        public async Task Insert(object row, CancellationToken ct)
        {
            foreach (var (parameter, value) in columns) parameter.Value = value(row) ?? DBNull.Value;
            await Command.ExecuteNonQueryAsync(ct);
        }
    }
}
