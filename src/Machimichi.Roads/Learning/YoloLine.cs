using System.Globalization;

namespace Machimichi.Roads.Learning;

/// <summary>One label of a training picture: a class and a box as shares of the picture, as the YOLO text format has it.</summary>
internal static class YoloLine
{
    /// <summary>The class of an area that counts neither way.</summary>
    public const int Ignore = 8;

    /// <param name="left">In pixels, as the other sides.</param>
    public static string Of(int label, double left, double top, double right, double bottom, double width, double height) => string.Create(CultureInfo.InvariantCulture,
        $"{label} {(left + right) / 2 / width:0.######} {(top + bottom) / 2 / height:0.######} {(right - left) / width:0.######} {(bottom - top) / height:0.######}\n");
}
