using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Roads.Survey;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads.Defects;

/// <summary>A sighting that is to be saved, and where it lies.</summary>
internal sealed record NewSighting(Func<Guid, Sighting> For, Spot Spot, DateTime At, double Latitude, double Longitude);

/// <summary>
/// Says of each sighting of a footage which defect it is, one-to-one, or that it is a new one. Adds to the unit of work; the caller holds the
/// transaction. A rejected defect is matched too: what a person said is none does not come back as new.
/// </summary>
public sealed class MergeIntoDefects(MachimichiDb db)
{
    /// <summary>
    /// Of one pass, two sightings are two defects. After so long the vehicle may have turned and pass the same ones again.
    /// </summary>
    private static readonly TimeSpan OnePass = TimeSpan.FromSeconds(30);

    internal async Task<IReadOnlyList<Sighting>> Merge(LocalPlane plane, IReadOnlyList<NewSighting> sightings, CancellationToken ct)
    {
        var saved = new List<Sighting>();
        foreach (var pass in Passes([.. sightings.OrderBy(s => s.At)]))
        {
            var near = await Near(pass, ct);
            var matches = Match([.. pass.Select(s => s.Spot)], [.. near.Select(d => d.SpotOn(plane))]);
            for (var i = 0; i < pass.Count; i++)
                saved.Add(matches[i] is { } j ? await Again(near[j], pass[i], saved, ct) : await First(pass[i], ct));
        }
        return saved;
    }

    /// <summary>For each sighting the index of its defect; null for a new one.</summary>
    internal static int?[] Match(IReadOnlyList<Spot> sightings, IReadOnlyList<Spot> defects)
    {
        var pairs = new List<Pairing.Pair>();
        for (var i = 0; i < sightings.Count; i++)
            for (var j = 0; j < defects.Count; j++)
                if (Spot.Cost(sightings[i], defects[j]) is { } cost) pairs.Add(new Pairing.Pair(i, j, cost));
        var matches = new int?[sightings.Count];
        foreach (var pair in Pairing.Solve(pairs, Spot.Gate + 3)) matches[pair.Row] = pair.Column;
        return matches;
    }

    private static IEnumerable<List<NewSighting>> Passes(List<NewSighting> inTime)
    {
        for (var from = 0; from < inTime.Count;)
        {
            var to = from + 1;
            while (to < inTime.Count && inTime[to].At - inTime[from].At < OnePass) to++;
            yield return inTime[from..to];
            from = to;
        }
    }

    private async Task<List<Defect>> Near(List<NewSighting> pass, CancellationToken ct)
    {
        var found = new Dictionary<Guid, Defect>();
        foreach (var sighting in pass)
        {
            // A long crack's middle may lie farther off than its nearest part.
            var reach = Spot.FarthestMeters + Math.Max(20, sighting.Spot.AlongMeters);
            foreach (var defect in await db.Defects.Where(d => d.State != DefectState.Joined)
                .NearOfMany(d => d.Cell, new Place(sighting.Latitude, sighting.Longitude), reach).ToListAsync(ct))
                found.TryAdd(defect.Id, defect);
        }
        return [.. found.Values.OrderBy(d => d.Number)];
    }

    private async Task<Sighting> Again(Defect defect, NewSighting seen, List<Sighting> saved, CancellationToken ct)
    {
        var sighting = seen.For(defect.Id);
        var knownDrive = saved.Exists(s => s.DefectId == defect.Id) || await db.Sightings.AnyAsync(s => s.DefectId == defect.Id && s.DriveId == sighting.DriveId, ct);
        defect.See(sighting, newDrive: !knownDrive);
        db.Sightings.Add(sighting);
        return sighting;
    }

    private async Task<Sighting> First(NewSighting seen, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        var sighting = seen.For(id);
        var defect = new Defect(await db.NextNumber("defect", ct), sighting, id) { District = db.Town.NearestDistrict(seen.Latitude, seen.Longitude).Code };
        db.Defects.Add(defect);
        db.Sightings.Add(sighting);
        // The next pass of this footage must find it.
        await db.SaveChangesAsync(ct);
        return sighting;
    }
}
