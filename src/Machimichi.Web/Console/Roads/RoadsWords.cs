using System.Globalization;
using Machimichi.Platform.Language;
using Machimichi.Roads.Defects;
using Machimichi.Roads.Footage;
using Machimichi.Roads.Footage.Reading;

namespace Machimichi.Web.Console.Roads;

/// <summary>How the pages say sizes, places and qualities.</summary>
internal static class RoadsWords
{
    /// <summary>"0.42 m²" of a hole or an area, "8.4 m" of a line.</summary>
    public static string Size(string damage, double squareMeters, double lengthMeters) =>
        Damage.IsLine(damage) ? Number(lengthMeters, lengthMeters < 10 ? "0.0" : "0") + " m" : Number(squareMeters, squareMeters < 1 ? "0.00" : "0.0") + " m²";

    public static string Km(double km) => Number(km, km < 10 ? "0.0" : "0");

    public static string Name(this Speech say, string damage, int severity) => $"{say[$"defect.class.{damage}"]} ・ {say[$"defect.severity.{Math.Clamp(severity, 1, 3)}"]}";

    public static string Clarity(this Speech say, FrameFlaws flaws) =>
        flaws == FrameFlaws.None ? say["roads.clear"] : string.Join("、", Enum.GetValues<FrameFlaws>().Where(f => f != FrameFlaws.None && flaws.HasFlag(f)).Select(f => say[$"roads.flaw.{f}"]));

    public static string Speed(this Speech say, double? metersPerSecond) =>
        metersPerSecond is { } mps ? say["roads.speed", ("n", (int)Math.Round(mps * 3.6))] : "";

    public static string Side(this Speech say, double rightMeters) =>
        say[rightMeters < 0 ? "roads.left" : "roads.right", ("n", Number(Math.Abs(rightMeters), "0.0"))];

    public static string Css(FootageState state) => state switch
    {
        FootageState.Done => "pill go done",
        FootageState.Part => "pill wait done",
        FootageState.Refused => "pill stop",
        _ => "pill wait",
    };

    public static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
