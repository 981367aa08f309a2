using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Machimichi.Platform.Data;

/// <summary>Every stored time is UTC: PostgreSQL insists on it and SQLite forgets the kind.</summary>
internal sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
    v => v.Kind == DateTimeKind.Local ? v.ToUniversalTime() : DateTime.SpecifyKind(v, DateTimeKind.Utc),
    v => DateTime.SpecifyKind(v, DateTimeKind.Utc));
