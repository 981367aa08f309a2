using Machimichi.Platform.Geo;

namespace Machimichi.Works.Joins;

/// <summary>What a join can rest on: where something was said or seen to be, how surely, what it was called, and when.</summary>
internal readonly record struct Spot(string Kind, string Category, double Latitude, double Longitude, PlaceError Error, DateTime At);

/// <summary>
/// How probable it is that a subject is one that is known already. Each open case nearby is weighed by how likely its place, its category and
/// its day would give this subject; against them all stands that it is something new, of which there are so many a square metre.
/// What two cases explain equally well is thereby proposed for neither.
/// </summary>
internal static class Likeness
{
    /// <summary>So probable must it be before anybody is asked; alone at its place it is usually far more so.</summary>
    public const double Enough = 0.55;

    /// <summary>New damage to the road, a square metre, for one that is known; other things are rarer.</summary>
    private const double NewDamage = 7e-6, NewOther = 1e-6;

    /// <summary>People call a hole a crack, and cameras do: how much less often than by the same name, against chance.</summary>
    private const double SameName = 1.7, OtherName = 0.35;

    /// <summary>After so many days without a word the next word of a thing is half as likely.</summary>
    private const double HalfLifeDays = 200;

    // A place is now and then far worse and often better than its source says: a mixture of three Gaussians, not one.
    private static readonly (double Part, double Scale)[] Spread = [(0.35, 0.45), (0.4, 1), (0.25, 1.7)];

    /// <param name="Odds">Weight against that of the unknown.</param>
    public readonly record struct Weight(double Odds, double Meters);

    /// <param name="sameName">Do the two go by one category? If not, both are damage to the road.</param>
    public static Weight Of(in Spot subject, in Spot known, bool damage, bool sameName)
    {
        var (north, east) = Offset(subject, known);
        var days = Math.Abs((subject.At - known.At).TotalDays);
        var name = !damage ? 1 : sameName ? SameName : OtherName;
        return new(Density(north, east, subject.Error + known.Error) * name * Math.Pow(0.5, days / HalfLifeDays) / (damage ? NewDamage : NewOther), Math.Sqrt(north * north + east * east));
    }

    /// <summary>The best of the weights as a probability, and its index; −1 for none.</summary>
    public static (int Index, double Probability) Best(IReadOnlyList<Weight> weights)
    {
        var (best, sum) = (-1, 1.0);
        for (var i = 0; i < weights.Count; i++)
        {
            sum += weights[i].Odds;
            if (best < 0 || weights[i].Odds > weights[best].Odds) best = i;
        }
        return best < 0 ? (-1, 0) : (best, weights[best].Odds / sum);
    }

    /// <summary>Two places of one thing, weighed by their errors.</summary>
    public static Spot Fuse(in Spot a, in Spot b)
    {
        var (north, east) = Offset(a, b);
        var (alongNorth, alongEast) = (b.Error.NorthVariance / (a.Error.NorthVariance + b.Error.NorthVariance), b.Error.EastVariance / (a.Error.EastVariance + b.Error.EastVariance));
        // From b towards a by what a is surer.
        var place = new Place(b.Latitude, b.Longitude).Move(-north * alongNorth, -east * alongEast);
        var error = new PlaceError(a.Error.NorthVariance * alongNorth, a.Error.EastVariance * alongEast, 0);
        return new Spot(a.Kind, a.Category, place.Latitude, place.Longitude, error, a.At > b.At ? a.At : b.At);
    }

    // From a to b.
    private static (double North, double East) Offset(in Spot a, in Spot b)
    {
        var metersPerDegree = Math.PI * Place.EarthMeters / 180;
        return ((b.Latitude - a.Latitude) * metersPerDegree, (b.Longitude - a.Longitude) * metersPerDegree * Math.Cos(double.DegreesToRadians(a.Latitude)));
    }

    private static double Density(double north, double east, PlaceError error)
    {
        var determinant = error.NorthVariance * error.EastVariance - error.Covariance * error.Covariance;
        if (!(determinant > 1e-9)) return 0;
        var squared = (error.EastVariance * north * north - 2 * error.Covariance * north * east + error.NorthVariance * east * east) / determinant;
        return Spread.Sum(s => s.Part * Math.Exp(-squared / (2 * s.Scale * s.Scale)) / (2 * Math.PI * Math.Sqrt(determinant) * s.Scale * s.Scale));
    }
}
