namespace Machimichi.Roads.Defects;

/// <summary>What there is to know of the classes of damage: which can be one thing, how large, how bad.</summary>
public static class Damage
{
    public const string LongitudinalCrack = "D00", TransverseCrack = "D10", AlligatorCrack = "D20", Pothole = "D40";

    public static readonly IReadOnlyList<string> Classes = [LongitudinalCrack, TransverseCrack, AlligatorCrack, Pothole];

    /// <summary>The strip of road, in metres, that a single crack counts for (as the crack ratio of an inspection does).</summary>
    private const double CrackStripMeters = 0.3;

    public static bool IsLine(string damage) => damage is LongitudinalCrack or TransverseCrack;

    /// <summary>A hole is about as long as it is wide. What is called a hole and is several times as long, or crosses the lane, is a crack.</summary>
    public static string ByShape(string damage, double alongMeters, double acrossMeters) => damage switch
    {
        Pothole when alongMeters > 1.4 && alongMeters > 2.5 * acrossMeters => LongitudinalCrack,
        Pothole when acrossMeters > 1.6 && acrossMeters > 2.5 * alongMeters => TransverseCrack,
        _ => damage,
    };

    /// <summary>
    /// How hard it is to believe that what is called the one now and the other then is one thing, in units of squared deviations;
    /// null when it is not believed. A crack grows to alligator, an alligator breaks to a pothole, two lines are confused at an angle, a line and a hole from afar.
    /// </summary>
    public static double? Difference(string a, string b) => (a, b) switch
    {
        _ when a == b => 0,
        (LongitudinalCrack or TransverseCrack, AlligatorCrack) or (AlligatorCrack, LongitudinalCrack or TransverseCrack) => 1,
        (AlligatorCrack, Pothole) or (Pothole, AlligatorCrack) => 2,
        (LongitudinalCrack, TransverseCrack) or (TransverseCrack, LongitudinalCrack) => 3,
        // A detector calls a wide crack a hole now and then, but beside a crack there may really be one.
        (LongitudinalCrack or TransverseCrack, Pothole) or (Pothole, LongitudinalCrack or TransverseCrack) => 4,
        _ => null,
    };

    /// <summary>Metres that a crack measures; the longer side for the others.</summary>
    public static double LengthMeters(string damage, double alongMeters, double acrossMeters) =>
        damage switch
        {
            LongitudinalCrack => alongMeters,
            TransverseCrack => acrossMeters,
            _ => Math.Max(alongMeters, acrossMeters),
        };

    /// <summary>Square metres, from the sides of the box on the road: a pothole fills an ellipse of it, an alligator most, a line a strip.</summary>
    public static double SquareMeters(string damage, double alongMeters, double acrossMeters) =>
        damage switch
        {
            Pothole => Math.PI / 4 * alongMeters * acrossMeters,
            AlligatorCrack => 0.8 * alongMeters * acrossMeters,
            _ => CrackStripMeters * LengthMeters(damage, alongMeters, acrossMeters),
        };

    /// <summary>1 small, 2 middle, 3 severe.</summary>
    public static int Severity(string damage, double squareMeters) =>
        damage switch
        {
            Pothole => Grade(squareMeters, 0.08, 0.25),
            AlligatorCrack => Grade(squareMeters, 1, 4),
            _ => Grade(squareMeters, 3 * CrackStripMeters, 12 * CrackStripMeters),
        };

    private static int Grade(double size, double middle, double severe) => size >= severe ? 3 : size >= middle ? 2 : 1;
}
