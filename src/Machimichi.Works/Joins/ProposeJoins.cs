using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Works.Cases;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works.Joins;

/// <summary>Looks whether a case that was just opened is about something that is known already. A look-up in an index of the open cases' places.</summary>
public sealed class ProposeJoins(MachimichiDb db)
{
    /// <summary>So far is looked in any case; farther for a place that is hardly known.</summary>
    private const double LookMeters = 60, LookErrors = 2.5;

    private sealed record Known(Guid Id, string Category, double Latitude, double Longitude, List<KnownSubject> Subjects);

    private sealed record KnownSubject(string Kind, string Category, double? Latitude, double? Longitude, double NorthVariance, double EastVariance, double Covariance, DateTime At);

    /// <summary>Adds to the unit of work; the caller saves.</summary>
    internal async Task<JoinProposal?> For(Case opened, CancellationToken ct)
    {
        if (opened.Spot() is not { } spot) return null;
        var (place, compatible) = (new Place(spot.Latitude, spot.Longitude), db.Town.CompatibleWith(opened.Category));
        var near = await Near(place, Math.Max(LookMeters, LookErrors * spot.Error.Meters), compatible, opened.Id, ct);
        // A survey holds its own defects apart: what it saw as two is two.
        if (spot.Kind == CaseSubject.Defect) near.RemoveAll(k => k.Subjects.Exists(s => s.Kind == CaseSubject.Defect));
        if (near.Count == 0) return null;
        var damage = db.Town.IsDamage(opened.Category);
        var spots = near.ConvertAll(SpotOf);
        var weights = near.Select((k, i) => Likeness.Of(spot, spots[i], damage, Called(k, opened.Category))).ToList();
        var (best, probability) = Likeness.Best(weights);
        if (probability < Likeness.Enough) return null;
        var grounds = new Grounds(weights[best].Meters, (spot.Error + spots[best].Error).Meters, probability, Called(near[best], opened.Category),
            (int)Math.Abs((spot.At - spots[best].At).TotalDays), weights.Count(w => w.Odds > 0.05 * weights[best].Odds) - 1);
        var proposal = new JoinProposal(opened.Id, near[best].Id, grounds, db.Now);
        db.JoinProposals.Add(proposal);
        return proposal;
    }

    private async Task<List<Known>> Near(Place place, double meters, List<string> compatible, Guid except, CancellationToken ct)
    {
        var rows = await db.Cases.AsNoTracking().Near(c => c.OpenCell, place, meters).Where(c => compatible.Contains(c.Category) && c.Id != except)
            .Select(c => new
            {
                c.Id, c.Category, c.Latitude, c.Longitude,
                Subjects = c.Subjects.Select(s => new KnownSubject(s.Kind, s.Category, s.Latitude, s.Longitude, s.NorthVariance, s.EastVariance, s.Covariance, s.JoinedAt)).ToList(),
            }).ToListAsync(ct);
        return [.. rows.Select(c => new Known(c.Id, c.Category, c.Latitude!.Value, c.Longitude!.Value, c.Subjects)).Where(c => Place.MetersBetween(place.Latitude, place.Longitude, c.Latitude, c.Longitude) <= meters)];
    }

    private static bool Called(Known known, string category) => known.Category == category || known.Subjects.Exists(s => s.Category == category);

    private static Spot SpotOf(Known known)
    {
        Spot? all = null;
        foreach (var s in known.Subjects.Where(s => s.Latitude is not null))
        {
            var one = new Spot(s.Kind, s.Category, s.Latitude!.Value, s.Longitude!.Value, new PlaceError(s.NorthVariance, s.EastVariance, s.Covariance), s.At);
            all = all is { } before ? Likeness.Fuse(before, one) : one;
        }
        return all ?? new Spot("", known.Category, known.Latitude, known.Longitude, PlaceError.Within(PlaceError.PhoneMeters), default);
    }
}
