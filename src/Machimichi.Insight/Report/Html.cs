using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Machimichi.Insight.Report;

/// <summary>A piece of HTML that is safe as it is: <c>Html.Of($"…{anything}…")</c> encodes every value that is not itself <see cref="Html"/>.</summary>
internal readonly record struct Html(string Text)
{
    public static readonly Html None = new("");

    public static Html Of(ref HtmlWriter writer) => new(writer.ToString());

    public override string ToString() => Text;
}

[InterpolatedStringHandler]
internal readonly ref struct HtmlWriter(int literalLength, int formattedCount)
{
    // Japanese stays readable in the file; what could end a text or an attribute is encoded.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly StringBuilder text = new(literalLength + 24 * formattedCount);

    public void AppendLiteral(string value) => text.Append(value);

    public void AppendFormatted(Html value) => text.Append(value.Text);

    public void AppendFormatted(IEnumerable<Html> values)
    {
        foreach (var value in values) text.Append(value.Text);
    }

    public void AppendFormatted(string? value) => text.Append(Encoder.Encode(value ?? ""));

    public void AppendFormatted(int value) => text.Append(CultureInfo.InvariantCulture, $"{value}");

    public void AppendFormatted(double value, string format = "0.##") => text.Append(value.ToString(format, CultureInfo.InvariantCulture));

    public override string ToString() => text.ToString();
}
