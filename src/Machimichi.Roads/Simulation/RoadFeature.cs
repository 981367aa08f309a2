using Machimichi.Roads.Defects;

namespace Machimichi.Roads.Simulation;

internal enum FeatureKind
{
    /// <summary>D00</summary>
    Longitudinal,

    /// <summary>D10</summary>
    Transverse,

    /// <summary>D20</summary>
    Alligator,

    /// <summary>D40</summary>
    Pothole,

    /// <summary>No damage: an old patch, there so that a detector can be wrong about it.</summary>
    Patch,

    /// <summary>No damage.</summary>
    Manhole,
}

/// <summary>A thing on a road: its middle in metres along and right of the centre line, its size on the ground, its look.</summary>
/// <param name="Width">Crack opening in metres, for cracks.</param>
/// <param name="RepairedBefore">The first drive (from 1) that finds a patch in its place, or null.</param>
internal sealed record RoadFeature(
    string Id,
    FeatureKind Kind,
    int Road,
    double Along,
    double Right,
    double LengthMeters,
    double AcrossMeters,
    double Width,
    ulong Seed,
    int? RepairedBefore
)
{
    public bool IsDamage => Kind is not (FeatureKind.Patch or FeatureKind.Manhole);

    /// <summary>By the same rule by which the program measures what it finds.</summary>
    public double AreaM2 => IsDamage ? Damage.SquareMeters(Class, LengthMeters, AcrossMeters) : LengthMeters * AcrossMeters;

    /// <summary>1 to 3; 0 for what is no damage.</summary>
    public int Severity => IsDamage ? Damage.Severity(Class, AreaM2) : 0;

    public string Class =>
        Kind switch
        {
            FeatureKind.Longitudinal => Damage.LongitudinalCrack,
            FeatureKind.Transverse => Damage.TransverseCrack,
            FeatureKind.Alligator => Damage.AlligatorCrack,
            FeatureKind.Pothole => Damage.Pothole,
            FeatureKind.Patch => "patch",
            _ => "manhole",
        };

    public bool IsRepairedIn(int drive) => RepairedBefore is { } first && drive >= first;
}
