using System.Globalization;

namespace Machimichi.Benchmarks.Roads;

/// <summary>A drive from its film to defects, the merge into many, and the map of a million, each beside what one would use instead.</summary>
internal static class RoadsBench
{
    public static async Task<int> Run(string[] arguments)
    {
        var parts = arguments.Where(a => a is "import" or "merge" or "tiles").ToList();
        bool Wants(string part) => parts.Count == 0 || parts.Contains(part);
        var rounds = (int)Number(arguments, "--rounds", 3);
        if (Wants("import")) await ImportBench.Run(Number(arguments, "--minutes", 0.5), rounds);
        if (Wants("merge")) await MergeBench.Run([1_000, 100_000, (int)Number(arguments, "--defects", 1_000_000)], rounds);
        if (Wants("tiles")) await TilesBench.Run((int)Number(arguments, "--defects", 1_000_000));
        return 0;
    }

    public static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static double Number(string[] arguments, string name, double otherwise) =>
        Array.IndexOf(arguments, name) is >= 0 and var i && i + 1 < arguments.Length ? double.Parse(arguments[i + 1], CultureInfo.InvariantCulture) : otherwise;
}
