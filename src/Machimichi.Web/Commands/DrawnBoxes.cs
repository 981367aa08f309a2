using System.Globalization;
using System.Text;
using Machimichi.Vision;

namespace Machimichi.Commands;

/// <summary>A picture with its boxes, as an SVG that any browser shows: the picture stays as it is, the boxes lie over it.</summary>
internal static class DrawnBoxes
{
    public static void Write(Picture picture, IReadOnlyList<Detection> found, ModelDescription model, string path)
    {
        var size = Math.Max(12, picture.Width / 40);
        var svg = new StringBuilder().Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {picture.Width} {picture.Height}\" width=\"{picture.Width}\" height=\"{picture.Height}\"><image width=\"{picture.Width}\" height=\"{picture.Height}\" href=\"data:image/jpeg;base64,{Convert.ToBase64String(picture.EncodeJpeg())}\"/>");
        foreach (var one in found)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{one.Box.Left:0.#}\" y=\"{one.Box.Top:0.#}\" width=\"{one.Box.Width:0.#}\" height=\"{one.Box.Height:0.#}\" fill=\"none\" stroke=\"#ffd43d\" stroke-width=\"{size / 6.0:0.#}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{one.Box.Left:0.#}\" y=\"{Math.Max(size, one.Box.Top - size / 4.0):0.#}\" font-size=\"{size}\" font-family=\"sans-serif\" font-weight=\"700\" fill=\"#ffd43d\" stroke=\"#000\" stroke-width=\"{size / 5.0:0.#}\" paint-order=\"stroke\">{model.Classes[one.Class]} {one.Score:0.00}</text>");
        }
        File.WriteAllText(path, svg.Append("</svg>").ToString());
    }
}
