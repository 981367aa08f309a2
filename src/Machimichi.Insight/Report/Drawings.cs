namespace Machimichi.Insight.Report;

/// <summary>Charts as inline SVG: black on paper, one colour, the number beside the bar, so that a grey printer loses nothing.</summary>
internal static class Drawings
{
    private const int Width = 640, LabelWidth = 250, Row = 30;

    public static Html Bars(Chart chart)
    {
        var most = Math.Max(1, chart.Bars.Max(b => b.Value));
        var height = chart.Bars.Count * Row;
        double LengthOf(int value) => (Width - LabelWidth - 60) * (double)value / most;
        var rows = chart.Bars.Select((bar, i) => Html.Of($"""
            <text class="label" x="{LabelWidth - 10}" y="{i * Row + 20}" text-anchor="end">{Short(bar.Label)}</text><rect x="{LabelWidth}" y="{i * Row + 6}" width="{LengthOf(bar.Value):0.#}" height="18"/><text class="value" x="{LabelWidth + LengthOf(bar.Value) + 8:0.#}" y="{i * Row + 20}">{bar.Value}</text>
            """));
        return Html.Of($"""<svg class="bars" viewBox="0 0 {Width} {height}" role="img" aria-label="{chart.Title}">{rows}</svg>""");
    }

    // A label that is longer stands in full in the table below. Letters of Latin script take half the room.
    private static string Short(string label)
    {
        var longest = label.Any(c => c > 0x2E80) ? 16 : 32;
        return label.Length > longest ? $"{label[..(longest - 1)]}…" : label;
    }
}
