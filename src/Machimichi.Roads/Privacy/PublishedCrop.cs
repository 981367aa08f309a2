using Machimichi.Vision;

namespace Machimichi.Roads.Privacy;

/// <summary>
/// The part of a frame that everybody may see: the damage with a margin of road around it, nothing at or above the horizon, where faces,
/// plates and houses are. A part that would still show a vehicle's distance of road is refused.
/// </summary>
public static class PublishedCrop
{
    /// <summary>The margin on each side, as a fraction of the box's longer side.</summary>
    private const double Margin = 0.35;

    /// <summary>What is published starts this far below the horizon, as a fraction of the road's part of the picture: a vehicle ahead stands on the rows above.</summary>
    private const double BelowHorizon = 0.15;

    private const int SmallestSide = 24;

    /// <summary>Left, top, width and height in pixels; null where nothing of the damage lies low enough to be shown.</summary>
    public static (int Left, int Top, int Width, int Height)? Part(Box box, int width, int height, double horizonY)
    {
        var highest = Math.Max(0, horizonY) + BelowHorizon * (height - Math.Max(0, horizonY));
        if (box.CenterY <= highest) return null;
        var margin = Margin * Math.Max(box.Width, box.Height);
        var left = (int)Math.Clamp(Math.Floor(box.Left - margin), 0, width);
        var right = (int)Math.Clamp(Math.Ceiling(box.Right + margin), 0, width);
        var top = (int)Math.Clamp(Math.Floor(Math.Max(box.Top - margin, highest)), 0, height);
        var bottom = (int)Math.Clamp(Math.Ceiling(box.Bottom + margin), 0, height);
        return right - left < SmallestSide || bottom - top < SmallestSide ? null : (left, top, right - left, bottom - top);
    }

    /// <summary>The published picture as a JPEG without metadata; null where there is no such part.</summary>
    /// <param name="kept">The frame as it is kept; it may be smaller than the frame that the box was found in.</param>
    /// <param name="width">Pixels of the frame that the box was found in.</param>
    /// <param name="height">Pixels of the frame that the box was found in.</param>
    public static byte[]? Of(ReadOnlySpan<byte> kept, Box box, int width, int height, double horizonY)
    {
        using var picture = Picture.Decode(kept, "frame");
        var scale = (float)picture.Width / width;
        var scaled = new Box(box.Left * scale, box.Top * scale, box.Right * scale, box.Bottom * scale);
        if (Part(scaled, picture.Width, picture.Height, horizonY * picture.Height / height) is not { } part) return null;
        using var crop = picture.Crop(part.Left, part.Top, part.Width, part.Height);
        return crop.EncodeJpeg(80);
    }
}
