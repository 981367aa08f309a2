namespace Machimichi.Vision;

/// <summary>
/// A rectangle in a picture, in pixels: x grows to the right, y downwards, (0, 0) is the outer corner of the first pixel,
/// so that a box over the whole of a W × H picture is (0, 0, W, H). Edges may lie between pixels.
/// </summary>
/// <param name="Left">Smallest x, pixels.</param>
/// <param name="Top">Smallest y, pixels.</param>
/// <param name="Right">Largest x, pixels; not less than <paramref name="Left"/> in a box that holds anything.</param>
/// <param name="Bottom">Largest y, pixels; not less than <paramref name="Top"/> in a box that holds anything.</param>
public readonly record struct Box(float Left, float Top, float Right, float Bottom)
{
    /// <summary>Right − Left, pixels; negative for a box turned inside out.</summary>
    public float Width => Right - Left;

    /// <summary>Bottom − Top, pixels; negative for a box turned inside out.</summary>
    public float Height => Bottom - Top;

    /// <summary>Width × Height, square pixels; 0 for a box turned inside out.</summary>
    public float Area => MathF.Max(0, Width) * MathF.Max(0, Height);

    /// <summary>x of the middle, pixels.</summary>
    public float CenterX => (Left + Right) / 2;

    /// <summary>y of the middle, pixels.</summary>
    public float CenterY => (Top + Bottom) / 2;

    /// <summary>A box from its corner and size (the way MOT, VOC text and COCO files write it), pixels.</summary>
    /// <param name="left">Smallest x, pixels.</param>
    /// <param name="top">Smallest y, pixels.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public static Box FromSize(float left, float top, float width, float height) => new(left, top, left + width, top + height);

    /// <summary>The area that both boxes cover, square pixels.</summary>
    /// <param name="other">The other box, in the same picture.</param>
    public float Intersection(Box other)
    {
        var width = MathF.Min(Right, other.Right) - MathF.Max(Left, other.Left);
        var height = MathF.Min(Bottom, other.Bottom) - MathF.Max(Top, other.Top);
        return width > 0 && height > 0 ? width * height : 0;
    }

    /// <summary>Intersection over union (Jaccard index), 0 to 1; 0 where neither box holds anything.</summary>
    /// <param name="other">The other box, in the same picture.</param>
    public float IoU(Box other)
    {
        var shared = Intersection(other);
        return shared > 0 ? shared / (Area + other.Area - shared) : 0;
    }

    /// <summary>The part of the box inside a picture; empty (area 0) when it lies outside.</summary>
    /// <param name="width">The picture's width, pixels.</param>
    /// <param name="height">The picture's height, pixels.</param>
    public Box Clip(int width, int height) =>
        new(Math.Clamp(Left, 0, width), Math.Clamp(Top, 0, height), Math.Clamp(Right, 0, width), Math.Clamp(Bottom, 0, height));
}
