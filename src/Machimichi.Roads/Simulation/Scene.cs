namespace Machimichi.Roads.Simulation;

/// <summary>One road on one day: what a drive along it can see.</summary>
internal sealed class Scene
{
    private readonly Dictionary<string, Decal> _painted = new(StringComparer.Ordinal);

    public Scene(RoadCurve road, IReadOnlyList<RoadFeature> damages, Surfaces surfaces, Light light, Backdrop backdrop, int drive, ulong seed, bool? sea)
    {
        Road = road;
        Damages = [.. damages.OrderBy(d => d.Along)];
        Surfaces = surfaces;
        Light = light;
        Backdrop = backdrop;
        Drive = drive;
        Seed = seed;
        Sea = sea;
    }

    public RoadCurve Road { get; }
    public IReadOnlyList<RoadFeature> Damages { get; }
    public Surfaces Surfaces { get; }
    public Light Light { get; }
    public Backdrop Backdrop { get; }
    public int Drive { get; }
    public ulong Seed { get; }
    /// <summary>Whether the sea is right of the road; null where there is none.</summary>
    public bool? Sea { get; }

    /// <summary>The decals between two places, painted when first needed and forgotten once passed, so that memory stays flat.</summary>
    public IReadOnlyList<Decal> DecalsBetween(double from, double to)
    {
        var visible = new List<Decal>();
        foreach (var damage in Damages)
        {
            if (damage.Along < from - 5)
            {
                _painted.Remove(damage.Id);
                continue;
            }
            if (damage.Along > to + 5)
                break;
            if (!_painted.TryGetValue(damage.Id, out var decal))
                _painted[damage.Id] = decal = Decal.Paint(damage, Drive);
            visible.Add(decal);
        }
        return visible;
    }
}
