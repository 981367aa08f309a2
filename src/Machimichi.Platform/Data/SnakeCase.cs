using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Platform.Data;

/// <summary>Names as a person at a PostgreSQL prompt or in QGIS types them: <c>work_orders.ordered_at</c>.</summary>
internal static class SnakeCase
{
    public static void Apply(ModelBuilder builder)
    {
        foreach (var entity in builder.Model.GetEntityTypes())
        {
            if (entity.GetTableName() is { } table) entity.SetTableName(Of(table));
            // What lives inside a JSON column keeps its names: they are not the database's.
            if (entity.IsMappedToJson()) continue;
            foreach (var property in entity.GetProperties()) property.SetColumnName(Of(property.GetColumnName()));
            foreach (var key in entity.GetKeys()) if (key.GetName() is { } name) key.SetName(Of(name));
            foreach (var foreign in entity.GetForeignKeys()) if (foreign.GetConstraintName() is { } name) foreign.SetConstraintName(Of(name));
            foreach (var index in entity.GetIndexes()) if (index.GetDatabaseName() is { } name) index.SetDatabaseName(Of(name));
        }
    }

    internal static string Of(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_' && !char.IsUpper(name[i - 1])) text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }
}
