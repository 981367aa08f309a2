using System.Linq.Expressions;

namespace Machimichi.Platform.Geo;

/// <summary>Rows near a place, found by ranges of their cell; the caller then measures the true distance.</summary>
public static class NearbyQuery
{
    public static IQueryable<T> Near<T>(this IQueryable<T> rows, Expression<Func<T, long?>> cell, Place centre, double meters) => rows.Within(cell, MortonCell.Around(centre, meters));

    /// <summary>
    /// Whole rows near a place out of very many, by a search of the index for each range, one after the other: of three ranges joined by OR, SQLite without
    /// statistics thinks a walk through the whole town cheaper. The bounds are parameters, so that the next place finds its query translated.
    /// </summary>
    public static IQueryable<T> NearOfMany<T>(this IQueryable<T> rows, Expression<Func<T, long?>> cell, Place centre, double meters)
    {
        var ranges = MortonCell.Around(centre, meters);
        var all = rows.Where(In(cell, ranges[0]));
        for (var i = 1; i < ranges.Count; i++) all = all.Concat(rows.Where(In(cell, ranges[i])));
        return all;
    }

    private static Expression<Func<T, bool>> In<T>(Expression<Func<T, long?>> cell, (long First, long Last) range)
    {
        var bounds = Expression.Constant(new Bounds(range.First, range.Last));
        return Expression.Lambda<Func<T, bool>>(
            Expression.AndAlso(
                Expression.GreaterThanOrEqual(cell.Body, Expression.Property(bounds, nameof(Bounds.First))),
                Expression.LessThanOrEqual(cell.Body, Expression.Property(bounds, nameof(Bounds.Last)))),
            cell.Parameters[0]);
    }

    private sealed record Bounds(long? First, long? Last);

    /// <summary>Rows whose cell is in one of the ranges.</summary>
    public static IQueryable<T> Within<T>(this IQueryable<T> rows, Expression<Func<T, long?>> cell, IReadOnlyList<(long First, long Last)> ranges)
    {
        var row = cell.Parameters[0];
        Expression? any = null;
        foreach (var (first, last) in ranges)
        {
            var within = Expression.AndAlso(
                Expression.GreaterThanOrEqual(cell.Body, Expression.Constant((long?)first, typeof(long?))),
                Expression.LessThanOrEqual(cell.Body, Expression.Constant((long?)last, typeof(long?))));
            any = any is null ? within : Expression.OrElse(any, within);
        }
        return rows.Where(Expression.Lambda<Func<T, bool>>(any!, row));
    }
}
