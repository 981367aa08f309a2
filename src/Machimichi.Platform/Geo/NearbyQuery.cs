using System.Linq.Expressions;

namespace Machimichi.Platform.Geo;

/// <summary>Rows near a place, found by ranges of their cell; the caller then measures the true distance.</summary>
public static class NearbyQuery
{
    public static IQueryable<T> Near<T>(this IQueryable<T> rows, Expression<Func<T, long?>> cell, Place centre, double meters) => rows.Within(cell, MortonCell.Around(centre, meters));

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
