using Machimichi.Vision;

namespace Machimichi.Roads.Privacy;

/// <summary>
/// The part of a frame that everybody may see: the damage with a margin of road around it, nothing at or above the horizon, where faces,
/// plates and houses are. Within it only the damage itself stays sharp, and of that only what looks like road (<see cref="RoadVeil"/>).
/// A part that would still show a vehicle's distance of road is refused.
/// </summary>
public static class PublishedCrop
{
    /// <summary>The margin on each side, as a fraction of the box's longer side.</summary>
    private const double Margin = 0.35;

    /// <summary>What is published starts this far below the horizon, as a fraction of the road's part of the picture: a vehicle ahead stands on the rows above.</summary>
    private const double BelowHorizon = 0.15;

    /// <summary>How much around the box stays sharp, as a fraction of its longer side: boxes are loose, but not looser.</summary>
    private const double SharpMargin = 0.08;

    private const int SmallestSide = 24;

    // The lower a camera hangs, the larger things are in its picture: a lower one than this would be in a bonnet.
    private const double LeastCameraMeters = 1.1;

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
    /// <remarks>Null, too, where the box shows something else than road.</remarks>
    public static byte[]? Of(ReadOnlySpan<byte> kept, Box box, int width, int height, double horizonY)
    {
        using var picture = Picture.Decode(kept, "frame");
        return Veiled(picture, box, width, height, horizonY) is { } veiled ? Encode(veiled.Crop) : null;
    }

    /// <summary>The crop as it is published, and which of its pixels are still fine; null where it shows no road. The caller disposes the crop.</summary>
    internal static (Picture Crop, bool[] Open, int Finest, int Left, int Top)? Veiled(Picture picture, Box box, int width, int height, double horizonY)
    {
        var (scale, horizon) = ((float)picture.Width / width, horizonY * picture.Height / height);
        var scaled = new Box(box.Left * scale, box.Top * scale, box.Right * scale, box.Bottom * scale);
        if (Part(scaled, picture.Width, picture.Height, horizon) is not { } part) return null;
        var crop = picture.Crop(part.Left, part.Top, part.Width, part.Height);
        var margin = (float)SharpMargin * Math.Max(scaled.Width, scaled.Height);
        var damage = new Box(scaled.Left - margin - part.Left, scaled.Top - margin - part.Top, scaled.Right + margin - part.Left, scaled.Bottom + margin - part.Top);
        // Of a flat road a pixel's metre is the rows below the horizon by the camera's height, whatever the lens.
        var perMeter = (part.Top + part.Height - horizon) / LeastCameraMeters;
        if (RoadVeil.Draw(crop, damage, perMeter, RoadVeil.RoadLook(picture, horizon)) is var (open, finest)) return (crop, open, finest, part.Left, part.Top);
        crop.Dispose();
        return null;
    }

    private static byte[] Encode(Picture crop)
    {
        using (crop) return crop.EncodeJpeg(85);
    }
}
